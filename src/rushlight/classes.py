"""Classes that libraries of C++ register, which can't be loaded here."""

from __future__ import annotations

import sys
from types import ModuleType

__all__ = ["load_library", "loaded_libraries"]

loaded_libraries: set[str] = set()


def load_library(path: str) -> None:
    """Load a library of C++ classes. Raises OSError: they are compiled against PyTorch itself."""
    raise OSError(f"Could not load this library: {path}: libraries compiled against PyTorch don't fit here")


class _Classes(ModuleType):
    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        raise RuntimeError(
            f"Tried to instantiate class '{name}', but it does not exist! Ensure that it is registered via "
            "torch::class_"
        )


sys.modules[__name__].__class__ = _Classes
