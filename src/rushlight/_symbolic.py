"""The functions that PyTorch's tracing writes for arithmetic on sizes. Sizes here are plain numbers, and so are the
results."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class _Symbolic:
    """Numbers that stand for sizes not known yet. There are none here: for ``isinstance``, which is false."""

    def __init__(self, node) -> None:
        raise TypeError(f"{type(self).__name__}: sizes are plain numbers here, use int, float or bool")


class SymInt(_Symbolic):
    """PyTorch's symbolic int: no value here is one."""


class SymFloat(_Symbolic):
    """PyTorch's symbolic float: no value here is one."""


class SymBool(_Symbolic):
    """PyTorch's symbolic bool: no value here is one."""


def sym_int(a: Any) -> Any:
    """``a`` as an int, towards zero.

    >>> sym_int(-2.7)
    -2
    """
    return int(a)


def sym_float(a: Any) -> Any:
    """``a`` as a float.

    >>> sym_float(3)
    3.0
    """
    return float(a)


def _pair(name, a, b):
    for v in (a, b):
        if not isinstance(v, (int, float)):
            raise AssertionError(f"{name} expects two numbers, got {type(v).__name__}")
    return float in (type(a), type(b))


def sym_max(a: Any, b: Any) -> Any:
    """The larger number; a float if one of the two is.

    >>> sym_max(2, 1.0)
    2.0
    """
    return float(max(a, b)) if _pair("sym_max", a, b) else max(a, b)


def sym_min(a: Any, b: Any) -> Any:
    """The smaller number; a float if one of the two is.

    >>> sym_min(2, 1)
    1
    """
    return float(min(a, b)) if _pair("sym_min", a, b) else min(a, b)


def sym_not(a: Any) -> Any:
    """``not a``.

    >>> sym_not(True)
    False
    """
    return not a


def sym_ite(b: Any, t: Any, f: Any) -> Any:
    """``t`` if the bool ``b`` is true, else ``f``, both of one type.

    >>> sym_ite(True, 1, 2)
    1
    """
    if not isinstance(b, bool) or type(t) is not type(f):
        raise AssertionError(f"sym_ite expects a bool and two values of one type, got {b!r}, {t!r}, {f!r}")
    return t if b else f


def sym_sum(*args: Any) -> Any:
    """The sum of numbers, given one by one or as a sequence.

    >>> sym_sum([1, 2, 3])
    6
    """
    return sum(args[0] if len(args) == 1 and isinstance(args[0], (list, tuple)) else args)


def sym_sqrt(a: Any) -> Any:
    """The square root, a float.

    >>> sym_sqrt(4)
    2.0
    """
    return math.sqrt(a)
