"""Checkpoints as folders: a file of data per process, as ``torch.save`` writes it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...serialization import load as load_file
from ...serialization import save as save_file

if TYPE_CHECKING:
    from typing import Any

__all__ = ["FileSystemReader", "FileSystemWriter"]

_FILE = "__0_0.distcp"
_MARK = "rushlight.checkpoint"


class FileSystemWriter:
    """Writes into the folder ``path``. With ``overwrite`` False a checkpoint that is there is a RuntimeError."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        single_file_per_rank: bool = True,
        sync_files: bool = True,
        thread_count: int = 1,
        per_thread_copy_ahead: int = 10_000_000,
        cache_staged_state_dict: bool = False,
        overwrite: bool = True,
        **more: Any,
    ) -> None:
        self.path, self.overwrite = Path(path), overwrite

    def write(self, entries: dict[str, Any]) -> None:
        """Write all entries; the file is replaced whole, or not at all."""
        self.path.mkdir(parents=True, exist_ok=True)
        file = self.path / _FILE
        if file.exists() and not self.overwrite:
            raise RuntimeError(f"Checkpoint already exists and self.overwrite={self.overwrite}.")
        unfinished = file.with_suffix(".part")
        save_file({_MARK: 1, "entries": entries}, unfinished)
        os.replace(unfinished, file)


class FileSystemReader:
    """Reads from the folder ``path``."""

    def __init__(self, path: str | os.PathLike[str], **more: Any) -> None:
        self.path = Path(path)

    def read(self) -> dict[str, Any]:
        """All entries. Raises: FileNotFoundError without a checkpoint; RuntimeError for one of PyTorch's own."""
        if not (self.path / _FILE).exists():
            raise FileNotFoundError(f"no checkpoint in {self.path}")
        found = None if (self.path / ".metadata").exists() else load_file(self.path / _FILE, weights_only=True)
        if not isinstance(found, dict) or _MARK not in found:
            raise RuntimeError(
                f"{self.path} is a checkpoint of PyTorch's own form, which holds pickled programs; convert it there "
                "with torch.distributed.checkpoint.format_utils.dcp_to_torch_save, and read that with torch.load"
            )
        return found["entries"]
