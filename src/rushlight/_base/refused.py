"""Names of PyTorch behind which there can be nothing here: they can be imported and asked for by ``isinstance``;
whoever calls one is told what to use instead."""

from __future__ import annotations

from .errors import MissingName

__all__ = ["refused_class", "refused_function", "refusing"]


def _error(name, why):
    return RuntimeError(f"{name}: {why}")


def refused_class(name, module, why):
    """A class of which there are no instances: making one raises RuntimeError. It can be subclassed."""

    def __init__(self, *args, **kwargs):
        raise _error(f"{module}.{name}", why)

    def __getattr__(cls, attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return refused_function(attribute, f"{module}.{name}", why)

    meta = type("_Refused", (type,), {"__getattr__": __getattr__})
    return meta(name, (), {"__init__": __init__, "__doc__": f"Not here: {why}", "__module__": module})


def refused_function(name, module, why):
    """A function that raises RuntimeError when it is called."""

    def refused(*args, **kwargs):
        raise _error(f"{module}.{name}", why)

    refused.__name__ = refused.__qualname__ = name
    refused.__module__, refused.__doc__ = module, f"Not here: {why}"
    return refused


def refusing(place, module, why, classes="", functions="", submodules=""):
    """``__getattr__`` and ``__dir__`` of a module (``place``: its globals) with such names, made when first used;
    ``submodules``: its own modules, loaded when first used."""
    kinds = {**dict.fromkeys(classes.split(), refused_class), **dict.fromkeys(functions.split(), refused_function)}
    own = submodules.split()

    def __getattr__(name):
        if name in own:
            from importlib import import_module

            return import_module(f"{place['__name__']}.{name}")
        if name not in kinds:
            raise MissingName(module, name, [*kinds, *own])
        value = place[name] = kinds[name](name, module, why)
        return value

    return __getattr__, lambda: sorted({*place, *kinds, *own})
