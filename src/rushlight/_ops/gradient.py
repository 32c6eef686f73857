"""Tensor's face of autograd: backward, hooks, detach."""

from __future__ import annotations

__all__ = ["GradientMethods"]


class GradientMethods:
    """Methods of Tensor: autograd."""

    __slots__ = ()
