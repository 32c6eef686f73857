"""The operations, one family per file: Op classes, public functions and the methods of Tensor."""

from __future__ import annotations


def __getattr__(name: str) -> object:
    """Programs that import torch know a module of this name as the place of the classes behind ``torch.ops``."""
    from importlib import import_module

    if name.startswith("__"):
        raise AttributeError(name)
    try:
        return getattr(import_module("rushlight.library._operators"), name)
    except AttributeError:
        raise AttributeError(f"module 'torch._ops' has no attribute {name!r}") from None
