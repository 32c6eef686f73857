"""OpenMP, which isn't there: our own threads compute; OMP_NUM_THREADS is heeded all the same."""

from __future__ import annotations

__all__ = ["is_available"]


def is_available() -> bool:
    """Whether OpenMP is there: False."""
    return False
