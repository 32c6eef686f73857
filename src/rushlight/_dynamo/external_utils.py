"""Functions that compiled programs call."""

from __future__ import annotations

from .._compiling import compiled as wrap_inline

__all__ = ["is_compiling", "wrap_inline"]


def is_compiling() -> bool:
    """Whether a program is being compiled: False."""
    return False
