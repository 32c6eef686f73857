"""Pictures: data sets, transforms, grids, networks. The names and their meaning are torchvision's.

``_pixels`` has the arithmetic on pictures, which ``transforms`` and ``transforms.v2`` share; ``tv_tensors`` the tensors
that are marked as pictures; ``datasets`` read files, ``models`` are built of ``nn`` and ``ops``; ``io`` reads and
writes files; ``utils`` draw grids, boxes, masks.
Names for annotations stand in ``_types``.
"""

from __future__ import annotations

import importlib
from typing import Any as _Any

from .._base.errors import MissingName
from . import datasets, transforms, tv_tensors, utils

__all__ = [
    "datasets",
    "get_image_backend",
    "io",
    "models",
    "ops",
    "set_image_backend",
    "transforms",
    "tv_tensors",
    "utils",
]

__version__ = "0.28.0"  # the torchvision whose behaviour this package follows


def get_image_backend() -> str:
    """The library that reads pictures: always ``"PIL"`` (Pillow)."""
    return "PIL"


def set_image_backend(backend: str) -> None:
    """Choose the library that reads pictures. Raises: ValueError for anything but ``"PIL"``."""
    if backend != "PIL":
        raise ValueError(f"Invalid backend '{backend}'. The only option is 'PIL'")


def __getattr__(name: str) -> _Any:
    if name in ("io", "models", "ops"):  # loaded when first used
        return importlib.import_module(f".{name}", __name__)
    raise MissingName("torchvision", name, __all__)
