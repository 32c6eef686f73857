"""Indexing: reading and writing parts of a tensor."""

from __future__ import annotations

__all__ = ["IndexMethods"]


class IndexMethods:
    """Methods of Tensor: indexing."""

    __slots__ = ()
