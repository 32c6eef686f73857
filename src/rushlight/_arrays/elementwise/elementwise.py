"""Elementwise array functions, called as ``f(*operands, out=None)``, all positional.

Operands are arrays of one dtype, which the result has too (comparisons: bool), or Python numbers, which take
that dtype. Shapes broadcast. ``out`` is an array of the result's shape and dtype, or None; it may be one of
the operands. Results are always arrays, 0-d ones included, laid out in memory like the operands, and
floating-point conditions (1 / 0, log of -1) are silent: IEEE 754's values say it.

float32, float64 and in part int64 run compiled loops; other dtypes, and tests, the NumPy functions that stand here:
the ``__wrapped__`` of those that are exported.
"""

from __future__ import annotations

import math

import numpy as np

from ..._base import dtypes
from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import chosen

__all__ = ["compiled", "elementwise_kernel"]  # and all functions that `_exported` makes

_native = ext.elementwise
_FLOATS = (dtypes.float32, dtypes.float64)
_WHOLE = frozenset("abs add eq ge gt le lt maximum minimum mul ne neg relu rsub sign square sub".split())
_SQRT_HALF = math.sqrt(0.5)
_SQRT_2_PI = math.sqrt(2 / math.pi)


def elementwise_kernel(name, dtype):
    """The compiled function ``name`` for operands of ``dtype``, called as ``f(*operands, out)``, or None.

    It answers NotImplemented for what it can't take (another dtype, an ``out`` that overlaps an operand, ...).

        >>> elementwise_kernel("add", dtypes.float32)(np.ones(2, np.float32), 1, None)
        array([2., 2.], dtype=float32)
    """
    if dtype in _FLOATS or (dtype is dtypes.int64 and name in _WHOLE):
        return _native.get(name)
    return None


def compiled(function):
    """An array function: the compiled loop of its name, and where that answers NotImplemented, ``function``."""
    return chosen(_native[function.__name__], function)


def _exported(function):
    __all__.append(function.__name__)
    return compiled(function)


def _wrapped(operands):
    """Python ints as elements of the arrays' integer dtype, wrapping around as PyTorch's do."""
    if int not in map(type, operands):
        return operands
    dtype = next(a.dtype for a in operands if isinstance(a, (np.ndarray, np.generic)))
    return [np.asarray(a).astype(dtype) if type(a) is int and dtype.kind in "iu" else a for a in operands]


def _numpy(name, function, doc, wraps=False):
    """An array function from a NumPy one, with the conventions of this module."""

    def f(*operands):
        *operands, out = operands if len(operands) > function.nin else (*operands, None)
        with np.errstate(all="ignore"):
            result = function(*(_wrapped(operands) if wraps else operands), out=out)
        return result if isinstance(result, np.ndarray) else np.asarray(result)

    f.__name__ = f.__qualname__ = name
    f.__doc__ = doc
    return _exported(f)


def _composed(function):
    """An array function from an expression; its result is cast to the operands' dtype."""

    @quiet
    def f(*operands):
        out = None
        if len(operands) > nin:
            *operands, out = operands
        result = function(*operands)
        if out is not None:
            out[...] = result
            return out
        dtype = next(a.dtype for a in operands if isinstance(a, (np.ndarray, np.generic)))
        return np.asarray(result, dtype=dtype)

    nin = function.__code__.co_argcount
    f.__name__ = f.__qualname__ = function.__name__
    f.__doc__ = function.__doc__
    return _exported(f)


# NumPy's ----------------------------------------------------------------------------------------------

