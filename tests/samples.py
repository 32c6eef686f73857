"""The sample table: calls of the elementwise, casting, reducing and creating functions, on inputs away from kinks.

A sample runs on rushlight and on PyTorch alike: ``call(t, *tensors)`` with ``t`` the one or the other. test_samples.py
drives the suites. Inputs are float64 arrays; suites cast them to other dtypes. Random ones are drawn from the sample's
name, so a sample may move and others come and go without a change of its numbers.
"""

from __future__ import annotations

import numpy as np

from support.drawn import drawn, normal, positive, spread, within

__all__ = ["SAMPLES", "Sample"]


class Sample:
    """One call. ``grad``: whether it is differentiable; ``pointwise``: works for all shapes alike (0-d and empty too);
    ``inplace``: the method that does the same in place on the first operand, called with the other operands and
    ``args``; ``double``: whether PyTorch differentiates it twice; ``skip``: dtypes in which PyTorch itself is out of
    line, with reason."""

    def __init__(
        self,
        name,
        call,
        *arrays,
        grad=True,
        pointwise=False,
        inplace=None,
        args=(),
        double=True,
        skip=(),
        dtypes=True,
        tolerance=1.0,
    ):
        self.name, self.call, self.grad, self.pointwise = name, call, grad, pointwise
        self.given, self.arrays = arrays, drawn(name, *arrays)
        self.inplace, self.args, self.double, self.skip, self.dtypes = inplace, args, double, skip, dtypes
        self.tolerance = tolerance

    def __repr__(self):
        return self.name


x34, y34, y4, y31 = normal(3, 4), normal(3, 4), normal(4), normal(3, 1)
p34, q34, q4 = positive(3, 4), positive(3, 4), positive(4)
u34 = within(-0.9, 0.9, 3, 4)
s34, s234 = spread(3, 4), spread(2, 3, 4)
mask = np.array([[True, False, True, True], [False, False, True, False], [True, True, False, False]])
tiny = np.array([[1.0, -2.0, 0.0], [3.0, 0.5, -0.25]])
special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 2.5])

SAMPLES = []


def sample(name, call, *arrays, **options):
    SAMPLES.append(Sample(name, call, *arrays, **options))


def unary(name, array, *, inplace=True, **options):
    options = {"pointwise": True, **options}
    sample(name, lambda t, x: getattr(t, name)(x), array, inplace=f"{name}_" if inplace else None, **options)


def binary(name, x, y, *, inplace=True, **options):
    options = {"pointwise": True, **options}
    sample(name, lambda t, x, y: getattr(t, name)(x, y), x, y, inplace=f"{name}_" if inplace else None, **options)


# Arithmetic ----------------------------------------------------------------------------------------------------------

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

# Powers --------------------------------------------------------------------------------------------------------------

binary("pow", p34, y4, inplace="pow_", tolerance=20)
for n in (0, 1, 2, 3, -1, 0.5, 2.5):
    sample(f"pow {n}", lambda t, x, n=n: x**n, p34, pointwise=True, inplace="pow_", args=(n,), tolerance=10)
sample("pow of number", lambda t, x: 2**x, x34, pointwise=True, tolerance=10)
sample("pow of 0", lambda t, x: t.pow(0.0, x), p34, pointwise=True, double=False)
sample("pow negative base", lambda t, x: x**3, x34, pointwise=True, tolerance=10)
sample("float_power", lambda t, x: t.float_power(x, 2), x34, pointwise=True)
unary("square", x34)

# Functions of one tensor ---------------------------------------------------------------------------------------------

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

# Comparisons, bits, truth --------------------------------------------------------------------------------------------

for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    binary(name, np.round(x34), np.round(y4), grad=False)
    sample(f"{name} number", lambda t, x, f=name: getattr(t, f)(x, 1), np.round(x34), grad=False, pointwise=True)
    sample(f"{name} float", lambda t, x, f=name: getattr(t, f)(x, 0.5), np.round(x34), grad=False, pointwise=True)
sample("isclose", lambda t, x, y: t.isclose(x, y), np.round(x34), np.round(x34) + 1e-9, grad=False, pointwise=True)
sample("isclose nan", lambda t, x: t.isclose(x, x, equal_nan=True), special, grad=False)
sample("isin", lambda t, x: t.isin(x, x[:1]), np.round(x34), grad=False)
for name in ("bitwise_and", "bitwise_or", "bitwise_xor", "logical_and", "logical_or", "logical_xor"):
    binary(name, 3 * p34, 2 * q4, grad=False)
