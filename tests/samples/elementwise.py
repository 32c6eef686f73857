"""Samples of the room elementwise: arithmetic, powers, functions of one, two and three tensors, comparisons, choices,
complex numbers, on inputs away from kinks."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, places, positive, within

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, unary, binary, calls, SAMPLES = table.sample, table.unary, table.binary, table.calls, table.samples
x34, y34, y4, y31 = normal(3, 4), normal(3, 4), normal(4), normal(3, 1)
p34, q34, q4 = positive(3, 4), positive(3, 4), positive(4)
u34 = within(-0.9, 0.9, 3, 4)
special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 2.5])

# Arithmetic -----------------------------------------------------------------------------------------------------------

for name in ("add", "sub", "mul"):
    binary(name, x34, y4)
    sample(
        f"{name} number", lambda t, x, f=name: getattr(t, f)(x, 2), x34, pointwise=True, inplace=f"{name}_", args=(2,)
    )
    sample(f"{name} float", lambda t, x, f=name: getattr(t, f)(x, 1.5), x34, pointwise=True)
binary("div", x34, q34, tolerance=2)
sample("div number", lambda t, x: x / 3, x34, pointwise=True, inplace="div_", args=(3,))
sample("div of number", lambda t, x: 3 / x, q34, pointwise=True, tolerance=3)
sample("div trunc", lambda t, x, y: t.div(x, y, rounding_mode="trunc"), 3 * x34, q34, pointwise=True)
sample("div floor", lambda t, x, y: t.div(x, y, rounding_mode="floor"), 3 * x34, q34, pointwise=True)
sample("floor_divide", lambda t, x, y: x // y, 5 * x34, q34, pointwise=True, grad=False, inplace="floor_divide_")
sample("floor_divide number", lambda t, x: x // 2, 5 * x34, pointwise=True, grad=False)
sample("floor_divide of number", lambda t, x: 7 // x, q34 + 1, pointwise=True, grad=False)
sample("add alpha", lambda t, x, y: t.add(x, y, alpha=3), x34, y31, pointwise=True)
sample("sub alpha", lambda t, x, y: t.sub(x, y, alpha=3), x34, y31, pointwise=True)
sample("rsub", lambda t, x: 2 - x, x34, pointwise=True)
sample("rsub alpha", lambda t, x, y: t.rsub(x, y, alpha=2), x34, y34, pointwise=True, double=False)
sample("rsub tensor", lambda t, x, y: t.rsub(x, y), x34, y34, pointwise=True, double=False)
binary("remainder", 3 * x34, q34, skip={"float16": "rounds twice", "bfloat16": "rounds twice"})
sample(
    "remainder number",
    lambda t, x: x % 2,
    3 * x34,
    pointwise=True,
    inplace="remainder_",
    args=(2,),
    skip={"float16": "rounds twice", "bfloat16": "rounds twice"},
)
binary("fmod", 3 * x34, q34, skip={"float16": "rounds twice", "bfloat16": "rounds twice"})
sample("fmod number", lambda t, x: t.fmod(x, 2), 3 * x34, pointwise=True)
unary("neg", x34)
unary("positive", x34, inplace=False, grad=False)
unary("reciprocal", q34, tolerance=2)

# Powers ---------------------------------------------------------------------------------------------------------------

binary("pow", p34, y4, inplace="pow_", tolerance=20)
for n in (0, 1, 2, 3, -1, 0.5, 2.5):
    sample(f"pow {n}", lambda t, x, n=n: x**n, p34, pointwise=True, inplace="pow_", args=(n,), tolerance=10)
sample("pow of number", lambda t, x: 2**x, x34, pointwise=True, tolerance=10)
sample("pow of 0", lambda t, x: t.pow(0.0, x), p34, pointwise=True, double=False)
sample("pow negative base", lambda t, x: x**3, x34, pointwise=True, tolerance=10)
sample("float_power", lambda t, x: t.float_power(x, 2), x34, pointwise=True)
unary("square", x34)

# Functions of one tensor ----------------------------------------------------------------------------------------------

for name in (
    "exp",
    "exp2",
    "expm1",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "sigmoid",
    "atan",
    "asinh",
    "erf",
    "erfc",
):
    unary(name, x34, tolerance=4)
for name in ("log", "log2", "log10", "log1p", "sqrt", "rsqrt"):
    unary(name, p34, tolerance=4)
for name in ("asin", "acos", "atanh"):
    unary(name, u34, tolerance=4)
unary("acosh", p34 + 1, tolerance=4)
sample("logit", lambda t, x: t.logit(x), within(0.1, 0.9, 3, 4), pointwise=True, tolerance=6)
sample("logit eps", lambda t, x: t.logit(x, 0.2), within(0.3, 0.7, 3, 4), pointwise=True, tolerance=6, dtypes=False)
for name in ("deg2rad", "rad2deg"):
    unary(name, x34, inplace=name + "_")
for name in ("abs", "sgn", "relu", "floor", "ceil", "trunc", "frac", "round", "sign"):
    unary(name, 3 * x34 + 0.1, double=name not in ("abs", "sgn"))
sample("round decimals", lambda t, x: t.round(x, decimals=2), x34, pointwise=True, dtypes=False)
sample("round tens", lambda t, x: t.round(x, decimals=-1), 30 * x34, pointwise=True, dtypes=False)
unary("angle", x34, inplace=False)
unary("signbit", x34, inplace=False, grad=False)
unary("conj_physical", x34, grad=False)
for name in ("isnan", "isinf", "isfinite", "isposinf", "isneginf", "isreal", "logical_not"):
    unary(name, special, inplace=name == "logical_not", grad=False, pointwise=False)
sample(
    "special exp",
    lambda t, x: t.stack([t.exp(x), t.log(x), t.sqrt(x), t.tanh(x), t.sigmoid(x), t.abs(x)]),
    special,
    grad=False,
)
sample(
    "special sign",
    lambda t, x: t.stack([t.sign(x), t.relu(x), t.floor(x), t.round(x), t.reciprocal(x), x * 0]),
    special,
    grad=False,
)

# Comparisons, bits, truth ---------------------------------------------------------------------------------------------

for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    binary(name, np.round(x34), np.round(y4), grad=False)
    sample(f"{name} number", lambda t, x, f=name: getattr(t, f)(x, 1), np.round(x34), grad=False, pointwise=True)
    sample(f"{name} float", lambda t, x, f=name: getattr(t, f)(x, 0.5), np.round(x34), grad=False, pointwise=True)
sample("isclose", lambda t, x, y: t.isclose(x, y), np.round(x34), np.round(x34) + 1e-9, grad=False, pointwise=True)
sample("isin another", lambda t, x, y: t.isin(x, y), places(5, 3, 4), places(5, 4), grad=False)
sample("isclose nan", lambda t, x: t.isclose(x, x, equal_nan=True), special, grad=False)
sample("isin", lambda t, x: t.isin(x, x[:1]), np.round(x34), grad=False)
for name in ("bitwise_and", "bitwise_or", "bitwise_xor", "logical_and", "logical_or", "logical_xor"):
    binary(name, 3 * p34, 2 * q4, grad=False)
for name in ("bitwise_left_shift", "bitwise_right_shift"):
    binary(name, 3 * p34, p34, grad=False)
unary("bitwise_not", 3 * p34, grad=False)
sample("and number", lambda t, x: x & 3, 3 * p34, grad=False, pointwise=True)
sample("invert", lambda t, x: ~x, 3 * p34, grad=False, pointwise=True)

# Choices --------------------------------------------------------------------------------------------------------------

sample("where", lambda t, x, y: t.where(x > y, x, y), x34, y4, pointwise=True)
sample("where number", lambda t, x: t.where(x > 0, x, 1), x34, pointwise=True)
sample("where numbers", lambda t, x: t.where(x > 0, 1.0, 0.0), x34, grad=False, pointwise=True)
for name in ("maximum", "minimum", "fmax", "fmin"):
    binary(name, x34, y4, inplace=False)
sample("maximum equal", lambda t, x: t.maximum(x, x), x34, pointwise=True)
sample("clamp", lambda t, x: t.clamp(x, -0.5, 0.75), x34, pointwise=True, inplace="clamp_", args=(-0.5, 0.75))
sample("clamp low", lambda t, x: t.clamp(x, min=0), x34 + 0.05, pointwise=True)
sample("clamp high", lambda t, x: x.clamp(max=0.3), x34, pointwise=True)
sample("clamp tensors", lambda t, x, y: t.clamp(x, y - 1, y), x34, y4, pointwise=True, double=False)
sample("clamp_min", lambda t, x: t.clamp_min(x, 0.1), x34, pointwise=True, inplace="clamp_min_", args=(0.1,))
sample("clamp_max", lambda t, x: t.clamp_max(x, 0.1), x34, pointwise=True, inplace="clamp_max_", args=(0.1,))
sample("clamp_min tensor", lambda t, x, y: t.clamp_min(x, y), x34, y4, pointwise=True, double=False)
sample("clamp_max tensor", lambda t, x, y: t.clamp_max(x, y), x34, y4, pointwise=True, double=False)
unary("nan_to_num", x34)
sample(
    "nan_to_num special",
    lambda t, x: t.nan_to_num(x, 1.0, 2.0, -2.0),
    special,
    grad=False,
    numpy="its second argument is copy",
)
sample("nan_to_num limits", lambda t, x: t.nan_to_num(x), special, grad=False)

# Two and three tensors ------------------------------------------------------------------------------------------------

for name in ("atan2", "hypot", "logaddexp", "logaddexp2"):
    binary(
        name, x34, y4, inplace=name in ("atan2", "hypot"), tolerance=6, skip={"float16": "other", "bfloat16": "other"}
    )
binary("xlogy", x34, q4, tolerance=4)
sample("xlogy number", lambda t, x: t.xlogy(x, 2), x34, pointwise=True, tolerance=4)
sample("xlogy of number", lambda t, x: t.xlogy(2, x), q34, pointwise=True, tolerance=4)
binary("copysign", x34, y4)
sample("copysign number", lambda t, x: t.copysign(x, -1), x34, pointwise=True)
binary("gcd", 20 * p34, 20 * q34, grad=False)
binary("lcm", 5 * p34, 5 * q34, grad=False)
binary("nextafter", x34, y34, grad=False)
binary("heaviside", np.round(x34), y34, grad=False, inplace=False)
sample("ldexp", lambda t, x: t.ldexp(x, t.tensor(3)), x34, pointwise=True, dtypes=False)
sample("lerp", lambda t, x, y: t.lerp(x, y, 0.3), x34, y34, pointwise=True, inplace="lerp_", args=(0.3,), tolerance=2)
sample("lerp far", lambda t, x, y: t.lerp(x, y, 0.8), x34, y34, pointwise=True, tolerance=2)
sample("lerp tensor", lambda t, x, y, w: t.lerp(x, y, w), x34, y34, within(0, 1, 3, 4), pointwise=True, tolerance=2)
sample(
    "addcmul",
    lambda t, x, a, b: t.addcmul(x, a, b, value=2),
    x34,
    y34,
    q4,
    pointwise=True,
    inplace="addcmul_",
    options={"value": 2},
    tolerance=3,
)
sample(
    "addcdiv",
    lambda t, x, a, b: t.addcdiv(x, a, b, value=2),
    x34,
    y34,
    q34,
    pointwise=True,
    inplace="addcdiv_",
    options={"value": 2},
    tolerance=3,
)
sample("nextafter smooth", lambda t, x, y: t.nextafter(x, y), x34, y34, dtypes=False, double=False)
sample("heaviside_", lambda t, x, y: t.heaviside(x, y), x34, y34, grad=False, dtypes=False, inplace="heaviside_")
sample("ldexp_", lambda t, x, y: t.ldexp(x, y), x34, y34, dtypes=False, inplace="ldexp_")
sample("float_power_", lambda t, x, y: t.float_power(x, y), p34, y34, dtypes=False, tolerance=10)
calls(x34, "t.frexp(x).mantissa")
calls(x34, "t.frexp(x).exponent", grad=False, dtypes=False)

# Complex numbers ------------------------------------------------------------------------------------------------------

sample("complex", lambda t, x, y: t.view_as_real(t.complex(x, y)), x34, y34, dtypes=False)
sample("real", lambda t, x, y: t.real(t.complex(x, y) * t.complex(y, x)), x34, y34, dtypes=False)
sample("imag", lambda t, x, y: t.imag(t.complex(x, y) * t.complex(y, x)), x34, y34, dtypes=False)
sample("complex abs", lambda t, x, y: t.abs(t.complex(x, y)), x34, y34, dtypes=False)
sample("complex sgn", lambda t, x, y: t.view_as_real(t.sgn(t.complex(x, y))), x34, y34, dtypes=False, double=False)
sample("complex angle", lambda t, x, y: t.angle(t.complex(x, y)), x34, y34, dtypes=False, double=False)
sample(
    "complex conj",
    lambda t, x, y: t.view_as_real(t.conj_physical(t.complex(x, y)) * t.complex(x, y) ** 2),
    x34,
    y34,
    dtypes=False,
)
sample("complex div", lambda t, x, y: t.view_as_real(t.complex(x, y) / t.complex(y, x)), x34, y34, dtypes=False)
sample("complex exp", lambda t, x, y: t.view_as_real(t.exp(t.complex(x, y)).tanh()), x34, y34, dtypes=False)
sample("view_as_complex", lambda t, x: t.abs(t.view_as_complex(x.reshape(3, 2, 2).contiguous())), x34, dtypes=False)
sample("polar", lambda t, x, y: t.view_as_real(t.polar(x, y)), q34, y34, dtypes=False)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("x + t.ones(4)", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ('t.add(x, "1")', "TypeError", "argument 2 must be Tensor or a number, not str"),
    ("t.sub(m, m)", "RuntimeError", "Subtraction, the `-` operator, with two bool"),
    ("n // 0", "RuntimeError", "ZeroDivisionError: an integer was divided by"),
    ('t.div(x, x, rounding_mode="up")', "RuntimeError", "one of None, 'trunc', or 'floor' but found 'up'"),
    ("t.fmod(2, x)", "TypeError", "'input' (position 1) must be Tensor, not int"),
    ("t.neg(m)", "RuntimeError", "Negation, the `-` operator, on a bool tensor is"),
    ("n.add_(0.5)", "RuntimeError", "can't be cast to the desired output type Long"),
    ("t.add(n, n, alpha=0.5)", "RuntimeError", "For integral input tensors, argument alpha must"),
    ("x & x", "NotImplementedError", "\"bitwise_and_cpu\" not implemented for 'Float'"),
    ("t.bitwise_not(x)", "NotImplementedError", "\"bitwise_not_cpu\" not implemented for 'Float'"),
    ("n & t.ones(4).int()", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.bitwise_left_shift(x, 1)", "NotImplementedError", "\"lshift_cpu\" not implemented for 'Float'"),
    ("x == t.ones(4)", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.isclose(x, n)", "RuntimeError", "Float did not match Long"),
    ("t.isclose(x, x, rtol=-1)", "RuntimeError", "than or equal to zero, but got -1 and 1e-08"),
    ("t.lt(t.tensor([1j]), 2)", "NotImplementedError", "\"lt_cpu\" not implemented for 'ComplexFloat'"),
    ("t.equal(x, 1)", "TypeError", "'other' (position 2) must be Tensor, not int"),
    ("t.complex(n, n)", "RuntimeError", "Float or Double tensors but got Long and Long"),
    ("t.view_as_real(x)", "RuntimeError", "for complex tensors, got torch.float32"),
    ("t.view_as_complex(x)", "RuntimeError", "a last dimension of size 2, got shape [2, 3]"),
    ("x.imag", "RuntimeError", "with non-complex dtypes, got torch.float32"),
    ("t.polar(2, x)", "TypeError", "'abs' (position 1) must be Tensor, not int"),
    ("n.sqrt_()", "RuntimeError", "can't be cast to the desired output type Long"),
    ("n.log_()", "RuntimeError", "can't be cast to the desired output type Long"),
    ("t.sqrt(1.0)", "TypeError", "'input' (position 1) must be Tensor, not float"),
    ("t.erf(t.tensor([1j]))", "NotImplementedError", "\"erf_cpu\" not implemented for 'ComplexFloat'"),
    ("t.exp(x, out=n)", "RuntimeError", "Expected out tensor to have dtype torch.float32"),
    ("t.heaviside(x, 1.0)", "TypeError", "be Tensor, not float: write torch.tensor(1.0"),
    ("t.gcd(x, x)", "NotImplementedError", "\"gcd_cpu\" not implemented for 'Float'"),
    ("t.lerp(x, x.double(), 0.5)", "RuntimeError", "expected dtype float"),
    ("t.addcmul(x, x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.nextafter(n, n)", "NotImplementedError", "\"nextafter_cpu\" not implemented for 'Long'"),
    ("t.copysign(1.0, x)", "TypeError", "'input' (position 1) must be Tensor, not float"),
    ("t.ldexp(x, 2)", "TypeError", "'other' (position 2) must be Tensor, not int"),
    ("n ** -1", "RuntimeError", "to a floating dtype first: x.float() ** -1"),
    ("n.pow_(0.5)", "RuntimeError", "can't be cast to the desired output type Long"),
    ("t.pow(2, 3)", "TypeError", "at least one operand must be a Tensor; wrap a"),
    ("t.float_power(x, x, out=x)", "RuntimeError", "the operation's result requires dtype Double"),
    ("t.round(n, decimals=1)", "NotImplementedError", "round_cpu: decimals are for floating-point"),
    ("t.ceil(t.tensor([1j]))", "NotImplementedError", "for complex inputs, got torch.complex64"),
    ("t.frexp(n)", "RuntimeError", "supports floating-point dtypes, got torch.int64"),
    ("t.sign(t.tensor([1j]))", "NotImplementedError", "Unlike NumPy, torch.sign is not intended to"),
    ("t.where(x, x, x)", "RuntimeError", "with dtype Float: compare, as in where(x != 0"),
    ("t.where(m, x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.clamp(x)", "RuntimeError", "At least one of 'min' or 'max' must not be None"),
    ("t.maximum(x, 1)", "TypeError", "'other' (position 2) must be Tensor, not int"),
    ("t.clamp(t.tensor([1j]), 0)", "NotImplementedError", "for complex types, got torch.complex64"),
    ("t.fmin(x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
)
