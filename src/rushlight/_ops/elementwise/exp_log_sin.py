"""Functions of one tensor, elementwise: roots, exponentials, trigonometry, activations."""

from __future__ import annotations

import math
from typing import Any

from ..._arrays.errstate import quiet
from ..._core import OUT, apply, apply_, apply_out, unary
from ..common.arguments import check_tensor
from ..common.pointwise import FloatPointwise, Pointwise, conj, float_type, into, refuse

__all__ = [
    "MathsMethods",
    "acos",
    "acosh",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "cos",
    "cosh",
    "deg2rad",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "logit",
    "rad2deg",
    "relu",
    "relu_",
    "rsqrt",
    "sigmoid",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
]


class Smooth(FloatPointwise):
    """A function with the derivative ``gradient(g, x, y)``: g times f'(x), where y = f(x).

    ``gradient`` sees x and y only if ``saves`` asks for them. Of a complex function with real coefficients it gets the
    conjugates, which is what PyTorch's convention for complex gradients comes to.
    """

    __slots__ = ()

    def vjp(self, need, grads, saved, specs):
        x, y = saved[0], saved[OUT] if self.saves[0] == (OUT,) else None
        if specs[0].dtype.category == 3:
            x, y = (None if v is None else v.conj() for v in (x, y))
        return (self.gradient(grads[0], x, y),)


class RealSmooth(Smooth):
    """A Smooth function of real numbers only."""

    __slots__ = ()

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
    __slots__ = ()
    name, function = "Relu", "relu"
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

    __slots__ = ()
    name, function = "Threshold", "relu_backward"
    saves = ((1,), ())

    def vjp(self, need, grads, saved, specs):
        return apply(RELU_GRAD, grads[0], saved[1]), None


class Sigmoid(FloatPointwise):
    __slots__ = ()
    name, function = "Sigmoid", "sigmoid"
    saves = ((OUT,),)

    def vjp(self, need, grads, saved, specs):
        return (apply(SIGMOID_GRAD, grads[0], conj(saved[OUT], specs[0])),)


class SigmoidGrad(Pointwise):
    """g * (1 - y) * y; operands g, y."""

    __slots__ = ()
    name, function = "SigmoidBackward", "sigmoid_backward"
    saves = ((1,), (0, 1))

    def vjp(self, need, grads, saved, specs):
        gg, g, y = grads[0], saved[0], conj(saved[1], specs[1])
        return apply(SIGMOID_GRAD, gg, y), gg * conj(g, specs[0]) * (1 - 2 * y) if need[1] else None


class Tanh(FloatPointwise):
    __slots__ = ()
    name, function = "Tanh", "tanh"
    saves = ((OUT,),)

    def vjp(self, need, grads, saved, specs):
        return (apply(TANH_GRAD, grads[0], conj(saved[OUT], specs[0])),)


class TanhGrad(Pointwise):
    """g * (1 - y * y); operands g, y."""

    __slots__ = ()
    name, function = "TanhBackward", "tanh_backward"
    saves = ((1,), (0, 1))

    def vjp(self, need, grads, saved, specs):
        gg, g, y = grads[0], saved[0], conj(saved[1], specs[1])
        return apply(TANH_GRAD, gg, y), gg * conj(g, specs[0]) * (-2 * y) if need[1] else None


EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P = (
    Exp.of(),
    Exp2.of(),
    Expm1.of(),
    Log.of(),
    Log2.of(),
    Log10.of(),
    Log1p.of(),
)
SQRT, RSQRT, SIN, COS, TAN = Sqrt.of(), Rsqrt.of(), Sin.of(), Cos.of(), Tan.of()
ASIN, ACOS, ATAN, SINH, COSH, TANH = Asin.of(), Acos.of(), Atan.of(), Sinh.of(), Cosh.of(), Tanh.of()
ASINH, ACOSH, ATANH, ERF, ERFC, SIGMOID = (Asinh.of(), Acosh.of(), Atanh.of(), Erf.of(), Erfc.of(), Sigmoid.of())
DEG2RAD, RAD2DEG, LOGIT, RELU = Deg2rad.of(), Rad2deg.of(), Logit.of(), Relu.of()
RELU_GRAD, SIGMOID_GRAD, TANH_GRAD = ReluGrad.of(), SigmoidGrad.of(), TanhGrad.of()


# Functions ----------------------------------------------------------------------------------------------------------