for name in ("bitwise_left_shift", "bitwise_right_shift"):
    binary(name, 3 * p34, p34, grad=False)
unary("bitwise_not", 3 * p34, grad=False)
sample("and number", lambda t, x: x & 3, 3 * p34, grad=False, pointwise=True)
sample("invert", lambda t, x: ~x, 3 * p34, grad=False, pointwise=True)

# Choices -------------------------------------------------------------------------------------------------------------

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
sample("nan_to_num special", lambda t, x: t.nan_to_num(x, 1.0, 2.0, -2.0), special, grad=False)
sample("nan_to_num limits", lambda t, x: t.nan_to_num(x), special, grad=False)

# Two and three tensors -----------------------------------------------------------------------------------------------

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
    tolerance=3,
)

# Reductions ----------------------------------------------------------------------------------------------------------

for name in ("sum", "mean", "amax", "amin", "nansum", "nanmean"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), s34, tolerance=4)
    sample(f"{name} dim", lambda t, x, f=name: getattr(t, f)(x, 1), s234, tolerance=4)
    sample(f"{name} dims", lambda t, x, f=name: getattr(t, f)(x, (0, -1)), s234, tolerance=4)
    sample(f"{name} keepdim", lambda t, x, f=name: getattr(t, f)(x, dim=0, keepdim=True), s234, tolerance=4)
for name in ("sum", "mean", "prod"):
    sample(f"{name} dtype", lambda t, x, f=name: getattr(t, f)(x, 0, dtype=t.float64), s34)
sample("sum nothing", lambda t, x: t.sum(x, 0), np.zeros((0, 3)))
sample("amax equal", lambda t, x: t.amax(x, 1), np.ones((2, 3)), double=False)
sample("max equal", lambda t, x: t.max(x), np.ones((2, 3)), double=False)
for name in ("prod",):
    sample(name, lambda t, x: t.prod(x), tiny)
    sample("prod dim", lambda t, x: t.prod(x, 1), p34, tolerance=4)
    sample("prod zero", lambda t, x: t.prod(x, 1, keepdim=True), tiny)
for name in ("max", "min"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), s34)
    sample(f"{name} values", lambda t, x, f=name: getattr(t, f)(x, 1).values, s234)
    sample(f"{name} indices", lambda t, x, f=name: getattr(t, f)(x, dim=-1, keepdim=True)[1], s234, grad=False)
    sample(f"{name} keepdim", lambda t, x, f=name: getattr(t, f)(x, 0, keepdim=True)[0], s34)
    sample(f"{name} nan", lambda t, x, f=name: t.stack([getattr(t, f)(x), getattr(t, f)(x, 0)[0]]), special, grad=False)
    sample(f"a{name} nan", lambda t, x, f=name: getattr(t, f"a{f}")(x), special, grad=False)
for name in ("argmax", "argmin"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), s234, grad=False)
    sample(f"{name} dim", lambda t, x, f=name: getattr(t, f)(x, 1, keepdim=True), s234, grad=False)
sample("aminmax", lambda t, x: t.aminmax(x, dim=0).max, s34, grad=False)
for name in ("all", "any", "count_nonzero"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), np.round(x34), grad=False)
    sample(f"{name} dim", lambda t, x, f=name: getattr(t, f)(x, 1), np.round(x34), grad=False)
    sample(f"{name} dims", lambda t, x, f=name: getattr(t, f)(x, (0, 1)), np.round(x34), grad=False)
for name in ("var", "std"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), x34, tolerance=4)
    sample(f"{name} dim", lambda t, x, f=name: getattr(t, f)(x, 1, correction=0, keepdim=True), x34, tolerance=4)
    sample(f"{name} biased", lambda t, x, f=name: getattr(t, f)(x, (0, 1), False), x34, tolerance=4)
    sample(f"{name}_mean", lambda t, x, f=name: t.stack(list(getattr(t, f"{f}_mean")(x, 0))), x34, tolerance=4)
halves = {"float16": "rounds in between"}
for p in (0, 1, 2, 3, 1.5, float("inf"), -float("inf")):
    twice = p in (2, 3, 1.5)
    sample(f"norm {p}", lambda t, x, p=p: t.norm(x, p), s34, tolerance=6, double=twice, skip=halves)
    sample(f"norm {p} dim", lambda t, x, p=p: t.norm(x, p, dim=1), s34, tolerance=6, double=False, skip=halves)
