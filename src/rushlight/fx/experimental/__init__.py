"""``torch.fx.experimental``: what of it makes sense without symbolic sizes."""

from __future__ import annotations

from ..._base.errors import MissingName

__all__ = ["optimization", "proxy_tensor", "symbolic_shapes"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return import_module("." + name, __name__)
    raise MissingName("torch.fx.experimental", name, __all__)
