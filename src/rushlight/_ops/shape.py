"""Rearrangements: pieces, flips, rolls and repeats."""

from __future__ import annotations

__all__ = ["ShapeMethods"]


class ShapeMethods:
    """Methods of Tensor: rearrangements."""

    __slots__ = ()