add = _numpy("add", np.add, "x + y; for bools: or.", wraps=True)
sub = _numpy("sub", np.subtract, "x - y.", wraps=True)
mul = _numpy("mul", np.multiply, "x * y; for bools: and.", wraps=True)
div = _numpy("div", np.true_divide, "x / y, of floating or complex operands.")
pow = _numpy("pow", np.power, "x to the y.", wraps=True)
maximum = _numpy("maximum", np.maximum, "The larger of x and y; nan if one is.", wraps=True)
minimum = _numpy("minimum", np.minimum, "The smaller of x and y; nan if one is.", wraps=True)
atan2 = _numpy("atan2", np.arctan2, "The angle of the point (y, x); operands y, x.")
eq = _numpy("eq", np.equal, "x == y, as bools.")
ne = _numpy("ne", np.not_equal, "x != y, as bools.")
lt = _numpy("lt", np.less, "x < y, as bools.")
le = _numpy("le", np.less_equal, "x <= y, as bools.")
gt = _numpy("gt", np.greater, "x > y, as bools.")
ge = _numpy("ge", np.greater_equal, "x >= y, as bools.")
neg = _numpy("neg", np.negative, "-x.")
abs = _numpy("abs", np.absolute, "|x|; real for complex x.")
square = _numpy("square", np.square, "x * x.")
sqrt = _numpy("sqrt", np.sqrt, "The square root.")
exp = _numpy("exp", np.exp, "e to the x.")
exp2 = _numpy("exp2", np.exp2, "2 to the x.")
expm1 = _numpy("expm1", np.expm1, "exp(x) - 1, exact near 0.")
log = _numpy("log", np.log, "The natural logarithm.")
log2 = _numpy("log2", np.log2, "The logarithm to base 2.")
log10 = _numpy("log10", np.log10, "The logarithm to base 10.")
log1p = _numpy("log1p", np.log1p, "log(1 + x), exact near 0.")
sin = _numpy("sin", np.sin, "The sine.")
cos = _numpy("cos", np.cos, "The cosine.")
tan = _numpy("tan", np.tan, "The tangent.")
asin = _numpy("asin", np.arcsin, "The inverse sine.")
acos = _numpy("acos", np.arccos, "The inverse cosine.")
atan = _numpy("atan", np.arctan, "The inverse tangent.")
sinh = _numpy("sinh", np.sinh, "The hyperbolic sine.")
cosh = _numpy("cosh", np.cosh, "The hyperbolic cosine.")
tanh = _numpy("tanh", np.tanh, "The hyperbolic tangent.")
floor = _numpy("floor", np.floor, "Rounded down.")
ceil = _numpy("ceil", np.ceil, "Rounded up.")
trunc = _numpy("trunc", np.trunc, "Rounded towards zero.")
round = _numpy("round", np.rint, "Rounded to the nearest whole number, halves to the even one.")


# Composed ---------------------------------------------------------------------------------------------


def _elementwise(function):
    """A function of one Python float for arrays; libm's accuracy, slow."""
    call = np.frompyfunc(function, 1, 1)
    return lambda x: np.asarray(call(x.astype(np.float64))).astype(np.float64) if x.size else x


_erf, _erfc = _elementwise(math.erf), _elementwise(math.erfc)


@_exported
@quiet
def where(condition, x, y, out=None):
    """x where the condition is true, else y."""
    result = np.where(condition, x, y)
    if out is None:
        return result
    out[...] = result
    return out


@_composed
def sign(x):
    """-1, 0 or 1; 0 for nan."""
    return np.nan_to_num(np.sign(x))


@_composed
def reciprocal(x):
    """1 / x."""
    return 1 / x


@_composed
def rsqrt(x):
    """1 / sqrt(x)."""
    return 1 / np.sqrt(x)


@_composed
def frac(x):
    """x less its whole part; it has the sign of x."""
    return x - np.trunc(x)


@_composed
def erf(x):
    """The error function."""
    return _erf(x)


@_composed
def erfc(x):
    """1 - erf(x), exact where that is small."""
    return _erfc(x)


@_composed
def add_scaled(x, y, alpha):
    """x + alpha * y."""
    x, y, alpha = _wrapped((x, y, alpha))
    return x + y * alpha


@_composed
def sub_scaled(x, y, alpha):
    """x - alpha * y."""
    x, y, alpha = _wrapped((x, y, alpha))
    return x - y * alpha


