"""Functions of one tensor, elementwise: roots, exponentials, trigonometry, activations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._core import IN_PLACE, OUT, apply, apply_to
from ..._face.public import public, unary_function
from ..common.pointwise import FloatPointwise, Pointwise, conj, float_type, into, refuse

if TYPE_CHECKING:
    from ..._face.types import Tensor


class Smooth(FloatPointwise):
    """A function with the derivative ``gradient(g, x, y)``: g times f'(x), where y = f(x).

    ``gradient`` sees x and y only if ``saves`` asks for them. Of a complex function with real coefficients it gets the
    conjugates, which is what PyTorch's convention for complex gradients comes to.
    """

    def vjp(self, need, grads, saved, specs):
        x, y = saved[0], saved[OUT] if self.saves[0] == (OUT,) else None
        if specs[0].dtype.category == 3:
            x, y = (None if v is None else v.conj() for v in (x, y))
        return (self.gradient(grads[0], x, y),)


class RealSmooth(Smooth):
    """A Smooth function of real numbers only."""

    def compute_dtype(self, x):
        if self.function.endswith(("2rad", "2deg")) and x.dtype.category == 3:
            raise RuntimeError(f"{self.function} is not supported for complex tensors.")
        refuse((x,), f"{self.function}_cpu", (3,))
        return float_type(x)


def _smooth(name, function, needs, gradient, base=Smooth):
    """A Smooth op; ``needs``: which of 'x' and 'y' its gradient uses."""
    saves = {"x": ((0,),), "y": ((OUT,),), "": ((),)}[needs]
    return type(
        name,
        (base,),
        {
            "__slots__": (),
            "__module__": __name__,
            "name": name,
            "function": function,
            "saves": saves,
            "gradient": staticmethod(gradient),
        },
    )


Exp = _smooth("Exp", "exp", "y", lambda g, x, y: g * y)
Exp2 = _smooth("Exp2", "exp2", "y", lambda g, x, y: g * y * math.log(2))
Expm1 = _smooth("Expm1", "expm1", "y", lambda g, x, y: g * (y + 1))
Log = _smooth("Log", "log", "x", lambda g, x, y: g / x)
Log2 = _smooth("Log2", "log2", "x", lambda g, x, y: g / (x * math.log(2)))
Log10 = _smooth("Log10", "log10", "x", lambda g, x, y: g / (x * math.log(10)))
Log1p = _smooth("Log1P", "log1p", "x", lambda g, x, y: g / (x + 1))
Sqrt = _smooth("Sqrt", "sqrt", "y", lambda g, x, y: g / (2 * y))
Rsqrt = _smooth("Rsqrt", "rsqrt", "y", lambda g, x, y: -0.5 * g * y**3)
Sin = _smooth("Sin", "sin", "x", lambda g, x, y: g * cos(x))
Cos = _smooth("Cos", "cos", "x", lambda g, x, y: g * -sin(x))
Tan = _smooth("Tan", "tan", "y", lambda g, x, y: g * (1 + y**2))
Asin = _smooth("Asin", "asin", "x", lambda g, x, y: g * rsqrt(1 - x * x))
Acos = _smooth("Acos", "acos", "x", lambda g, x, y: g * -rsqrt(1 - x * x))
Atan = _smooth("Atan", "atan", "x", lambda g, x, y: g / (x * x + 1))
Sinh = _smooth("Sinh", "sinh", "x", lambda g, x, y: g * cosh(x))
Cosh = _smooth("Cosh", "cosh", "x", lambda g, x, y: g * sinh(x))
Asinh = _smooth("Asinh", "arcsinh", "x", lambda g, x, y: g * rsqrt(x**2 + 1))
Acosh = _smooth("Acosh", "arccosh", "x", lambda g, x, y: g * rsqrt(x - 1) * rsqrt(x + 1))
Atanh = _smooth("Atanh", "arctanh", "x", lambda g, x, y: g / (1 - x**2))
Erf = _smooth("Erf", "erf", "x", lambda g, x, y: 2 / math.sqrt(math.pi) * exp(-(x**2)) * g, RealSmooth)
Erfc = _smooth("Erfc", "erfc", "x", lambda g, x, y: -2 / math.sqrt(math.pi) * exp(-(x**2)) * g, RealSmooth)
Logit = _smooth("Logit", "logit", "x", lambda g, x, y: g / (x * (1 - x)), RealSmooth)
Deg2rad = _smooth("Deg2Rad", "deg2rad", "", lambda g, x, y: g * (math.pi / 180), RealSmooth)
Rad2deg = _smooth("Rad2Deg", "rad2deg", "", lambda g, x, y: g * (180 / math.pi), RealSmooth)
Deg2rad.__qualname__, Rad2deg.__qualname__ = "Deg2rad", "Rad2deg"


def _quiet_numpy(cls):
    """Ops whose array function is NumPy's own: its warnings are silenced here."""
    name = cls.function

    @quiet
    def forward(self, xp, x, out=None):
        return into(xp, getattr(xp, name)(x), out)

    cls.forward = forward


