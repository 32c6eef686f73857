"""What programs write for TorchScript's compiler: here it changes nothing."""

from __future__ import annotations

import threading
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, Union, get_args, get_origin

if TYPE_CHECKING:
    from .._face.types import F, T


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


class Error(Exception):
    """What a compiled TorchScript program raises: nothing here does."""


_overloads: dict[str, list[Any]] = {}


def _overload(func: F) -> F:
    """A decorator of the signatures that a function has for TorchScript: the signature, which is noted."""
    _overloads.setdefault(f"{func.__module__}.{func.__qualname__}", []).append(func)
    return func


_overload_method = _overload


def isinstance_(obj: Any, target_type: Any) -> bool:
    """Whether ``obj`` is of a type, or of one in a tuple of types, looking into lists, tuples and dicts:
    ``List[int]``, ``Dict[str, Tensor]``, ``Optional[int]``. Raises RuntimeError for a container without the type of
    what is in it.

    >>> torch.jit.isinstance([1, 2], list[int]), torch.jit.isinstance([1, "a"], list[int])
    (True, False)
    """
    if isinstance(target_type, tuple):
        return any(isinstance_(obj, t) for t in target_type)
    origin, inner = get_origin(target_type), get_args(target_type)
    if target_type in (list, tuple, dict) or (origin in (list, tuple, dict) and not inner):
        name = (origin or target_type).__name__
        raise RuntimeError(
            f"Attempted to use {name} without a contained type. Please add a contained type, e.g. {name}[int]"
        )
    if origin in (Union, UnionType):
        return any(isinstance_(obj, t) for t in inner)
    if target_type is None or target_type is type(None):
        return obj is None
    if origin is list:
        return type(obj) is list and all(isinstance_(v, inner[0]) for v in obj)
    if origin is dict:
        return type(obj) is dict and all(isinstance_(k, inner[0]) and isinstance_(v, inner[1]) for k, v in obj.items())
    if origin is tuple:
        return type(obj) is tuple and len(obj) == len(inner) and all(map(isinstance_, obj, inner))
    return isinstance(obj, target_type)


isinstance_.__name__ = isinstance_.__qualname__ = "isinstance"
