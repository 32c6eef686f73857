"""Functions of one tensor, elementwise: roots, exponentials, trigonometry, rounding, activations."""

from __future__ import annotations

import math

from .. import _dtypes
from .._arrays.errstate import quiet
from .._core import OUT, apply, apply_, apply_out, unary
from .constant import zeros_of
from .pointwise import FloatPointwise, Pointwise, conj, into, refuse

__all__ = [
    "MathsMethods", "abs", "absolute", "acos", "acosh", "angle", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "asin",
    "asinh", "atan", "atanh", "ceil", "conj_physical", "cos", "cosh", "deg2rad", "erf", "erfc", "exp", "exp2", "expm1", "fix", "floor",
    "frac", "log", "log10", "log1p", "log2", "logit", "rad2deg", "relu", "relu_", "round", "rsqrt", "sgn", "sigmoid", "sign", "signbit",
    "sin", "sinh", "sqrt", "square", "tan", "tanh", "trunc",
]  # fmt: skip


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


def _smooth(name, function, needs, gradient):
    """A Smooth op; ``needs``: which of 'x' and 'y' its gradient uses."""
    saves = {"x": ((0,),), "y": ((OUT,),), "": ((),)}[needs]
    return type(name, (Smooth,), {
        "__slots__": (), "__module__": __name__, "name": name, "function": function, "saves": saves,
        "gradient": staticmethod(gradient),
    })  # fmt: skip


Exp = _smooth("Exp", "exp", "y", lambda g, x, y: g * y)
Exp2 = _smooth("Exp2", "exp2", "y", lambda g, x, y: g * y * math.log(2))
Expm1 = _smooth("Expm1", "expm1", "y", lambda g, x, y: g * (y + 1))
Log = _smooth("Log", "log", "x", lambda g, x, y: g / x)
Log2 = _smooth("Log2", "log2", "x", lambda g, x, y: g / (x * math.log(2)))
Log10 = _smooth("Log10", "log10", "x", lambda g, x, y: g / (x * math.log(10)))
Log1p = _smooth("Log1p", "log1p", "x", lambda g, x, y: g / (x + 1))
Sqrt = _smooth("Sqrt", "sqrt", "y", lambda g, x, y: g / (2 * y))
Rsqrt = _smooth("Rsqrt", "rsqrt", "y", lambda g, x, y: -0.5 * g * y**3)
Sin = _smooth("Sin", "sin", "x", lambda g, x, y: g * cos(x))
Cos = _smooth("Cos", "cos", "x", lambda g, x, y: g * -sin(x))
Tan = _smooth("Tan", "tan", "y", lambda g, x, y: g * (1 + y**2))
Asin = _smooth("Asin", "arcsin", "x", lambda g, x, y: g * rsqrt(1 - x * x))
Acos = _smooth("Acos", "arccos", "x", lambda g, x, y: g * -rsqrt(1 - x * x))
Atan = _smooth("Atan", "arctan", "x", lambda g, x, y: g / (x * x + 1))
Sinh = _smooth("Sinh", "sinh", "x", lambda g, x, y: g * cosh(x))
Cosh = _smooth("Cosh", "cosh", "x", lambda g, x, y: g * sinh(x))
Asinh = _smooth("Asinh", "arcsinh", "x", lambda g, x, y: g * rsqrt(x**2 + 1))
Acosh = _smooth("Acosh", "arccosh", "x", lambda g, x, y: g * rsqrt(x - 1) * rsqrt(x + 1))
Atanh = _smooth("Atanh", "arctanh", "x", lambda g, x, y: g / (1 - x**2))
Erf = _smooth("Erf", "erf", "x", lambda g, x, y: 2 / math.sqrt(math.pi) * exp(-(x**2)) * g)
Erfc = _smooth("Erfc", "erfc", "x", lambda g, x, y: -2 / math.sqrt(math.pi) * exp(-(x**2)) * g)
Logit = _smooth("Logit", "logit", "x", lambda g, x, y: g / (x * (1 - x)))
Deg2rad = _smooth("Deg2Rad", "deg2rad", "", lambda g, x, y: g * (math.pi / 180))
Rad2deg = _smooth("Rad2Deg", "rad2deg", "", lambda g, x, y: g * (180 / math.pi))
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


def _erfc(self, xp, x, out=None):
    # libm's erfc keeps its relative precision where 1 - erf(x) would be all rounding; one call per element
    return into(xp, xp.frompyfunc(math.erfc, 1, 1)(x).astype(x.dtype) if x.size else x, out)


@quiet
def _logit(self, xp, x, out=None):
    return into(xp, xp.log(x / (1 - x)), out)


def _inverse_trigonometric(self, xp, x, out=None):
    return getattr(xp, {"arcsin": "asin", "arccos": "acos", "arctan": "atan"}[self.function])(x, out)