for _cls in (Asinh, Acosh, Atanh, Deg2rad, Rad2deg):
    _quiet_numpy(_cls)


@quiet
def _logit(self, xp, x, out=None):
    return into(xp, xp.log(x / (1 - x)), out)


Logit.forward = _logit


# Activations: their gradients are ops too, with one pass over the memory --------------------------------------------


class Relu(Pointwise):
    function = "relu"
    saves = ((OUT,),)

    def compute_dtype(self, x):
        if x.dtype.category == 0:
            raise RuntimeError("Boolean inputs not supported for relu")
        refuse((x,), "relu", (3,))
        return x.dtype

    def vjp(self, need, grads, saved, specs):
        return (apply(RELU_GRAD, grads[0], saved[OUT]),)


class ReluGrad(Pointwise):
    """g where y > 0, else 0; operands g, y."""

    name, function = "Threshold", "relu_backward"
    saves = ((1,), ())

    def vjp(self, need, grads, saved, specs):
        return apply(RELU_GRAD, grads[0], saved[1]), None


class Sigmoid(FloatPointwise):
    function = "sigmoid"
    saves = ((OUT,),)

    def vjp(self, need, grads, saved, specs):
        return (apply(SIGMOID_GRAD, grads[0], conj(saved[OUT], specs[0])),)


class SigmoidGrad(Pointwise):
    """g * (1 - y) * y; operands g, y."""

    name, function = "SigmoidBackward", "sigmoid_backward"
    saves = ((1,), (0, 1))

    def vjp(self, need, grads, saved, specs):
        gg, g, y = grads[0], saved[0], conj(saved[1], specs[1])
        return apply(SIGMOID_GRAD, gg, y), gg * conj(g, specs[0]) * (1 - 2 * y) if need[1] else None


class Tanh(FloatPointwise):
    function = "tanh"
    saves = ((OUT,),)

    def vjp(self, need, grads, saved, specs):
        return (apply(TANH_GRAD, grads[0], conj(saved[OUT], specs[0])),)


class TanhGrad(Pointwise):
    """g * (1 - y * y); operands g, y."""

    name, function = "TanhBackward", "tanh_backward"
    saves = ((1,), (0, 1))

    def vjp(self, need, grads, saved, specs):
        gg, g, y = grads[0], saved[0], conj(saved[1], specs[1])
        return apply(TANH_GRAD, gg, y), gg * conj(g, specs[0]) * (-2 * y) if need[1] else None


RELU_GRAD, SIGMOID_GRAD, TANH_GRAD, LOGIT = ReluGrad.of(), SigmoidGrad.of(), TanhGrad.of(), Logit.of()


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


@unary_function(Log1p.of(), "torch Tensor special", inplace=True)
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


@unary_function(Tanh.of(), "torch Tensor functional", inplace=True)
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The hyperbolic tangent of x, elementwise.
    Integers become the default floating dtype.

    >>> tanh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7616])
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


@unary_function(Sigmoid.of(), "torch Tensor functional special.expit", inplace=True)
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / (1 + exp(-x)), elementwise.
    Integers become the default floating dtype.

    >>> sigmoid(torch.tensor([0., 2.]))
    tensor([0.5000, 0.8808])
    """


@unary_function(Deg2rad.of(), inplace=True)
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees to radians, elementwise.
    Integers become the default floating dtype.

    >>> deg2rad(torch.tensor([0., 180.]))
    tensor([0.0000, 3.1416])
    """


@unary_function(Rad2deg.of(), inplace=True)
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians to degrees, elementwise.
    Integers become the default floating dtype.

    >>> rad2deg(torch.tensor([0., 1.]))
    tensor([ 0.0000, 57.2958])
    """


@unary_function(Relu.of(), inplace="torch Tensor functional")
def relu(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """x where it is positive, else 0, elementwise.

    >>> relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """


@public("torch Tensor special", inplace=True)
def logit(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of ``sigmoid``, elementwise. With ``eps``, x is first clamped to eps ... 1 - eps
    (then without a gradient outside). Integers become the default floating dtype.

    >>> logit(torch.tensor([0.5, 0.75]))
    tensor([0.0000, 1.0986])
    """
    if eps is not None:
        input = input.clamp_(eps, 1 - eps) if out is IN_PLACE else input.clamp(eps, 1 - eps)
    return apply_to(out, LOGIT, input)
