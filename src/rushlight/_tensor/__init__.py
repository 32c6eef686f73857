"""Tensor: a Value with the methods of all rooms of _ops; printing, pickling."""

from __future__ import annotations


def __getattr__(name: str) -> object:
    """Programs that import torch know a module of this name as the place of Tensor's class."""
    from importlib import import_module

    if name in ("Tensor", "_convert", "_rebuild_from_type_v2"):
        return getattr(import_module("rushlight._tensor.of_torch"), name)
    raise AttributeError(f"module 'torch._tensor' has no attribute {name!r}")