@_composed
def rsub(x, y):
    """y - x."""
    x, y = _wrapped((x, y))
    return y - x


@_composed
def addcmul(x, a, b, value):
    """x + value * a * b."""
    x, a, b, value = _wrapped((x, a, b, value))
    return x + value * a * b


@_composed
def addcdiv(x, a, b, value):
    """x + value * a / b."""
    return x + value * a / b


@_composed
def lerp(x, y, weight):
    """x + weight * (y - x), counted from the nearer end."""
    d = y - x
    return np.where(np.abs(weight) < 0.5, x + weight * d, y - d * (1 - weight))


@_composed
def clamp(x, low, high):
    """x, or ``low`` if that is larger, or ``high`` if that is smaller; None: no limit. nan if one is."""
    x, low, high = _wrapped((x, low, high))
    y = x if low is None else np.maximum(x, low)
    return y if high is None else np.minimum(y, high)


@_composed
def xlogy(x, y):
    """x * log(y), and 0 where x is 0 (unless y is nan)."""
    return np.where((x == 0) & (y == y), 0, x * np.log(y))


@_composed
def relu(x):
    """x where it is positive, else 0; nan for nan."""
    return np.maximum(x, x.dtype.type(0))


@_composed
def relu_backward(g, y):
    """g where y > 0 (or nan), else 0."""
    return np.where(y <= 0, 0, g)


@_composed
def sigmoid(x):
    """1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


@_composed
def sigmoid_backward(g, y):
    """g * (1 - y) * y, with y the sigmoid."""
    return g * (1 - y) * y


@_composed
def tanh_backward(g, y):
    """g * (1 - y * y), with y the tanh."""
    return g * (1 - y * y)


@_composed
def silu(x):
    """x * sigmoid(x)."""
    return x / (1 + np.exp(-x))


@_composed
def silu_backward(g, x):
    """The gradient of silu."""
    s = 1 / (1 + np.exp(-x))
    return g * s * (1 + x * (1 - s))


@_composed
def leaky_relu(x, slope):
    """x where it is positive, else slope times it."""
    return np.where(x > 0, x, x * slope)


@_composed
def leaky_relu_backward(g, x, slope):
    """The gradient of leaky_relu."""
    return np.where(x > 0, g, g * slope)


@_composed
def hardtanh_backward(g, x, low, high):
    """The gradient of clamp: g inside the limits, else 0."""
    return np.where((x <= low) | (x >= high), 0, g)


@_composed
def softplus(x, beta, threshold):
    """log(1 + exp(beta x)) / beta, and x where beta x > threshold."""
    z = x * beta
    return np.where(z > threshold, x, np.log1p(np.exp(z)) / beta)


@_composed
def elu(x, alpha, scale, input_scale):
    """scale * x where x is positive, else scale * alpha * (exp(input_scale * x) - 1)."""
    return np.where(x > 0, x * scale, np.expm1(x * input_scale) * (alpha * scale))


@_composed
def gelu(x):
    """x times the normal distribution function of x."""
    return 0.5 * x * (1 + _erf(x * _SQRT_HALF).astype(x.dtype))


@_composed
def gelu_backward(g, x):
    """The gradient of gelu."""
    cdf = 0.5 * (1 + _erf(x * _SQRT_HALF).astype(x.dtype))
    return g * (cdf + x * np.exp(-0.5 * x * x) * (0.5 * _SQRT_2_PI))


@_composed
def gelu_tanh(x):
    """gelu by its approximation with tanh."""
    return 0.5 * x * (1 + np.tanh(_SQRT_2_PI * (x + 0.044715 * x * x * x)))


@_composed
def gelu_tanh_backward(g, x):
    """The gradient of gelu_tanh."""
    t = np.tanh(_SQRT_2_PI * (x + 0.044715 * x * x * x))
    slope = _SQRT_2_PI * (1 + 3 * 0.044715 * x * x)
    return g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope)
