"""What programs write for TorchScript's compiler: here it changes nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .._face.types import F, T

__all__ = [
    "Attribute",
    "annotate",
    "export",
    "ignore",
    "interface",
    "is_scripting",
    "is_tracing",
    "script_if_tracing",
    "tracing",
    "unused",
]


class _Tracing(threading.local):
    on = False


tracing = _Tracing()


class Attribute(NamedTuple):
    """A module's attribute and its type for TorchScript.

    >>> Attribute(3, int).value
    3
    """

    value: Any
    type: Any


def is_scripting() -> bool:
    """Whether this runs as compiled TorchScript: False.

    >>> is_scripting()
    False
    """
    return False


def is_tracing() -> bool:
    """Whether this runs within ``trace``.

    >>> is_tracing()
    False
    """
    return tracing.on


def annotate(the_type: Any, the_value: T) -> T:
    """``the_value``, which TorchScript would take to be of type ``the_type``.

    >>> annotate(list, [])
    []
    """
    return the_value


def export(fn: F) -> F:
    """A decorator of methods that TorchScript would compile: ``fn``.

    >>> export(abs)(-1)
    1
    """
    return fn


def unused(fn: F) -> F:
    """A decorator of methods that TorchScript would not compile: ``fn``.

    >>> unused(abs)(-1)
    1
    """
    return fn


def ignore(drop: Any = False, **kwargs: Any) -> Any:
    """A decorator of functions that TorchScript would leave to Python, plain or as ``@ignore(drop=True)``: the
    function. Raises RuntimeError for other arguments.

    >>> ignore(abs)(-1), ignore(drop=True)(abs)(-1)
    (1, 1)
    """
    if callable(drop):
        return drop
    if not isinstance(drop, bool):
        raise RuntimeError(f"Argument to @torch.jit.ignore must be a bool or a function but got {drop}")
    return lambda fn: fn


def interface(obj: T) -> T:
    """A decorator of classes that describe a module's methods to TorchScript: the class. Raises RuntimeError for other
    objects.

    >>> interface(int)
    <class 'int'>
    """
    if not isinstance(obj, type):
        raise RuntimeError(f"interface must be applied to a class, not {type(obj).__name__}")
    return obj


def script_if_tracing(fn: F) -> F:
    """A decorator of functions that ``trace`` would compile whole: ``fn``.

    >>> script_if_tracing(abs)(-1)
    1
    """
    return fn
