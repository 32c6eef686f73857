"""Questions about sizes that may be unknown. Sizes are always known here: every answer is that of the number."""

from __future__ import annotations

from typing import Any

__all__ = [
    "GuardOnDataDependentSymNode",
    "definitely_false",
    "definitely_true",
    "expect_true",
    "guard_bool",
    "guard_float",
    "guard_int",
    "guard_or_false",
    "guard_or_true",
    "guard_size_oblivious",
    "has_free_symbols",
    "hint_int",
    "is_concrete_bool",
    "is_concrete_int",
    "statically_known_true",
    "sym_and",
    "sym_eq",
    "sym_or",
]


class GuardOnDataDependentSymNode(RuntimeError):
    """Raised by PyTorch where a program depends on a size that is not known."""


def guard_bool(a: Any) -> bool:
    """``bool(a)``."""
    return bool(a)


guard_size_oblivious = statically_known_true = definitely_true = expect_true = guard_bool
guard_or_false = guard_or_true = guard_bool


def definitely_false(a: Any) -> bool:
    """Whether ``a`` is False."""
    return not a


def guard_int(a: Any) -> int:
    """``int(a)``."""
    return int(a)


def hint_int(a: Any, fallback: int | None = None) -> int:
    """``int(a)``."""
    return int(a)


def guard_float(a: Any) -> float:
    """``float(a)``."""
    return float(a)


def is_concrete_int(a: Any) -> bool:
    """Whether an int is known: yes."""
    return True


is_concrete_bool = is_concrete_int


def has_free_symbols(val: Any) -> bool:
    """Whether a value has unknown sizes: no."""
    return False


def sym_eq(x: Any, y: Any) -> bool:
    """``x == y``."""
    return bool(x == y)


def sym_and(x: Any, *others: Any) -> bool:
    """Whether all hold."""
    return all((x, *others))


def sym_or(x: Any, *others: Any) -> bool:
    """Whether any holds."""
    return any((x, *others))
