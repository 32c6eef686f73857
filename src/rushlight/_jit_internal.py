"""``torch._jit_internal``: marks that packages put on functions for PyTorch's own compiler, which is not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .jit.marks import export, ignore, unused

__all__ = ["boolean_dispatch", "export", "ignore", "is_scripting", "unused", "weak_module", "weak_script_method"]

F = TypeVar("F", bound=Callable[..., Any])


def is_scripting() -> bool:
    """Whether the program runs compiled: no."""
    return False


def weak_module(cls: F) -> F:
    """The class as it is."""
    return cls


weak_script_method = _overload = _overload_method = _copy_to_script_wrapper = weak_module


def boolean_dispatch(
    arg_name: str,
    arg_index: int,
    default: bool,
    if_true: Callable[..., Any],
    if_false: Callable[..., Any],
    module_name: str,
    func_name: str,
) -> Callable[..., Any]:
    """A function that calls ``if_true`` or ``if_false``, by its argument of that name or position."""

    def fn(*args: Any, **kwargs: Any) -> Any:
        chosen = kwargs[arg_name] if arg_name in kwargs else args[arg_index] if arg_index < len(args) else default
        return (if_true if chosen else if_false)(*args, **kwargs)

    fn.__name__, fn.__module__ = func_name, module_name
    return fn
