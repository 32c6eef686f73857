"""Metal, which isn't there."""

from __future__ import annotations

__all__ = ["is_available", "is_built"]


def is_available() -> bool:
    """Whether there is a Metal device to compute on: False."""
    return False


def is_built() -> bool:
    """Whether rushlight was built for Metal: False."""
    return False
