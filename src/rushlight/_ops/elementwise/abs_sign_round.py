"""Sizes, signs and rounding, elementwise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import IN_PLACE, OUT, Op, apply, apply_to
from ..._face.public import method, public, unary_function
from ..common import named_results
from ..common.out import stored_all
from ..common.pointwise import Pointwise, into
from ..tensors.full import zeros_of
from .where import inverse

if TYPE_CHECKING:
    from ..._face.types import Tensor


class Frexp(Op):
    """Mantissas (their size in [0.5, 1), or 0) and exponents: x = mantissa * 2**exponent."""

    visible = 2
    saves = ((OUT - 1,),)

    def infer(self, x):
        if x.dtype.category != 2:
            raise RuntimeError(f"torch.frexp() only supports floating-point dtypes, got {x.dtype}")
        return x, x.like(dtype=dtypes.int32)

    def forward(self, xp, x):
        mantissa, exponent = xp.frexp(x)
        return xp.asarray(mantissa), xp.asarray(exponent, dtype=xp.int32)

    def vjp(self, need, grads, saved, specs):
        return (None if grads[0] is None else grads[0] / saved[OUT - 1].to(grads[0].dtype).exp2(),)


@public()
def frexp(input: Tensor, *, out: tuple[Tensor, Tensor] | None = None) -> named_results.frexp:
    """Mantissas (sizes in [0.5, 1), or 0) and exponents (int32), a named tuple: input = mantissa * 2**exponent.

    input: floating. Raises RuntimeError for other dtypes.

    >>> torch.frexp(torch.tensor([3., 0.])).mantissa
    tensor([0.7500, 0.0000])
    """
    result = named_results.frexp._make(apply(Frexp.of(), input))
    return result if out is None else stored_all("frexp", out, result, exact=True)


# Sign and size ------------------------------------------------------------------------------------------------------


class Abs(Pointwise):
    takes_stored = True
    exact_out = True
    function, refused = "abs", (0,)
    rules = (lambda g, x: g * sgn(x),)

    def result_dtype(self, x):
        return self.compute_dtype(x).to_real()


class Sign(Pointwise):
    exact_out = True
    function, compiled = "sign", "sign"
    rules = (zeros_of,)

    def compute_dtype(self, x):
        if x.dtype.category == 3:
            raise NotImplementedError(
                "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."
            )
        return x.dtype

    def forward(self, xp, x, out=None):
        return into(xp, x, out) if x.dtype.kind == "b" else _nan_to_zero(xp, xp.sign(x, out))


def _nan_to_zero(xp, y):
    """PyTorch's sign of nan is 0."""
    if y.dtype.kind == "f":
        y[xp.isnan(y)] = 0
    return y


def _sgn_rule(g, x, out):
    """The derivative of x / |x|, by Wirtinger's rules; 0 where x is."""
    if x._dtype.category != 3:
        return zeros_of(g)
    return (g - (g * out.conj()).real * out) * inverse(apply(ABS, x))


class Sgn(Sign):
    """x / |x| for complex x (0 at 0); for others the sign."""

    rules, analytic = (_sgn_rule,), False

    def compute_dtype(self, x):
        return x.dtype

    @quiet
    def forward(self, xp, x, out=None):
        if x.dtype.kind != "c":
            return Sign.forward(self, xp, x, out)
        size = xp.abs(x)
        return into(xp, xp.where(size == 0, 0, x / xp.where(size == 0, 1, size)).astype(x.dtype), out)


def _angle_rule(g, x):
    if x._dtype.category != 3:
        return zeros_of(g)
    scale = inverse(apply(ABS, x))
    return g * scale * (x * scale) * 1j


class Angle(Pointwise):
    rules = (_angle_rule,)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category >= 2 else dtypes.get_default_dtype()

    def result_dtype(self, x):
        return self.compute_dtype(x).to_real()

    def forward(self, xp, x, out=None):
        if x.dtype.kind == "c":
            y = xp.angle(x)
        else:
            y = xp.where(x < 0, math.pi, xp.where(x == x, 0, x))
        return into(xp, xp.asarray(y, dtype=x.real.dtype), out)


class Signbit(Pointwise):
    exact_out = True
    function, refused = "signbit", (3,)

    def result_dtype(self, x):
        self.compute_dtype(x)
        return dtypes.bool_

    def forward(self, xp, x, out=None):
        return into(xp, xp.zeros(x.shape, bool) if x.dtype.kind == "b" else xp.signbit(x), out)


class ConjPhysical(Pointwise):
    exact_out = True
    function = "conj"
    rules = (lambda g: apply(CONJ_PHYSICAL, g),)

    def forward(self, xp, x, out=None):
        return into(xp, xp.conj(x) if x.dtype.kind == "c" else x, out)


class Square(Pointwise):
    node_name, function = "PowBackward0", "square"
    rules = (lambda g, x: g * (x * 2),)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category else dtypes.int64


# Rounding -----------------------------------------------------------------------------------------------------------


class Rounding(Pointwise):
    """Rounding to whole numbers: integers stay as they are, the gradient is 0."""

    exact_out = True
    refused = (0,)
    rules = (zeros_of,)

    def compute_dtype(self, x):
        if x.dtype.category == 3:
            raise NotImplementedError(f"{self.name.lower()} is not supported for complex inputs, got {x.dtype}")
        return super().compute_dtype(x)

    def forward(self, xp, x, out=None):
        return into(xp, x.copy(), out) if x.dtype.kind != "f" else getattr(xp, self.function)(x, out)


class Floor(Rounding):
    function, compiled = "floor", "floor"


class Ceil(Rounding):
    function, compiled = "ceil", "ceil"


class Trunc(Rounding):
    function, compiled = "trunc", "trunc"


class Round(Rounding):
    function, compiled = "round", "round"


class RoundDecimals(Rounding):
    __slots__ = ("decimals",)
    name, function, variant = "Round", "round", 1

    @quiet
    def forward(self, xp, x, out=None):
        ten = x.dtype.type(10.0 ** max(self.decimals, -self.decimals))
        return into(xp, xp.rint(x * ten) / ten if self.decimals >= 0 else xp.rint(x / ten) * ten, out)


class Frac(Pointwise):
    exact_out = True
    function, refused = "frac", (0, 1, 3)
    rules = (lambda g: g,)


ABS, CONJ_PHYSICAL, ROUND = Abs.of(), ConjPhysical.of(), Round.of()


# Functions ----------------------------------------------------------------------------------------------------------


@unary_function(ABS, aliases="absolute")
def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The size of x: |x|, real for complex x, elementwise.

    >>> abs(torch.tensor([-1., 2.]))
    tensor([1., 2.])
    """


@unary_function(Sign.of(), inplace="Tensor")
def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-1, 0 or 1, as x is negative, 0 (or nan) or positive, elementwise.

    >>> sign(torch.tensor([-3., 0.]))
    tensor([-1.,  0.])
    """


@unary_function(Sgn.of(), inplace="Tensor")
def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x / |x|, and 0 for 0: the sign, also of complex numbers, elementwise.

    >>> sgn(torch.tensor([-3., 0.]))
    tensor([-1.,  0.])
    """


@unary_function(Angle.of())
def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of x in the complex plane, in radians: 0 or pi for real x, elementwise.
    Integers become the default floating dtype.

    >>> angle(torch.tensor([1., -1.]))
    tensor([0.0000, 3.1416])
    """


@unary_function(Signbit.of())
def signbit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is negative; True for -0.0 too, elementwise.

    >>> signbit(torch.tensor([-1., 0.]))
    tensor([ True, False])
    """


@public(inplace=True)
def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugate; real tensors are returned as they are.

    >>> conj_physical(torch.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    if out is None and not input._dtype.is_complex:
        return input
    return apply_to(out, CONJ_PHYSICAL, input)


@unary_function(Square.of(), inplace=True)
def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x * x, elementwise.

    >>> square(torch.tensor([3., -2.]))
    tensor([9., 4.])
    """


@unary_function(Floor.of(), inplace=True)
def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x rounded down to a whole number, elementwise.

    >>> floor(torch.tensor([1.5, -1.5]))
    tensor([ 1., -2.])
    """


@unary_function(Ceil.of(), inplace=True)
def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x rounded up to a whole number, elementwise.

    >>> ceil(torch.tensor([1.5, -1.5]))
    tensor([ 2., -1.])
    """


@unary_function(Trunc.of(), inplace=True, aliases="fix")
def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x without its fraction: rounded towards zero, elementwise.

    >>> trunc(torch.tensor([1.5, -1.5]))
    tensor([ 1., -1.])
    """


@unary_function(Frac.of(), inplace=True)
def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The fraction of x, with the sign of x, elementwise.

    >>> frac(torch.tensor([1.5, -1.5]))
    tensor([ 0.5000, -0.5000])
    """


@public("torch Tensor special", inplace=True)
def round(input: Tensor, *, decimals: int = 0, out: Tensor | None = None) -> Tensor:
    """x rounded to the nearest whole number, halves to the even one, elementwise.

    ``decimals``: digits kept after the point (before it, if negative). Raises NotImplementedError for bool tensors.

    >>> round(torch.tensor([0.5, 1.5, 2.6]))
    tensor([0., 2., 3.])
    """
    if decimals and input.dtype.category == 1:
        raise NotImplementedError("round_cpu: decimals are for floating-point tensors; convert with .to(dtype) first")
    return apply_to(out, RoundDecimals.of(decimals) if decimals else ROUND, input)


@public()
def abs_(input: Tensor) -> Tensor:
    """``abs``, written into the tensor itself. Returns the tensor. Raises RuntimeError for complex tensors: sizes are
    real."""
    if input._dtype.category == 3:
        raise RuntimeError("In-place abs is not supported for complex tensors: write x.abs()")
    return apply_to(IN_PLACE, ABS, input)


method(__abs__=abs, absolute_=abs_)