sample("dist", lambda t, x, y: t.dist(x, y), x34, y34, tolerance=4)
sample("logsumexp", lambda t, x: t.logsumexp(x, (0, 1)), x34, tolerance=4)
sample("logsumexp dim", lambda t, x: t.logsumexp(x, 1, keepdim=True), x34, tolerance=4)
sample("median", lambda t, x: t.median(x), s34, double=False)
sample("median dim", lambda t, x: t.median(x, 1).values, s34, double=False)
sample("nanmedian", lambda t, x: t.nanmedian(x), special, grad=False)
sample("nanmedian dim", lambda t, x: t.nanmedian(x, 0).values, s34, double=False)
sample("mode", lambda t, x: t.mode(x, 1).values, np.round(x34), grad=False)

# Running sums --------------------------------------------------------------------------------------------------------

sample("cumsum", lambda t, x: t.cumsum(x, 1), x34, inplace="cumsum_", args=(1,), tolerance=4)
sample("cumsum dtype", lambda t, x: t.cumsum(x, 0, dtype=t.float64), x34)
sample("cumprod", lambda t, x: t.cumprod(x, 1), p34, inplace="cumprod_", args=(1,), tolerance=6)
sample("cumprod zero", lambda t, x: t.cumprod(x, 1), tiny)
sample("cumprod zeros", lambda t, x: t.cumprod(x, 0), np.array([2.0, 0.0, 3.0, 0.0, 4.0]))
sample("logcumsumexp", lambda t, x: t.logcumsumexp(x, 1), x34, tolerance=6)
for name in ("cummax", "cummin"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x, 1).values, s34)
    sample(f"{name} indices", lambda t, x, f=name: getattr(t, f)(x, 0).indices, s34, grad=False)

# Places --------------------------------------------------------------------------------------------------------------

index = np.array([[2, 0], [3, 3], [0, 1]])
distinct = np.array([[0, 3], [1, 2], [2, 0]])


def at(t, x, array=index):
    return t.tensor(array.tolist())


sample("gather", lambda t, x: t.gather(x, 1, at(t, x)), x34)
sample("take_along_dim", lambda t, x: t.take_along_dim(x, at(t, x, index[:, :1]), 1), x34)
sample("scatter", lambda t, x, y: t.scatter(x, 1, at(t, x, distinct), y), x34, y34[:, :2])
sample("scatter number", lambda t, x: t.scatter(x, 1, at(t, x, distinct), 2), x34)
sample(
    "scatter multiply",
    lambda t, x: t.scatter(x, 1, at(t, x, distinct), 2, reduce="multiply"),
    x34,
    grad=False,
    dtypes=False,
)
sample("scatter_add", lambda t, x, y: t.scatter_add(x, 1, at(t, x), y), x34, y34[:, :2], tolerance=2)

# Order and counts ----------------------------------------------------------------------------------------------------

for way in (False, True):
    sample(f"sort {way}", lambda t, x, way=way: t.sort(x, 1, way).values, s34)
    sample(f"argsort {way}", lambda t, x, way=way: t.argsort(x, 0, way), s34, grad=False)
    sample(f"topk {way}", lambda t, x, way=way: t.topk(x, 2, 1, way).values, s34)
    sample(f"topk indices {way}", lambda t, x, way=way: t.topk(x, 2, 0, way).indices, s34, grad=False)