exp: Any = unary(
    EXP,
    "exp",
    """e to the power x, elementwise. Integers become the default floating dtype.

    >>> exp(torch.tensor([0., 1.]))
    tensor([1.0000, 2.7183])
    """,
)
exp2 = unary(
    EXP2,
    "exp2",
    """2 to the power x, elementwise. Integers become the default floating dtype.

    >>> exp2(torch.tensor([0., 3.]))
    tensor([1., 8.])
    """,
)
expm1 = unary(
    EXPM1,
    "expm1",
    """exp(x) - 1, exact near 0, elementwise.
    Integers become the default floating dtype.

    >>> expm1(torch.tensor([0., 1.]))
    tensor([0.0000, 1.7183])
    """,
)
log = unary(
    LOG,
    "log",
    """The natural logarithm of x, elementwise.
    Integers become the default floating dtype.

    >>> log(torch.tensor([1., 2.]))
    tensor([0.0000, 0.6931])
    """,
)
log2 = unary(
    LOG2,
    "log2",
    """The logarithm of x to base 2, elementwise.
    Integers become the default floating dtype.

    >>> log2(torch.tensor([1., 8.]))
    tensor([0., 3.])
    """,
)
log10 = unary(
    LOG10,
    "log10",
    """The logarithm of x to base 10, elementwise.
    Integers become the default floating dtype.

    >>> log10(torch.tensor([1., 100.]))
    tensor([0., 2.])
    """,
)
log1p = unary(
    LOG1P,
    "log1p",
    """log(1 + x), exact near 0, elementwise.
    Integers become the default floating dtype.

    >>> log1p(torch.tensor([0., 1.]))
    tensor([0.0000, 0.6931])
    """,
)
sqrt = unary(
    SQRT,
    "sqrt",
    """The square root of x; nan for negative x, elementwise.
    Integers become the default floating dtype.

    >>> sqrt(torch.tensor([4., 2.]))
    tensor([2.0000, 1.4142])
    """,
)
rsqrt: Any = unary(
    RSQRT,
    "rsqrt",
    """1 / sqrt(x), elementwise. Integers become the default floating dtype.

    >>> rsqrt(torch.tensor([4., 1.]))
    tensor([0.5000, 1.0000])
    """,
)
sin: Any = unary(
    SIN,
    "sin",
    """The sine of x (radians), elementwise. Integers become the default floating dtype.

    >>> sin(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8415])
    """,
)
cos: Any = unary(
    COS,
    "cos",
    """The cosine of x (radians), elementwise. Integers become the default floating dtype.

    >>> cos(torch.tensor([0., 1.]))
    tensor([1.0000, 0.5403])
    """,
)
tan = unary(
    TAN,
    "tan",
    """The tangent of x (radians), elementwise.
    Integers become the default floating dtype.

    >>> tan(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5574])
    """,
)
asin = unary(
    ASIN,
    "asin",
    """The angle (radians, -pi/2 to pi/2) whose sine is x, elementwise.
    Integers become the default floating dtype.

    >>> asin(torch.tensor([0., 1.]))
    tensor([0.0000, 1.5708])
    """,
)
acos = unary(
    ACOS,
    "acos",
    """The angle (radians, 0 to pi) whose cosine is x, elementwise.
    Integers become the default floating dtype.

    >>> acos(torch.tensor([1., 0.]))
    tensor([0.0000, 1.5708])
    """,
)
atan = unary(
    ATAN,
    "atan",
    """The angle (radians, -pi/2 to pi/2) whose tangent is x, elementwise.
    Integers become the default floating dtype.

    >>> atan(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7854])
    """,
)
sinh: Any = unary(
    SINH,
    "sinh",
    """The hyperbolic sine of x, elementwise.
    Integers become the default floating dtype.

    >>> sinh(torch.tensor([0., 1.]))
    tensor([0.0000, 1.1752])
    """,
)
cosh: Any = unary(
    COSH,
    "cosh",
    """The hyperbolic cosine of x, elementwise.
    Integers become the default floating dtype.

    >>> cosh(torch.tensor([0., 1.]))
    tensor([1.0000, 1.5431])
    """,
)
tanh = unary(
    TANH,
    "tanh",
    """The hyperbolic tangent of x, elementwise.
    Integers become the default floating dtype.

    >>> tanh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.7616])
    """,
)
asinh = unary(
    ASINH,
    "asinh",
    """The inverse hyperbolic sine of x, elementwise.
    Integers become the default floating dtype.

    >>> asinh(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8814])
    """,
)
acosh = unary(
    ACOSH,
    "acosh",
    """The inverse hyperbolic cosine of x (x >= 1), elementwise.
    Integers become the default floating dtype.

    >>> acosh(torch.tensor([1., 2.]))
    tensor([0.0000, 1.3170])
    """,
)
atanh = unary(
    ATANH,
    "atanh",
    """The inverse hyperbolic tangent of x (-1 < x < 1), elementwise.
    Integers become the default floating dtype.

    >>> atanh(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.5493])
    """,
)
erf = unary(
    ERF,
    "erf",
    """The error function of x, elementwise. Integers become the default floating dtype.

    >>> erf(torch.tensor([0., 1.]))
    tensor([0.0000, 0.8427])
    """,
)
erfc = unary(
    ERFC,
    "erfc",
    """1 - erf(x), exact where that is small, elementwise.
    Integers become the default floating dtype.

    >>> erfc(torch.tensor([0., 1.]))
    tensor([1.0000, 0.1573])
    """,
)
sigmoid = unary(
    SIGMOID,
    "sigmoid",
    """1 / (1 + exp(-x)), elementwise.
    Integers become the default floating dtype.

    >>> sigmoid(torch.tensor([0., 2.]))
    tensor([0.5000, 0.8808])
    """,
)
deg2rad = unary(
    DEG2RAD,
    "deg2rad",
    """Degrees to radians, elementwise.
    Integers become the default floating dtype.

    >>> deg2rad(torch.tensor([0., 180.]))
    tensor([0.0000, 3.1416])
    """,
)
rad2deg = unary(
    RAD2DEG,
    "rad2deg",
    """Radians to degrees, elementwise.
    Integers become the default floating dtype.

    >>> rad2deg(torch.tensor([0., 1.]))
    tensor([ 0.0000, 57.2958])
    """,
)
relu = unary(
    RELU,
    "relu",
    """x where it is positive, else 0, elementwise.

    >>> relu(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """,
)


