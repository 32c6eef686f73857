"""NVIDIA's cuSPARSELt, which isn't there."""

from __future__ import annotations

__all__ = ["is_available"]


def is_available() -> bool:
    """Whether cuSPARSELt is there: False."""
    return False
