"""Functions of one tensor, elementwise: roots, exponentials, logarithms, trigonometry, error functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._core import IN_PLACE, apply_to
from ..._face.public import public, unary_function
from ..common.pointwise import FloatPointwise, NumPyPointwise, float_type, into
from .where import where

if TYPE_CHECKING:
    from ..._face.types import Tensor


class Degrees(NumPyPointwise, FloatPointwise):
    """Degrees and radians: of real numbers only, also where there are none."""

    def compute_dtype(self, x):
        if x.dtype.category == 3:
            raise RuntimeError(f"{self.function} is not supported for complex tensors.")
        return float_type(x)


def _op(name, function, rule, *bases, **attributes):
    """An op of one operand from its array function and the rule of its derivative."""
    body = {"__module__": __name__, "function": function, "rules": (rule,), **attributes}
    return type(FloatPointwise)(name, bases or (FloatPointwise,), body)


Exp = _op("Exp", "exp", lambda g, out: g * out)
Exp2 = _op("Exp2", "exp2", lambda g, out: g * out * math.log(2))
Expm1 = _op("Expm1", "expm1", lambda g, out: g * (out + 1))
Log = _op("Log", "log", lambda g, x: g / x)
Log2 = _op("Log2", "log2", lambda g, x: g / (x * math.log(2)))
Log10 = _op("Log10", "log10", lambda g, x: g / (x * math.log(10)))
Log1P = _op("Log1P", "log1p", lambda g, x: g / (x + 1))
Sqrt = _op("Sqrt", "sqrt", lambda g, out: g / (2 * out))
Rsqrt = _op("Rsqrt", "rsqrt", lambda g, out: -0.5 * g * out**3)
Sin = _op("Sin", "sin", lambda g, x: g * cos(x))
Cos = _op("Cos", "cos", lambda g, x: g * -sin(x))
Tan = _op("Tan", "tan", lambda g, out: g * (1 + out**2))
Asin = _op("Asin", "asin", lambda g, x: g * rsqrt(1 - x * x))
Acos = _op("Acos", "acos", lambda g, x: g * -rsqrt(1 - x * x))
Atan = _op("Atan", "atan", lambda g, x: g / (x * x + 1))
Sinh = _op("Sinh", "sinh", lambda g, x: g * cosh(x))
Cosh = _op("Cosh", "cosh", lambda g, x: g * sinh(x))
Asinh = _op("Asinh", "arcsinh", lambda g, x: g * rsqrt(x**2 + 1), NumPyPointwise, FloatPointwise)
Acosh = _op("Acosh", "arccosh", lambda g, x: g * rsqrt(x - 1) * rsqrt(x + 1), NumPyPointwise, FloatPointwise)
Atanh = _op("Atanh", "arctanh", lambda g, x: g / (1 - x**2), NumPyPointwise, FloatPointwise)
Erf = _op("Erf", "erf", lambda g, x: 2 / math.sqrt(math.pi) * exp(-(x**2)) * g, refused=(3,))
Erfc = _op("Erfc", "erfc", lambda g, x: -2 / math.sqrt(math.pi) * exp(-(x**2)) * g, refused=(3,))
Deg2Rad = _op("Deg2Rad", "deg2rad", lambda g: g * (math.pi / 180), Degrees)
Rad2Deg = _op("Rad2Deg", "rad2deg", lambda g: g * (180 / math.pi), Degrees)


def _logit_slope(g, x):
    slope = x * (1 - x)
    return g / where((x < 0) | (x > 1), math.nan, where(slope == 0, 0, slope))  # not -0


class Logit(FloatPointwise):
    function, refused = "logit", (3,)
    rules = (lambda g, x: _logit_slope(g, x),)

    @quiet
    def forward(self, xp, x, out=None):
        return into(xp, xp.log(x / (1 - x)), out)


LOGIT = Logit.of()


# Functions ----------------------------------------------------------------------------------------------------------


@unary_function(Exp.of(), inplace=True)
def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """e to the power x, elementwise. Integers become the default floating dtype.

    >>> exp(torch.tensor([0., 1.]))
    tensor([1.0000, 2.7183])
    """


@unary_function(Exp2.of(), "torch Tensor special", inplace=True)
def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """2 to the power x, elementwise. Integers become the default floating dtype.

    >>> exp2(torch.tensor([0., 3.]))
    tensor([1., 8.])
    """


@unary_function(Expm1.of(), "torch Tensor special", inplace=True)
def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x) - 1, exact near 0, elementwise.
    Integers become the default floating dtype.

    >>> expm1(torch.tensor([0., 1.]))
    tensor([0.0000, 1.7183])
    """


@unary_function(Log.of(), inplace=True)
def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The natural logarithm of x, elementwise.
    Integers become the default floating dtype.

    >>> log(torch.tensor([1., 2.]))
    tensor([0.0000, 0.6931])
    """


@unary_function(Log2.of(), inplace=True)
def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of x to base 2, elementwise.
    Integers become the default floating dtype.

    >>> log2(torch.tensor([1., 8.]))
    tensor([0., 3.])
    """