def logit(input, eps=None, *, out=None):
    """log(x / (1 - x)), the inverse of ``sigmoid``, elementwise. With ``eps``, x is first clamped to eps ... 1 - eps
    (then without a gradient outside). Integers become the default floating dtype.

    >>> logit(torch.tensor([0.5, 0.75]))
    tensor([0.0000, 1.0986])
    """
    check_tensor(input, "logit")
    return _run(LOGIT, out, input if eps is None else input.clamp(eps, 1 - eps))


def _run(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def logit_(self, eps=None):
    """``logit``, written into the tensor itself. Returns the tensor."""
    check_tensor(self, "logit_")
    return apply_(LOGIT, self, self if eps is None else self.clamp(eps, 1 - eps))


def relu_(input):
    """``relu``, written into the tensor itself. Returns the tensor.

    >>> relu_(torch.tensor([-1., 2.]))
    tensor([0., 2.])
    """
    return apply_(RELU, input, input)


arcsin, arccos, arctan, arcsinh, arccosh, arctanh = asin, acos, atan, asinh, acosh, atanh


def _in_place(op, name):
    return unary(op, name, f"``{name[:-1]}``, written into the tensor itself. Returns the tensor.", inplace=True)


class MathsMethods:
    """Methods of Tensor: elementwise functions."""

    __slots__ = ()
    exp, exp_ = exp, _in_place(EXP, "exp_")
    exp2, exp2_ = exp2, _in_place(EXP2, "exp2_")
    expm1, expm1_ = expm1, _in_place(EXPM1, "expm1_")
    log, log_ = log, _in_place(LOG, "log_")
    log2, log2_ = log2, _in_place(LOG2, "log2_")
    log10, log10_ = log10, _in_place(LOG10, "log10_")
    log1p, log1p_ = log1p, _in_place(LOG1P, "log1p_")
    sqrt, sqrt_ = sqrt, _in_place(SQRT, "sqrt_")
    rsqrt, rsqrt_ = rsqrt, _in_place(RSQRT, "rsqrt_")
    sin, sin_ = sin, _in_place(SIN, "sin_")
    cos, cos_ = cos, _in_place(COS, "cos_")
    tan, tan_ = tan, _in_place(TAN, "tan_")
    asin, asin_ = asin, _in_place(ASIN, "asin_")
    acos, acos_ = acos, _in_place(ACOS, "acos_")
    atan, atan_ = atan, _in_place(ATAN, "atan_")
    sinh, sinh_ = sinh, _in_place(SINH, "sinh_")
    cosh, cosh_ = cosh, _in_place(COSH, "cosh_")
    tanh, tanh_ = tanh, _in_place(TANH, "tanh_")
    asinh, asinh_ = asinh, _in_place(ASINH, "asinh_")
    acosh, acosh_ = acosh, _in_place(ACOSH, "acosh_")
    atanh, atanh_ = atanh, _in_place(ATANH, "atanh_")
    erf, erf_ = erf, _in_place(ERF, "erf_")
    erfc, erfc_ = erfc, _in_place(ERFC, "erfc_")
    sigmoid, sigmoid_ = sigmoid, _in_place(SIGMOID, "sigmoid_")
    deg2rad, deg2rad_ = deg2rad, _in_place(DEG2RAD, "deg2rad_")
    rad2deg, rad2deg_ = rad2deg, _in_place(RAD2DEG, "rad2deg_")
    relu, relu_ = relu, _in_place(RELU, "relu_")
    arcsin, arccos, arctan, arcsinh, arccosh, arctanh = asin, acos, atan, asinh, acosh, atanh
    arcsin_, arccos_, arctan_, arcsinh_, arccosh_, arctanh_ = asin_, acos_, atan_, asinh_, acosh_, atanh_
    logit, logit_ = logit, logit_
