"""Functions of two tensors, elementwise: angles, logarithms of sums, divisors, neighbours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._core import Value, apply_to, result_type
from ..._face.public import public
from ..common.pointwise import FloatPointwise, NumPyPointwise, as_tensor, into, variant_of, wrapped
from ..tensors.full import zeros_of
from .arithmetic import Mul
from .compare import eq
from .exp_log_sin import exp, exp2, log
from .pow import pow
from .where import where

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


def _inverse_square(x, y):
    inverse = (y * y + x * x).reciprocal()
    return where(eq(inverse, math.inf), zeros_of(inverse), inverse)


class Atan2(FloatPointwise):
    """The angle of the point (y, x); operands y, x."""

    function, refused, refuses_empty, inputs = "atan2", (3,), True, ("y", "x")
    rules = (lambda g, y, x: g * x * _inverse_square(x, y), lambda g, y, x: g * -y * _inverse_square(x, y))


class Hypot(NumPyPointwise):
    """sqrt(x² + y²)."""

    function, refused, refuses_empty = "hypot", (0, 1, 3), True
    rules = (lambda g, x, out: g * (x / out), lambda g, y, out: g * (y / out))


class Logaddexp(NumPyPointwise):
    """log(exp(x) + exp(y))."""

    function, refused, refuses_empty = "logaddexp", (0, 1), True
    rules = (lambda g, x, out: g * exp(x - out), lambda g, y, out: g * exp(y - out))

    @quiet
    def forward(self, xp, x, y, out=None):
        if x.dtype.kind == "c":
            return into(xp, log_of_sum(xp, x, y), out)
        return into(xp, xp.logaddexp(x, y), out)


def log_of_sum(xp, x, y):
    """log(exp(x) + exp(y)) of complex arrays: the larger taken out."""
    first = x.real >= y.real
    large, small = xp.where(first, x, y), xp.where(first, y, x)
    return large + xp.log(1 + xp.exp(xp.subtract(small, large)))


class Logaddexp2(NumPyPointwise):
    """log2(2**x + 2**y)."""

    function, refused, refuses_empty = "logaddexp2", (0, 1, 3), True
    rules = (lambda g, x, out: g * exp2(x - out), lambda g, y, out: g * exp2(y - out))


class Xlogy(FloatPointwise):
    """x * log(y), 0 where x is 0."""

    __slots__ = ("variant",)
    function, refused = "xlogy", (3,)
    rules = (
        lambda g, x, y: g * where(eq(x, 0) & (y <= 0), zeros_of(g), log(as_tensor(y, g))),
        lambda g, x, y: g * x / y,
    )


class Copysign(NumPyPointwise, FloatPointwise):
    """The size of x with the sign of y. Variant 1: y is a number."""

    __slots__ = ("variant",)
    function, refused, refuses_empty = "copysign", (3,), True
    rules = (lambda g, x, out: g * (out / where(eq(x, 0), 1, x)), zeros_of)


class Heaviside(NumPyPointwise):
    """0 where x < 0, 1 where x > 0, y where x is 0."""

    exact_out = True
    function = "heaviside"

    def compute_dtype(self, x, y):
        if x.dtype.category == 3:
            raise RuntimeError("heaviside is not yet implemented for complex tensors.")
        return super().compute_dtype(x, y)

    def forward(self, xp, x, y, out=None):
        return into(xp, xp.where(x == 0, y, x > 0).astype(y.dtype), out)


class Gcd(NumPyPointwise):
    function, refused, refuses_empty = "gcd", (0, 2, 3), True


class Lcm(NumPyPointwise):
    function, refused, refuses_empty = "lcm", (0, 2, 3), True

    @quiet
    def forward(self, xp, x, y, out=None):
        return into(xp, xp.abs(xp.lcm(*wrapped((x, y)))), out)


class Nextafter(NumPyPointwise):
    """The next number after x in the direction of y."""

    function, refused, refuses_empty = "nextafter", (0, 1, 3), True
    rules = (lambda g, x, y: where(x == y, 0, g), zeros_of)

    def kernel(self, x, y):
        return {"float16": _next_half, "bfloat16": _next_bfloat}.get(result_type(x, y).name)


@quiet
def _next_half(x, y, out):
    """The next float16; arrays of float32 that hold float16."""
    return np.asarray(np.nextafter(x.astype(np.float16), y.astype(np.float16)), np.float32)


@quiet
def _next_bfloat(x, y, out):
    """The next bfloat16; arrays of float32 that hold bfloat16, whose bits are the upper half of theirs."""
    x, y = np.broadcast_arrays(x, y)
    bits = np.ascontiguousarray(x).view(np.int32) >> 16
    away = np.where((y > x) == (x > 0), bits + 1, bits - 1)
    least = np.where(np.signbit(y), np.int32(-0x7FFF), np.int32(1))  # next to 0
    bits = np.where(np.asarray(x) == 0, least, away)
    moved = (bits.astype(np.int32) << 16).view(np.float32)
    return np.where(x == y, y, np.where(np.isnan(x) | np.isnan(y), x + y, moved)).reshape(x.shape)


class Ldexp(Mul):
    """x * y, where y is 2 to some power."""


@public(inplace="Tensor", aliases="arctan2")
def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle (radians, -pi to pi) of the point (other, input), elementwise.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> atan2(torch.tensor([1.]), torch.tensor([1.]))
    tensor([0.7854])
    """
    return apply_to(out, Atan2.of(), input, other)