@unary_function(Log10.of(), inplace=True)
def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of x to base 10, elementwise.
    Integers become the default floating dtype.

    >>> log10(torch.tensor([1., 100.]))
    tensor([0., 2.])
    """


@unary_function(Log1P.of(), "torch Tensor special", inplace=True)
def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(1 + x), exact near 0, elementwise.
    Integers become the default floating dtype.

    >>> log1p(torch.tensor([0., 1.]))
    tensor([0.0000, 0.6931])
    """


@unary_function(Sqrt.of(), inplace=True)
def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The square root of x; nan for negative x, elementwise.
    Integers become the default floating dtype.

    >>> sqrt(torch.tensor([4., 2.]))
    tensor([2.0000, 1.4142])
    """


@unary_function(Rsqrt.of(), inplace=True)
def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / sqrt(x), elementwise. Integers become the default floating dtype.

    >>> rsqrt(torch.tensor([4., 1.]))
    tensor([0.5000, 1.0000])
    """


@unary_function(Sin.of(), inplace=True)
def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The sine of x (radians), elementwise. Integers become the default floating dtype.

    >>> sin(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8415])
    """


@unary_function(Cos.of(), inplace=True)
def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The cosine of x (radians), elementwise. Integers become the default floating dtype.

    >>> cos(torch.tensor([0., 1.]))
    tensor([1.0000, 0.5403])
    """


@unary_function(Tan.of(), inplace=True)
def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The tangent of x (radians), elementwise.
    Integers become the default floating dtype.

    >>> tan(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5574])
    """


@unary_function(Asin.of(), inplace=True, aliases="arcsin")
def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle (radians, -pi/2 to pi/2) whose sine is x, elementwise.
    Integers become the default floating dtype.

    >>> asin(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5708])
    """


@unary_function(Acos.of(), inplace=True, aliases="arccos")
def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle (radians, 0 to pi) whose cosine is x, elementwise.
    Integers become the default floating dtype.

    >>> acos(torch.tensor([1., 0.]))
    tensor([0.0000, 1.5708])
    """


@unary_function(Atan.of(), inplace=True, aliases="arctan")
def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle (radians, -pi/2 to pi/2) whose tangent is x, elementwise.
    Integers become the default floating dtype.

    >>> atan(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7854])
    """


@unary_function(Sinh.of(), inplace=True)
def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic sine of x, elementwise.
    Integers become the default floating dtype.

    >>> sinh(torch.tensor([0., 1.]))
    tensor([0.0000, 1.1752])
    """


@unary_function(Cosh.of(), inplace=True)
def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic cosine of x, elementwise.
    Integers become the default floating dtype.

    >>> cosh(torch.tensor([0., 1.]))
    tensor([1.0000, 1.5431])
    """


@unary_function(Asinh.of(), inplace=True, aliases="arcsinh")
def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic sine of x, elementwise.
    Integers become the default floating dtype.

    >>> asinh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8814])
    """


@unary_function(Acosh.of(), inplace=True, aliases="arccosh")
def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic cosine of x (x >= 1), elementwise.
    Integers become the default floating dtype.

    >>> acosh(torch.tensor([1., 2.]))
    tensor([0.0000, 1.3170])
    """


@unary_function(Atanh.of(), inplace=True, aliases="arctanh")
def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse hyperbolic tangent of x (-1 < x < 1), elementwise.
    Integers become the default floating dtype.

    >>> atanh(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.5493])
    """


@unary_function(Erf.of(), "torch Tensor special", inplace=True)
def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The error function of x, elementwise. Integers become the default floating dtype.

    >>> erf(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8427])
    """


@unary_function(Erfc.of(), "torch Tensor special", inplace=True)
def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 - erf(x), exact where that is small, elementwise.
    Integers become the default floating dtype.

    >>> erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """


@unary_function(Deg2Rad.of(), inplace=True)
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees to radians, elementwise.
    Integers become the default floating dtype.

    >>> deg2rad(torch.tensor([0., 180.]))
    tensor([0.0000, 3.1416])
    """


@unary_function(Rad2Deg.of(), inplace=True)
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians to degrees, elementwise.
    Integers become the default floating dtype.

    >>> rad2deg(torch.tensor([0., 1.]))
    tensor([ 0.0000, 57.2958])
    """


@public("torch Tensor special", inplace=True)
def logit(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of ``sigmoid``, elementwise. With ``eps``, x is first clamped to eps ... 1 - eps
    (then without a gradient outside). Integers become the default floating dtype.

    >>> logit(torch.tensor([0.5, 0.75]))
    tensor([0.0000, 1.0986])
    """
    if eps is not None and out is IN_PLACE:
        input = input.clamp_(eps, 1 - eps)
    elif eps is not None:  # as clamp(), but that nan keeps a gradient
        input = where(input < eps, eps, where(input > 1 - eps, 1 - eps, input))
    return apply_to(out, LOGIT, input)
