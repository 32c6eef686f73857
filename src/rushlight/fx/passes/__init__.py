"""``torch.fx.passes``: what is done with a graph as a whole."""

from __future__ import annotations

from ..._base.errors import MissingName

__all__ = ["shape_prop"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return import_module("." + name, __name__)
    raise MissingName("torch.fx.passes", name, __all__)