@public(inplace="Tensor")
def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sqrt(input² + other²), elementwise.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> hypot(torch.tensor([3.]), torch.tensor([4.]))
    tensor([5.])
    """
    return apply_to(out, Hypot.of(), input, other)


@public()
def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(exp(input) + exp(other)), elementwise, without overflow.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> logaddexp(torch.tensor([1000.]), torch.tensor([1000.]))
    tensor([1000.6932])
    """
    return apply_to(out, Logaddexp.of(), input, other)


@public()
def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log2(2**input + 2**other), elementwise, without overflow.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> logaddexp2(torch.tensor([1.]), torch.tensor([1.]))
    tensor([2.])
    """
    return apply_to(out, Logaddexp2.of(), input, other)


@public(inplace=True)
def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The greatest common divisor of integers, elementwise.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> gcd(torch.tensor([6]), torch.tensor([4]))
    tensor([2])
    """
    return apply_to(out, Gcd.of(), input, other)


@public(inplace=True)
def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The least common multiple of integers, elementwise.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> lcm(torch.tensor([6]), torch.tensor([4]))
    tensor([12])
    """
    return apply_to(out, Lcm.of(), input, other)


@public(inplace="Tensor")
def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The next floating-point number after input towards other, elementwise.

    input, other: tensors; shapes broadcast, dtypes promote. Raises TypeError for numbers.

    >>> nextafter(torch.tensor([0.]), torch.tensor([1.]))
    tensor([1.4013e-45])
    """
    return apply_to(out, Nextafter.of(), input, other)


@public(inplace="Tensor")
def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """0 where input < 0, 1 where input > 0, and ``values`` where it is 0, elementwise. Raises RuntimeError if dtypes
    differ.

    >>> heaviside(torch.tensor([-1., 0., 2.]), torch.tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    if input._dtype is not values._dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return apply_to(out, Heaviside.of(), input, values)


@public("torch Tensor special", inplace=True)
def xlogy(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input * log(other), elementwise, and 0 where input is 0 (unless other is nan). One of the two may be a number.

    >>> xlogy(torch.tensor([0., 2.]), torch.tensor([0., 1.]))
    tensor([0., 0.])
    """
    return apply_to(out, Xlogy.of(variant_of(input, other)), input, other)


@public(inplace="Tensor")
def copysign(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The size of ``input`` with the sign of ``other`` (a tensor or a number), elementwise.

    >>> copysign(torch.tensor([1., -2.]), -1)
    tensor([-1., -2.])
    """
    return apply_to(out, Copysign.of(int(not isinstance(other, Value))), input, other)


@public(inplace=True)
def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input * 2**other, elementwise.

    >>> ldexp(torch.tensor([1.]), torch.tensor([3]))
    tensor([8.])
    """
    return apply_to(out, Ldexp.of(), input, pow(2.0, other))
