"""Matrix products."""

from __future__ import annotations

__all__ = ["LinalgMethods"]


class LinalgMethods:
    """Methods of Tensor: matrix products."""

    __slots__ = ()
