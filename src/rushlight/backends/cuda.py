"""CUDA libraries, which aren't there."""

from __future__ import annotations

__all__ = ["is_built"]


def is_built() -> bool:
    """Whether rushlight was built for CUDA: False."""
    return False
