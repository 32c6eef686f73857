"""What a module offers to ``from module import *``: the classes and functions that stand in it."""

from __future__ import annotations

from types import FunctionType
from typing import Any


def defined_in(names: dict[str, Any]) -> list[str]:
    """The public classes and functions among ``names``, a module's globals, that it defines itself, in the order
    in which they stand there. Imported ones and constants are left out, so that no file lists its contents twice.

    >>> defined_in({"__name__": "here", "int": int})
    []
    """
    if "__all__" in names:  # it has said so itself; by now its classes may bear the name of PyTorch's module
        return [*names["__all__"]]
    home = names["__name__"]
    own = (n for n, v in names.items() if isinstance(v, (type, FunctionType)) and v.__module__ == home)
    return [name for name in own if not name.startswith("_")]
