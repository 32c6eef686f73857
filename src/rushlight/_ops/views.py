"""Views: other shapes and strides on the same memory."""

from __future__ import annotations

__all__ = ["ViewMethods"]


class ViewMethods:
    """Methods of Tensor: views."""

    __slots__ = ()