Erfc.forward, Logit.forward = _erfc, _logit
Asin.forward = Acos.forward = Atan.forward = _inverse_trigonometric


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
        gg, y = grads[0], saved[1]
        return apply(SIGMOID_GRAD, gg, y), gg * saved[0] * (1 - 2 * y) if need[1] else None


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
        gg, y = grads[0], saved[1]
        return apply(TANH_GRAD, gg, y), gg * saved[0] * (-2 * y) if need[1] else None


# Sign and size ------------------------------------------------------------------------------------------------------


class Abs(Pointwise):
    __slots__ = ()
    name, function = "Abs", "abs"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "abs_cpu", (0,))
        return x.dtype

    def result_dtype(self, x):
        return x.dtype.to_real()

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * sgn(saved[0]),)


class Sign(Pointwise):
    __slots__ = ()
    name, function = "Sign", "sign"
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

    __slots__ = ()
    name = "Sgn"
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
        return (turned.masked_fill(size == 0, 0),)


class Angle(Pointwise):
    __slots__ = ()
    name = "Angle"
    saves = ((0,),)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category >= 2 else _dtypes.get_default_dtype()

    def result_dtype(self, x):
        return self.compute_dtype(x).to_real()

    def forward(self, xp, x, out=None):
        y = xp.angle(x).astype(x.real.dtype) if x.dtype.kind == "c" else xp.where(x < 0, x.dtype.type(math.pi), xp.where(x == x, 0, x))
        return into(xp, xp.asarray(y, dtype=x.real.dtype), out)

    def vjp(self, need, grads, saved, specs):
        g, x = grads[0], saved[0]
        if specs[0].dtype.category != 3:
            return (zeros_of(g),)
        size = apply(ABS, x)
        return ((g / size * (x / size) * 1j).masked_fill(size == 0, 0),)


class Signbit(Pointwise):
    __slots__ = ()
    name = "Signbit"

    def compute_dtype(self, x):
        refuse((x,), "signbit_cpu", (3,))
        return x.dtype

    def result_dtype(self, x):
        return _dtypes.bool_

    def forward(self, xp, x, out=None):
        return into(xp, xp.zeros(x.shape, bool) if x.dtype.kind == "b" else xp.signbit(x), out)


class ConjPhysical(Pointwise):
    __slots__ = ()
    name, function = "ConjPhysical", "conj"
    saves = ((),)

    def forward(self, xp, x, out=None):
        return into(xp, xp.conj(x), out)

    def vjp(self, need, grads, saved, specs):
        return (apply(CONJ_PHYSICAL, grads[0]),)


class Square(Pointwise):
    __slots__ = ()
    name, node_name, function = "Square", "PowBackward0", "square"
    saves = ((0,),)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category else _dtypes.int64

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * (conj(saved[0], specs[0]) * 2),)


# Rounding -----------------------------------------------------------------------------------------------------------


class Rounding(Pointwise):
    """Rounding to whole numbers: integers stay as they are, the gradient is 0."""

    __slots__ = ()
    saves = ((),)

    def compute_dtype(self, x):
        if x.dtype.category == 3:
            raise NotImplementedError(f"{self.name.lower()} is not supported for complex inputs")
        refuse((x,), f"{self.name.lower()}_cpu", (0,))
        return x.dtype

    def forward(self, xp, x, out=None):
        return into(xp, x.copy(), out) if x.dtype.kind != "f" else getattr(xp, self.function)(x, out)

    def vjp(self, need, grads, saved, specs):
        return (zeros_of(grads[0]),)


class Floor(Rounding):
    __slots__ = ()
    name, function = "Floor", "floor"


class Ceil(Rounding):
    __slots__ = ()
    name, function = "Ceil", "ceil"


class Trunc(Rounding):
    __slots__ = ()
    name, function = "Trunc", "trunc"


class Round(Rounding):
    __slots__ = ()
    name, function = "Round", "round"


class RoundDecimals(Rounding):
    __slots__ = ("decimals",)
    name, node_name = "Round", "RoundBackward1"

    @quiet
    def forward(self, xp, x, out=None):
        ten = x.dtype.type(10.0 ** abs_int(self.decimals))
        return into(xp, xp.rint(x * ten) / ten if self.decimals >= 0 else xp.rint(x / ten) * ten, out)


class Frac(Pointwise):
    __slots__ = ()
    name, function = "Frac", "frac"
    saves = ((),)

    def compute_dtype(self, x):
        refuse((x,), "frac_cpu", (0, 1, 3))
        return x.dtype

    def vjp(self, need, grads, saved, specs):
        return grads


abs_int = abs  # the builtin, which the function below hides

RELU, RELU_GRAD, SIGMOID, SIGMOID_GRAD = Relu.of(), ReluGrad.of(), Sigmoid.of(), SigmoidGrad.of()
TANH, TANH_GRAD, ABS, SQUARE, SIGN = Tanh.of(), TanhGrad.of(), Abs.of(), Square.of(), Sign.of()
FLOOR, CEIL, TRUNC, ROUND, FRAC, SGN = Floor.of(), Ceil.of(), Trunc.of(), Round.of(), Frac.of(), Sgn.of()
CONJ_PHYSICAL = ConjPhysical.of()

_FLOATS = "Integers become the default floating dtype."
