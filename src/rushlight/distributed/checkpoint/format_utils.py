"""Checkpoints as folders and as files of ``torch.save``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...serialization import load, save
from .filesystem import FileSystemReader, FileSystemWriter
from .planner import flat

if TYPE_CHECKING:
    import os

__all__ = ["dcp_to_torch_save", "torch_save_to_dcp"]


def dcp_to_torch_save(dcp_checkpoint_dir: str | os.PathLike[str], torch_save_path: str | os.PathLike[str]) -> None:
    """The entries of a checkpoint in a file, by their keys joined by dots."""
    save(FileSystemReader(dcp_checkpoint_dir).read(), torch_save_path)


def torch_save_to_dcp(torch_save_path: str | os.PathLike[str], dcp_checkpoint_dir: str | os.PathLike[str]) -> None:
    """A file's state as a checkpoint."""
    FileSystemWriter(dcp_checkpoint_dir).write(flat(load(torch_save_path, weights_only=True)))
