"""check_op: the checks that every operation of this library passes, for anybody's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import Op, Spec, Value, apply, scalar_spec, state
from .._core.modes import Recorder
from ..autograd.gradcheck import gradcheck, gradgradcheck
from ._closeness import assert_close

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Recorder(Recorder):
    """Keeps (op, inputs' Specs, outputs' Specs) of what ``apply`` runs."""

    def __init__(self):
        self.seen = []

    def record(self, op, inputs, outputs, target):
        """Called by ``apply``."""
        if not op.dynamic and target is None:
            self.seen.append((op, [_spec(v) for v in inputs], [_spec(v) for v in outputs]))


def _spec(v):
    if v is None:
        return None
    return Spec(v._array.shape, v._dtype, v._device) if isinstance(v, Value) else scalar_spec(v)


def check_op(op: Callable[..., Any], *inputs: Any, double: bool = True, rtol: float = 1e-3, atol: float = 1e-5) -> None:
    """Check an operation on the given inputs. Raises AssertionError (or what gradcheck raises) at the first that fails:

    the shape rules of all ops it runs say what comes out; inputs stay as they were; strided inputs give the same
    values as contiguous ones; for inputs that require a gradient (use float64): the derivative agrees with differences,
    and, with ``double``, the second derivative too.

    op: a function of tensors, or an Op. inputs: tensors and numbers. rtol, atol: for the comparisons of derivatives.

    >>> check_op(torch.tanh, torch.tensor([0.5, -1.0], dtype=torch.float64, requires_grad=True))
    """
    function = (lambda *args: apply(op, *args)) if isinstance(op, Op) else op
    before = [v.detach().clone() if isinstance(v, Value) else v for v in inputs]
    result = _check_rules(function, inputs)
    _check_unchanged(function, inputs, before)
    _check_layout(function, inputs, result)
    if any(isinstance(v, Value) and v.requires_grad for v in inputs):
        gradcheck(function, inputs, eps=1e-6, atol=atol, rtol=rtol)
        if double:
            gradgradcheck(function, inputs, eps=1e-6, atol=atol, rtol=rtol)


def _check_rules(function, inputs):
    outer, state.recorder = state.recorder, _Recorder()
    try:
        result = function(*inputs)
        seen = state.recorder.seen
    finally:
        state.recorder = outer
    for op, specs, outs in seen:
        promised = op.infer(*specs)
        promised = [promised] if isinstance(promised, Spec) else list(promised)
        pairs = [(s.shape, s.dtype) for s in promised], [(s.shape, s.dtype) for s in outs]
        if pairs[0] != pairs[1]:
            raise AssertionError(
                f"{op!r}: the shape rule promises {promised}, but the result is {outs} (inputs: {specs})"
            )
    return result


def _check_unchanged(function, inputs, before):
    for i, (v, old) in enumerate(zip(inputs, before, strict=True)):
        if isinstance(v, Value):
            assert_close(
                v.detach(),
                old,
                rtol=0,
                atol=0,
                equal_nan=True,
                msg=lambda text, i=i: f"{_name(function)} changed its input {i}: {text}",
            )


def _strided(v):
    """The same values on memory with gaps, dimensions stored in reverse order."""
    if not isinstance(v, Value):
        return v
    n = v._array.ndim
    wide = v.new_zeros([2 * k for k in v._array.shape[::-1]])
    y = wide[tuple(slice(None, None, 2) for _ in range(n))].permute(*range(n)[::-1]) if n else wide
    y.copy_(v.detach())
    return y.detach().requires_grad_(v.requires_grad)


def _check_layout(function, inputs, result):
    again = function(*[_strided(v) for v in inputs])
    for a, b in zip(*[r if isinstance(r, (tuple, list)) else [r] for r in (again, result)], strict=True):
        if isinstance(a, Value):
            assert_close(
                a.detach(),
                b.detach(),
                equal_nan=True,
                msg=lambda text: f"{_name(function)} of inputs with gaps differs: {text}",
            )


def _name(function):
    return getattr(function, "__name__", repr(function))
