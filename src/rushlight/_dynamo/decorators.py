"""Marks on functions and tensors for the compiler. Programs run as they are written, so that most mean nothing now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._compiling import compiled
from .._core import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._tensor.tensor import Tensor

__all__ = [
    "allow_in_graph",
    "assume_constant_result",
    "disallow_in_graph",
    "forbid_in_graph",
    "graph_break",
    "mark_dynamic",
    "mark_static",
    "mark_static_address",
    "maybe_mark_dynamic",
    "nonstrict_trace",
    "set_stance",
    "skip",
    "substitute_in_graph",
]


def _marked(what: str, fn: Any) -> Any:
    if isinstance(fn, (list, tuple)):
        return [_marked(what, f) for f in fn]
    if not callable(fn):
        raise AssertionError(f"{what} expects a callable")
    return fn


def allow_in_graph(fn: Any) -> Any:
    """Mark a function, or several, as one operation of a graph; returns it."""
    return _marked("allow_in_graph", fn)


def disallow_in_graph(fn: Any) -> Any:
    """Mark a function as none of a graph; returns it."""
    return _marked("disallow_in_graph", fn)


def forbid_in_graph(fn: Any) -> Any:
    """Mark a function as an error in a graph; returns it."""
    return _marked("forbid_in_graph", fn)


def assume_constant_result(fn: Any) -> Any:
    """Mark a function whose result never changes; returns it."""
    fn._dynamo_marked_constant = True
    return fn


def nonstrict_trace(traceable_fn: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function to be recorded without being read; returns a wrapper."""
    if not callable(traceable_fn):
        raise AssertionError("nonstrict_trace expects a callable")
    return compiled(traceable_fn)


def skip(fn: Any = None) -> Any:
    """A function whose own code is not compiled, but what it calls."""
    return skip if fn is None else _marked("skip", fn)


def graph_break(msg: str = "") -> None:
    """End a graph here: there is none."""


def substitute_in_graph(
    original_fn: Callable[..., Any], *, can_constant_fold_through: bool = False, skip_signature_check: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: record this function in place of ``original_fn``."""

    def wrapper(traceable_fn: Callable[..., Any]) -> Callable[..., Any]:
        if not callable(traceable_fn):
            raise TypeError(f"@substitute_in_graph(...) expects a function but got {type(traceable_fn)}")
        return compiled(traceable_fn)

    return wrapper


def _check_dims(t: Any, index: int | Sequence[int]) -> None:
    if not isinstance(t, Value):
        raise AttributeError(f"expected a tensor whose dimension is to be marked, got {type(t).__name__}")
    for i in (index,) if isinstance(index, int) else index:
        if not 0 <= i < t.ndim:
            raise AssertionError(f"dimension {i} of a tensor of shape {tuple(t.shape)}: give one of 0 to {t.ndim - 1}")


def mark_dynamic(
    t: Tensor,
    index: int | Sequence[int],
    *,
    hint_override: int | None = None,
    min: int | None = None,
    max: int | None = None,
    specialize_on: list[Any] | None = None,
) -> None:
    """Say that a dimension's length will vary. Raises AssertionError for one that is not there."""
    _check_dims(t, index)


def maybe_mark_dynamic(t: Tensor, index: int | Sequence[int]) -> None:
    """Say that a dimension's length may vary."""
    _check_dims(t, index)


def mark_static(t: Any, index: int | Sequence[int] | None = None) -> None:
    """Say that a dimension's length (None: any) will not vary."""
    if index is not None:
        _check_dims(t, index)


def mark_static_address(t: Tensor, guard: bool = True) -> None:
    """Say that a tensor's memory stays where it is."""
    if not isinstance(t, Value):
        raise TypeError(f"mark_static_address expects a tensor but received {type(t)}")


class set_stance:
    """How compiled functions are to behave from now on, or inside as a context manager or decorator: 'default',
    'force_eager', ... They run as they are written with each of them. Raises RuntimeError for another word."""

    _stances = ("default", "eager_then_compile", "aot_eager_then_compile", "force_eager", "eager_on_recompile",
                "fail_on_recompile")  # fmt: skip

    def __init__(
        self, stance: str = "default", *, skip_guard_eval_unsafe: bool = False, force_backend: Any = None
    ) -> None:
        if stance not in self._stances:
            raise RuntimeError(f"invalid torch.compile stance '{stance}': use one of {', '.join(self._stances)}")
        self.stance = stance

    def __call__(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        return compiled(fn)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass
