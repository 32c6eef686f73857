"""Sizes, signs and rounding, elementwise."""

from __future__ import annotations

import math

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Op, apply, apply_, apply_out, unary
from ..common.arguments import check_tensor
from ..common.named_results import frexp as frexp_result
from ..common.out import stored_all
from ..common.pointwise import Pointwise, conj, into, refuse
from ..tensors.full import zeros_of
from .where_clamp import where

__all__ = [
    "RoundingMethods",
    "abs",
    "absolute",
    "angle",
    "ceil",
    "conj_physical",
    "fix",
    "floor",
    "frac",
    "frexp",
    "round",
    "sgn",
    "sign",
    "signbit",
    "square",
    "trunc",
]


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


def frexp(input, *, out=None):
    """Mantissas (sizes in [0.5, 1), or 0) and exponents (int32), a named tuple: input = mantissa * 2**exponent.

    input: floating. Raises RuntimeError for other dtypes.

    >>> torch.frexp(torch.tensor([3., 0.])).mantissa
    tensor([0.7500, 0.0000])
    """
    check_tensor(input, "frexp")
    result = frexp_result(apply(Frexp.of(), input))
    return result if out is None else stored_all("frexp", out, result, exact=True)


# Sign and size ------------------------------------------------------------------------------------------------------


class Abs(Pointwise):
    exact_out = True
    function = "abs"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "abs_cpu", (0,))
        return x.dtype

    def result_dtype(self, x):
        return x.dtype.to_real()

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * sgn(saved[0]),)


class Sign(Pointwise):
    exact_out = True
    function, compiled = "sign", "sign"
    saves = ((),)

    def compute_dtype(self, x):
        if x.dtype.category == 3:
            raise NotImplementedError(
                "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."
            )
        return x.dtype

    def forward(self, xp, x, out=None):
        return into(xp, x, out) if x.dtype.kind == "b" else _nan_to_zero(xp, xp.sign(x, out))

    def vjp(self, need, grads, saved, specs):
        return (zeros_of(grads[0]),)


def _nan_to_zero(xp, y):
    """PyTorch's sign of nan is 0."""
    if y.dtype.kind == "f":
        y[xp.isnan(y)] = 0
    return y


class Sgn(Sign):
    """x / |x| for complex x (0 at 0); for others the sign."""

    saves = ((0, OUT),)

    def compute_dtype(self, x):
        return x.dtype

    @quiet
    def forward(self, xp, x, out=None):
        if x.dtype.kind != "c":
            return Sign.forward(self, xp, x, out)
        size = xp.abs(x)
        return into(xp, xp.where(size == 0, 0, x / xp.where(size == 0, 1, size)).astype(x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        if specs[0].dtype.category != 3:
            return (zeros_of(g),)
        x, y = saved[0], saved[OUT]
        # d(x / |x|), by Wirtinger's rules; 0 where x is
        size = apply(ABS, x)
        turned = (g - (g * y.conj()).real * y) / size
        return (where(size == 0, 0, turned),)


class Angle(Pointwise):
    saves = ((0,),)

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

    def vjp(self, need, grads, saved, specs):
        g, x = grads[0], saved[0]
        if specs[0].dtype.category != 3:
            return (zeros_of(g),)
        size = apply(ABS, x)
        return (where(size == 0, 0, g / size * (x / size) * 1j),)


class Signbit(Pointwise):
    exact_out = True

    def compute_dtype(self, x):
        refuse((x,), "signbit_cpu", (3,))
        return x.dtype

    def result_dtype(self, x):
        return dtypes.bool_

    def forward(self, xp, x, out=None):
        return into(xp, xp.zeros(x.shape, bool) if x.dtype.kind == "b" else xp.signbit(x), out)


class ConjPhysical(Pointwise):
    exact_out = True
    function = "conj"
    saves = ((),)

    def forward(self, xp, x, out=None):
        return into(xp, xp.conj(x) if x.dtype.kind == "c" else x, out)

    def vjp(self, need, grads, saved, specs):
        return (apply(CONJ_PHYSICAL, grads[0]),)


class Square(Pointwise):
    node_name, function = "PowBackward0", "square"
    saves = ((0,),)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category else dtypes.int64

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * (conj(saved[0], specs[0]) * 2),)


# Rounding -----------------------------------------------------------------------------------------------------------


class Rounding(Pointwise):
    """Rounding to whole numbers: integers stay as they are, the gradient is 0."""

    exact_out = True
    saves = ((),)

    def compute_dtype(self, x):
        if x.dtype.category == 3:
            raise NotImplementedError(f"{self.name.lower()} is not supported for complex inputs, got {x.dtype}")
        refuse((x,), f"{self.name.lower()}_cpu", (0,))
        return x.dtype

    def forward(self, xp, x, out=None):
        return into(xp, x.copy(), out) if x.dtype.kind != "f" else getattr(xp, self.function)(x, out)

    def vjp(self, need, grads, saved, specs):
        return (zeros_of(grads[0]),)


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
    name, node_name = "Round", "RoundBackward1"

    @quiet
    def forward(self, xp, x, out=None):
        ten = x.dtype.type(10.0 ** max(self.decimals, -self.decimals))
        return into(xp, xp.rint(x * ten) / ten if self.decimals >= 0 else xp.rint(x / ten) * ten, out)


class Frac(Pointwise):
    exact_out = True
    function = "frac"
    saves = ((),)

    def compute_dtype(self, x):
        refuse((x,), "frac_cpu", (0, 1, 3))
        return x.dtype

    def vjp(self, need, grads, saved, specs):
        return grads


ABS, SIGN, SGN, ANGLE, SIGNBIT = Abs.of(), Sign.of(), Sgn.of(), Angle.of(), Signbit.of()
CONJ_PHYSICAL, SQUARE, FLOOR, CEIL = ConjPhysical.of(), Square.of(), Floor.of(), Ceil.of()
TRUNC, FRAC, ROUND = Trunc.of(), Frac.of(), Round.of()


# Functions ----------------------------------------------------------------------------------------------------------

abs = unary(
    ABS,
    "abs",
    """The size of x: |x|, real for complex x, elementwise.

    >>> abs(torch.tensor([-1., 2.]))
    tensor([1., 2.])
    """,
)
sign = unary(
    SIGN,
    "sign",
    """-1, 0 or 1, as x is negative, 0 (or nan) or positive, elementwise.

    >>> sign(torch.tensor([-3., 0.]))
    tensor([-1.,  0.])
    """,
)
sgn = unary(
    SGN,
    "sgn",
    """x / |x|, and 0 for 0: the sign, also of complex numbers, elementwise.

    >>> sgn(torch.tensor([-3., 0.]))
    tensor([-1.,  0.])
    """,
)
angle = unary(
    ANGLE,
    "angle",
    """The angle of x in the complex plane, in radians: 0 or pi for real x, elementwise.
    Integers become the default floating dtype.

    >>> angle(torch.tensor([1., -1.]))
    tensor([0.0000, 3.1416])
    """,
)
signbit = unary(
    SIGNBIT,
    "signbit",
    """Whether x is negative; True for -0.0 too, elementwise.

    >>> signbit(torch.tensor([-1., 0.]))
    tensor([ True, False])
    """,
)


def conj_physical(input, *, out=None):
    """The complex conjugate; real tensors are returned as they are.

    >>> conj_physical(torch.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    check_tensor(input, "conj_physical")
    if out is None:
        return apply(CONJ_PHYSICAL, input) if input._dtype.is_complex else input
    return apply_out(CONJ_PHYSICAL, out, input)


square = unary(
    SQUARE,
    "square",
    """x * x, elementwise.

    >>> square(torch.tensor([3., -2.]))
    tensor([9., 4.])
    """,
)
floor = unary(
    FLOOR,
    "floor",
    """x rounded down to a whole number, elementwise.

    >>> floor(torch.tensor([1.5, -1.5]))
    tensor([ 1., -2.])
    """,
)
ceil = unary(
    CEIL,
    "ceil",
    """x rounded up to a whole number, elementwise.

    >>> ceil(torch.tensor([1.5, -1.5]))
    tensor([ 2., -1.])
    """,
)
trunc = unary(
    TRUNC,
    "trunc",
    """x without its fraction: rounded towards zero, elementwise.

    >>> trunc(torch.tensor([1.5, -1.5]))
    tensor([ 1., -1.])
    """,
)
frac = unary(
    FRAC,
    "frac",
    """The fraction of x, with the sign of x, elementwise.

    >>> frac(torch.tensor([1.5, -1.5]))
    tensor([ 0.5000, -0.5000])
    """,
)


def round(input, *, decimals=0, out=None):
    """x rounded to the nearest whole number, halves to the even one, elementwise.

    ``decimals``: digits kept after the point (before it, if negative). Raises NotImplementedError for bool tensors.

    >>> round(torch.tensor([0.5, 1.5, 2.6]))
    tensor([0., 2., 3.])
    """
    if decimals and input.dtype.category == 1:
        raise NotImplementedError("round_cpu: decimals are for floating-point tensors; convert with .to(dtype) first")
    return _run(RoundDecimals.of(decimals) if decimals else ROUND, out, input)


def _run(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def round_(self, *, decimals=0):
    """``round``, written into the tensor itself. Returns the tensor."""
    return apply_(RoundDecimals.of(decimals) if decimals else ROUND, self, self)


absolute, fix = abs, trunc


def _in_place(op, name):
    return unary(op, name, f"``{name[:-1]}``, written into the tensor itself. Returns the tensor.", inplace=True)


_sizes_ = _in_place(ABS, "abs_")


def abs_(self):
    """``abs``, written into the tensor itself. Returns the tensor. Raises RuntimeError for complex tensors: sizes are
    real."""
    check_tensor(self, "abs_", "self")
    if self._dtype.category == 3:
        raise RuntimeError("In-place abs is not supported for complex tensors: write x.abs()")
    return _sizes_(self)


class RoundingMethods:
    """Methods of Tensor: sizes, signs and rounding."""

    __slots__ = ()
    abs, abs_ = abs, abs_
    sign, sign_ = sign, _in_place(SIGN, "sign_")
    sgn, sgn_ = sgn, _in_place(SGN, "sgn_")
    conj_physical, conj_physical_ = conj_physical, _in_place(CONJ_PHYSICAL, "conj_physical_")
    square, square_ = square, _in_place(SQUARE, "square_")
    floor, floor_ = floor, _in_place(FLOOR, "floor_")
    ceil, ceil_ = ceil, _in_place(CEIL, "ceil_")
    trunc, trunc_ = trunc, _in_place(TRUNC, "trunc_")
    frac, frac_ = frac, _in_place(FRAC, "frac_")
    absolute, absolute_, fix, fix_ = abs, abs_, trunc, trunc_
    __abs__ = abs
    angle, frexp, signbit, round, round_ = angle, frexp, signbit, round, round_
