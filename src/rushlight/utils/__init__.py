"""Helpers around training; ``utils.data`` brings data sets to the network in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import data

if TYPE_CHECKING:
    from typing import Any

    from . import checkpoint, dlpack, tensorboard

__all__ = ["checkpoint", "data", "dlpack"]  # and tensorboard, if tensorboardX is installed


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in ("checkpoint", "dlpack", "tensorboard"):
            from importlib import import_module

            return import_module("." + name, __name__)
        raise MissingName("torch.utils", name, __all__)
