"""Tensor: a Value with all declared methods; printing, pickling."""

from __future__ import annotations


def __getattr__(name: str) -> object:
    if name in ("Tensor", "_rebuild"):  # pickles name them here
        from . import tensor

        return getattr(tensor, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
