"""Limits of elements, and numbers in place of nan and the infinities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import Spec, Value, apply_to, result_type
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.pointwise import Pointwise, device_of, into
from ..tensors.full import zeros_of
from .bitwise_logical import bitwise_and, bitwise_or
from .compare import ge, gt, le, lt
from .where import where

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


def _of_x(g, x, low, high):
    inside = None if low is None else ge(x, low)
    if high is not None:
        below = le(x, high)
        inside = below if inside is None else bitwise_and(inside, below)
    return where(inside, g, zeros_of(g))


def _of_low(g, x, low, high):
    below = lt(x, low)
    return where(below if high is None else bitwise_and(below, lt(low, high)), g, zeros_of(g))


def _of_high(g, x, low, high):
    above = gt(x, high)
    return where(above if low is None else bitwise_or(above, lt(high, low)), g, zeros_of(g))


class Clamp(Pointwise):
    """x, not below low and not above high; operands x, low, high (None for no limit). Variant 1: limits that are
    numbers."""

    __slots__ = ("variant",)
    function, inputs = "clamp", ("x", "low", "high")
    rules = (_of_x, _of_low, _of_high)
    exact_out = True
    optional = True

    def compute_dtype(self, *specs):
        if specs[0].dtype.category == 3:
            raise NotImplementedError(f"{self.name.lower()} is not supported for complex types, got {specs[0].dtype}")
        return result_type(*specs)


class ClampMin(Clamp):
    """Variant 1: a limit that is a tensor."""


class ClampMax(Clamp):
    """Variant 1: a limit that is a tensor."""


def _clamp(input, min, max):
    numbers = [v for v in (min, max) if v is not None and not isinstance(v, Value)]
    if any(isinstance(v, complex) for v in numbers):
        raise RuntimeError("value cannot be converted to type double without overflow: clamp() takes no complex limits")
    if input._dtype.category < 2 and not any(isinstance(v, float) for v in numbers):
        for v in numbers:
            check_fits(v, dtypes.int64 if input._dtype is dtypes.bool_ else input._dtype)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    low, high = isinstance(min, Value), isinstance(max, Value)
    if low != high and min is not None and max is not None:
        raise TypeError(
            "clamp() received an invalid combination of arguments: min and max must be both numbers or both tensors; "
            "make the number a tensor with torch.tensor(...)"
        )
    return Clamp.of(int(not (low or high)))


@public(inplace=True, aliases="clip")
def clamp(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None, *, out: Tensor | None = None
) -> Tensor:
    """Elements below ``min`` become min, those above ``max`` become max (which wins if min > max); None: no limit.

    min, max: both numbers, or both tensors that broadcast. Raises RuntimeError without either.

    >>> clamp(torch.tensor([-1., 0.5, 2.]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """
    return apply_to(out, _clamp(input, min, max), input, min, max)


@public(inplace=True)
def clamp_min(input: Tensor, min: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elements below ``min`` (a number or tensor) become min.

    >>> clamp_min(torch.tensor([-1., 2.]), 0)
    tensor([0., 2.])
    """
    return apply_to(out, ClampMin.of(int(isinstance(min, Value))), input, min, None)


@public(inplace=True)
def clamp_max(input: Tensor, max: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elements above ``max`` (a number or tensor) become max.

    >>> clamp_max(torch.tensor([-1., 2.]), 0)
    tensor([-1.,  0.])
    """
    return apply_to(out, ClampMax.of(int(isinstance(max, Value))), input, None, max)


class NanToNum(Pointwise):
    """nan and the infinities replaced; operands x, nan, posinf, neginf (numbers; None: the dtype's largest and lowest).
    ``limits``: those of the dtype."""

    __slots__ = ("dtype",)
    exact_out = True
    rules = (lambda g, x: where(x.isfinite(), g, zeros_of(g)), None, None, None)

    def infer(self, x, *numbers):
        return Spec(x.shape, x.dtype, device_of((x,)))

    def compute_dtype(self, x, *numbers):
        return x.dtype

    def forward(self, xp, x, nan, posinf, neginf, out=None):
        if x.dtype.kind not in "fc":
            return into(xp, x.copy(), out)
        largest = 3.3895313892515355e38 if self.dtype is dtypes.bfloat16 else float(xp.finfo(self.dtype.np).max)
        posinf, neginf = largest if posinf is None else posinf, -largest if neginf is None else neginf
        return into(xp, xp.nan_to_num(x, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf), out)


@public(inplace=True)
def nan_to_num(
    input: Tensor,
    nan: float | None = None,
    posinf: float | None = None,
    neginf: float | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """nan replaced by ``nan`` (0), the infinities by ``posinf`` and ``neginf`` (the dtype's largest and lowest number).

    >>> nan_to_num(torch.tensor([1., float("nan")]))
    tensor([1., 0.])
    """
    for k, (name, v) in enumerate((("nan", nan), ("posinf", posinf), ("neginf", neginf))):
        if isinstance(v, (complex, Value)):
            raise TypeError(f"nan_to_num(): argument '{name}' (position {k + 2}) must be float, not {type(v).__name__}")
    return apply_to(out, NanToNum.of(input._dtype), input, nan, posinf, neginf)
