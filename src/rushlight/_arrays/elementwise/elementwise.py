"""Elementwise array functions, called as ``f(*operands, out=None)``, all positional.

Operands are arrays of one dtype, which the result has too (comparisons: bool), or Python numbers, which take
that dtype. Shapes broadcast. ``out`` is an array of the result's shape and dtype, or None; it may be one of
the operands. Results are always arrays, 0-d ones included, laid out in memory like the operands, and
floating-point conditions (1 / 0, log of -1) are silent: IEEE 754's values say it.

float32, float64 and in part int64 run compiled loops; other dtypes, and tests, the NumPy references.
"""

from __future__ import annotations

from ..._base import dtypes
from ..._native import ext
from . import reference

__all__ = [
    "abs",
    "acos",
    "add",
    "add_scaled",
    "addcdiv",
    "addcmul",
    "asin",
    "atan",
    "atan2",
    "ceil",
    "clamp",
    "compiled_or",
    "cos",
    "cosh",
    "div",
    "elementwise_kernel",
    "elu",
    "eq",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "frac",
    "ge",
    "gelu",
    "gelu_backward",
    "gelu_tanh",
    "gelu_tanh_backward",
    "gt",
    "hardtanh_backward",
    "le",
    "leaky_relu",
    "leaky_relu_backward",
    "lerp",
    "log",
    "log1p",
    "log2",
    "log10",
    "lt",
    "maximum",
    "minimum",
    "mul",
    "ne",
    "neg",
    "pow",
    "reciprocal",
    "relu",
    "relu_backward",
    "round",
    "rsqrt",
    "rsub",
    "sigmoid",
    "sigmoid_backward",
    "sign",
    "silu",
    "silu_backward",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "square",
    "sub",
    "sub_scaled",
    "tan",
    "tanh",
    "tanh_backward",
    "trunc",
    "where",
    "xlogy",
]

_native = ext.elementwise
_FLOATS = (dtypes.float32, dtypes.float64)
_WHOLE = frozenset(
    (
        "abs",
        "add",
        "eq",
        "ge",
        "gt",
        "le",
        "lt",
        "maximum",
        "minimum",
        "mul",
        "ne",
        "neg",
        "relu",
        "rsub",
        "sign",
        "square",
        "sub",
    )
)


def elementwise_kernel(name, dtype):
    """The compiled function ``name`` for operands of ``dtype``, called as ``f(*operands, out)``, or None.

    It answers NotImplemented for what it can't take (another dtype, an ``out`` that overlaps an operand, ...).

        >>> elementwise_kernel("add", dtypes.float32)(np.ones(2, np.float32), 1, None)
        array([2., 2.], dtype=float32)
    """
    if dtype in _FLOATS or (dtype is dtypes.int64 and name in _WHOLE):
        return _native.get(name)
    return None


def compiled_or(slow, name):
    """The compiled function ``name``, and where it answers NotImplemented, ``slow``."""
    native = _native[name]

    def f(*operands):
        result = native(*operands)
        return slow(*operands) if result is NotImplemented else result

    f.__name__ = f.__qualname__ = name
    f.__doc__ = slow.__doc__
    return f


def _function(name):
    return compiled_or(getattr(reference, name), name)


abs = _function("abs")
acos = _function("acos")
add = _function("add")
add_scaled = _function("add_scaled")
addcdiv = _function("addcdiv")
addcmul = _function("addcmul")
asin = _function("asin")
atan = _function("atan")
atan2 = _function("atan2")
ceil = _function("ceil")
clamp = _function("clamp")
cos = _function("cos")
cosh = _function("cosh")
div = _function("div")
elu = _function("elu")
eq = _function("eq")
erf = _function("erf")
erfc = _function("erfc")
exp = _function("exp")
exp2 = _function("exp2")
expm1 = _function("expm1")
floor = _function("floor")
frac = _function("frac")
ge = _function("ge")
gelu = _function("gelu")
gelu_backward = _function("gelu_backward")
gelu_tanh = _function("gelu_tanh")
gelu_tanh_backward = _function("gelu_tanh_backward")
gt = _function("gt")
hardtanh_backward = _function("hardtanh_backward")
le = _function("le")
leaky_relu = _function("leaky_relu")
leaky_relu_backward = _function("leaky_relu_backward")
lerp = _function("lerp")
log = _function("log")
log10 = _function("log10")
log1p = _function("log1p")
log2 = _function("log2")
lt = _function("lt")
maximum = _function("maximum")
minimum = _function("minimum")
mul = _function("mul")
ne = _function("ne")
neg = _function("neg")
pow = _function("pow")
reciprocal = _function("reciprocal")
relu = _function("relu")
relu_backward = _function("relu_backward")
round = _function("round")
rsqrt = _function("rsqrt")
sigmoid = _function("sigmoid")
sigmoid_backward = _function("sigmoid_backward")
sign = _function("sign")
silu = _function("silu")
silu_backward = _function("silu_backward")
sin = _function("sin")
sinh = _function("sinh")
softplus = _function("softplus")
sqrt = _function("sqrt")
square = _function("square")
sub = _function("sub")
rsub = _function("rsub")
sub_scaled = _function("sub_scaled")
tan = _function("tan")
tanh = _function("tanh")
tanh_backward = _function("tanh_backward")
trunc = _function("trunc")
where = _function("where")
xlogy = _function("xlogy")