sample("sort nan", lambda t, x: t.sort(x).values, special, grad=False)
sample("sort equal", lambda t, x: t.sort(t.round(x), dim=1, stable=True).indices, x34, grad=False)
sample("kthvalue", lambda t, x: t.kthvalue(x, 2).values, s34)
sample("unique", lambda t, x: t.unique(t.round(x)), x34, grad=False, dtypes=False)
sample(
    "unique counts", lambda t, x: t.stack(t.unique(t.round(x).int(), return_counts=True)), x34, grad=False, dtypes=False
)
sample("unique inverse", lambda t, x: t.unique(t.round(x), return_inverse=True)[1], x34, grad=False, dtypes=False)
sample("unique dim", lambda t, x: t.unique(t.cat([x, x]), dim=0), x34, grad=False, dtypes=False)
sample("unique runs", lambda t, x: t.unique_consecutive(t.round(x)), x34, grad=False, dtypes=False)
sample("bincount", lambda t, x: t.bincount(x.int().flatten(), minlength=5), 3 * p34, grad=False, dtypes=False)
sample("bincount weights", lambda t, x: t.bincount(x.int().flatten(), x.flatten()), 3 * p34, grad=False, dtypes=False)
sample(
    "searchsorted",
    lambda t, x, y: t.searchsorted(t.sort(x, 1).values, y, right=True),
    x34,
    y34,
    grad=False,
    dtypes=False,
)
sample("bucketize", lambda t, x, y: t.bucketize(x, t.sort(y).values), x34, y4, grad=False, dtypes=False)
sample("histc", lambda t, x: t.histc(x, 5, -2, 2), x34, grad=False)
sample("diff", lambda t, x: t.diff(x, dim=0), x34)
sample("diff twice", lambda t, x: t.diff(x, 2, prepend=x[:, :1]), x34)
sample("trapezoid", lambda t, x, y: t.trapezoid(x, t.cumsum(y, 1)) * 1, x34, q34, tolerance=10, dtypes=False)
sample("quantile", lambda t, x: t.quantile(x, 0.3, 1) * 1, s34, double=False, tolerance=4)
sample(
    "quantiles",
    lambda t, x: t.quantile(x, t.tensor([0.1, 0.75], dtype=x.dtype), 0, True) * 1,
    s34,
    double=False,
    tolerance=4,
)
sample("nanquantile", lambda t, x: t.nanquantile(x[x.abs() < 9], 0.3), special, grad=False, dtypes=False)

# Gamma functions and others ------------------------------------------------------------------------------------------

unary("lgamma", 3 * p34, tolerance=20)
unary("digamma", 3 * p34, tolerance=50)
unary("erfinv", u34, tolerance=50)
unary("sinc", x34, tolerance=10)
sample("polygamma", lambda t, x: t.polygamma(2, x), p34, pointwise=True, tolerance=100, dtypes=False)

# Copies and dtypes ---------------------------------------------------------------------------------------------------

sample("clone", lambda t, x: x.clone(), x34, pointwise=True)
for name in ("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"):
    sample(f"to {name}", lambda t, x, d=name: x.to(getattr(t, d)), 3 * p34, pointwise=True, grad=False)
sample("complex64", lambda t, x: x.to(t.complex64), x34, pointwise=True, grad=False)
sample("copy_", lambda t, x, y: x.clone().copy_(y), x34, y4, pointwise=True)
sample("fill_", lambda t, x: x.clone().fill_(3), x34, pointwise=True)
sample("fill_ tensor", lambda t, x, y: x.clone().fill_(y.sum()), x34, y4)
sample("zero_", lambda t, x: x.clone().zero_(), x34, pointwise=True)
sample("type_as", lambda t, x, y: x.type_as(y.int()), x34, y34, pointwise=True, grad=False)
sample("to and back", lambda t, x: x.to(t.complex128).real.to(t.float64) * 2, x34, dtypes=False)

# Complex numbers -----------------------------------------------------------------------------------------------------

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

# New tensors ---------------------------------------------------------------------------------------------------------

for name in ("zeros_like", "ones_like"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), x34, grad=False, pointwise=True)
sample("full_like", lambda t, x: t.full_like(x, 2), x34, grad=False, pointwise=True)
sample("empty_strided", lambda t, x: t.zeros_like(x.t()) + 0 * t.empty_strided((2,), (1,)).numel(), x34, grad=False)
sample("new_full", lambda t, x: x.new_full((2, 3), 5), x34, grad=False)
sample("new_ones", lambda t, x: x.new_ones(2, 3) + x.new_zeros((3,)), x34, grad=False)
sample("arange", lambda t, x: t.arange(1, 9, 2, dtype=x.dtype), x34, grad=False)
sample("arange float", lambda t, x: t.arange(-1, 1, 0.25), x34, grad=False)
sample("linspace", lambda t, x: t.linspace(1, 8, 6, dtype=x.dtype), x34, grad=False, tolerance=4)
sample("logspace", lambda t, x: t.logspace(0, 2, 5, base=2.0), x34, grad=False, tolerance=4)
sample("eye", lambda t, x: t.eye(3, 4, dtype=x.dtype), x34, grad=False)
