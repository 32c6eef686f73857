"""Samples of the room reductions: sums and extrema, running sums, order, counts, histograms, slopes and integrals."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, positive, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, calls, SAMPLES = table.sample, table.calls, table.samples
x34, y34, y4 = normal(3, 4), normal(3, 4), normal(4)
p34, q34 = positive(3, 4), positive(3, 4)
s34, s4, s234 = spread(3, 4), spread(4), spread(2, 3, 4)
tiny = np.array([[1.0, -2.0, 0.0], [3.0, 0.5, -0.25]])
special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 2.5])

# Reductions -----------------------------------------------------------------------------------------------------------

for name in ("sum", "mean", "amax", "amin", "nansum", "nanmean"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x), s34, tolerance=4)
    sample(f"{name} dim", lambda t, x, f=name: getattr(t, f)(x, 1), s234, tolerance=4)
    sample(f"{name} dims", lambda t, x, f=name: getattr(t, f)(x, (0, -1)), s234, tolerance=4)
    sample(f"{name} keepdim", lambda t, x, f=name: getattr(t, f)(x, dim=0, keepdim=True), s234, tolerance=4)
for name in ("sum", "mean", "prod"):
    sample(f"{name} dtype", lambda t, x, f=name: getattr(t, f)(x, 0, dtype=t.float64), s34)
sample("sum nothing", lambda t, x: t.sum(x, 0), np.zeros((0, 3)))
equal = {"double": False, "kink": "where maxima coincide, differences see only one side"}
sample("amax equal", lambda t, x: t.amax(x, 1), np.ones((2, 3)), **equal)
sample("max equal", lambda t, x: t.max(x), np.ones((2, 3)), **equal)
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
sample("logsumexp", lambda t, x: t.logsumexp(x, (0, 1)), x34, tolerance=4)
sample("logsumexp dim", lambda t, x: t.logsumexp(x, 1, keepdim=True), x34, tolerance=4)
sample("median", lambda t, x: t.median(x), s34, double=False)
sample("median dim", lambda t, x: t.median(x, 1).values, s34, double=False)
sample("nanmedian", lambda t, x: t.nanmedian(x), special, grad=False)
sample("nanmedian dim", lambda t, x: t.nanmedian(x, 0).values, s34, double=False)
sample("mode", lambda t, x: t.mode(x, 1).values, np.round(x34), grad=False)

# Running sums ---------------------------------------------------------------------------------------------------------

sample("cumsum", lambda t, x: t.cumsum(x, 1), x34, inplace="cumsum_", args=(1,), tolerance=4)
sample("cumsum dtype", lambda t, x: t.cumsum(x, 0, dtype=t.float64), x34)
sample("cumprod", lambda t, x: t.cumprod(x, 1), p34, inplace="cumprod_", args=(1,), tolerance=6)
sample("cumprod zero", lambda t, x: t.cumprod(x, 1), tiny)
sample("cumprod zeros", lambda t, x: t.cumprod(x, 0), np.array([2.0, 0.0, 3.0, 0.0, 4.0]))
sample("logcumsumexp", lambda t, x: t.logcumsumexp(x, 1), x34, tolerance=6)
for name in ("cummax", "cummin"):
    sample(name, lambda t, x, f=name: getattr(t, f)(x, 1).values, s34)
    sample(f"{name} indices", lambda t, x, f=name: getattr(t, f)(x, 0).indices, s34, grad=False)

# Order and counts -----------------------------------------------------------------------------------------------------

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
for reduce in ("sum", "mean", "max", "prod"):
    sample(
        f"segment_reduce {reduce}",
        lambda t, x, r=reduce: t.segment_reduce(x, r, lengths=t.tensor([1, 0, 3]), initial=1.5),
        s4 + 3,
        composed="sums of pieces",
        dtypes=False,
        double=False,
        tolerance=10,
    )
calls(x34, "t.diff(x)", "t.diff(x, 2, 0)", "t.diff(x, 0)", "t.diff(x, 1, 1, x[:, :1], x)")
calls(
    positive(3, 4),
    "t.gradient(x)[0]",
    "t.gradient(x, dim=1, spacing=0.5)[0]",
    "t.gradient(x, edge_order=2)[1]",
    "t.gradient(x, spacing=(t.tensor([0., 1., 3.], dtype=x.dtype), x[0]))[0]",
    "t.gradient(x, dim=0, spacing=(t.tensor([0., 1., 3.], dtype=x.dtype),), edge_order=2)[0]",
    "t.cumulative_trapezoid(x)",
    "t.cumulative_trapezoid(x, dx=2., dim=0)",
    dtypes=False,
    tolerance=10,
)
calls(
    positive(3, 4),
    "t.trapezoid(x, dim=0)",
    "t.trapezoid(x, x * x)",
    "t.cumulative_trapezoid(x, x[0])",
    dtypes=False,
    tolerance=10,
    composed="MulBackward0 and DivBackward0 are the nodes of numbers too",
)
calls(
    spread(12),
    "t.histogram(x, 5).hist",
    "t.histogram(x, 4, range=(-2., 3.), density=True).hist",
    "t.histogram(x, 3).bin_edges",
    "t.histogram(x, t.tensor([-1., 0., 2.], dtype=x.dtype), weight=x * x).hist",
    "t.histogramdd(x.reshape(6, 2), (3, 2)).hist",
    "t.histc(x, 5)",
    grad=False,
    dtypes=False,
    tolerance=10,
)
sample(
    "searchsorted sorter", lambda t, x, y: t.searchsorted(x, y, sorter=t.argsort(x)), s34, y34, grad=False, dtypes=False
)
sample(
    "bucketize right", lambda t, x, y: t.bucketize(x, y.sort().values, right=True), s34, s4, grad=False, dtypes=False
)
calls(x34, "t.hash_tensor(x)", grad=False, dtypes=False)
calls(x34, "t.logcumsumexp(x, 1)", dtypes=False, tolerance=10)
calls(x34, "x.sum_to_size(1, 4)", dtypes=False, tolerance=10, composed="a node of its own")

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.bincount(x)", "NotImplementedError", "\"bincount_cpu\" not implemented for 'Float'"),
    ("t.bincount(n - 1)", "RuntimeError", "bincount only supports 1"),
    ("t.quantile(x, 2.0)", "RuntimeError", "q must be in the range [0, 1] but got 2.0"),
    ("t.searchsorted(x, t.ones(3, 3))", "RuntimeError", "tensor [2, 3] and input value tensor [3, 3]"),
    ("t.bucketize(x, x)", "RuntimeError", "tensor must be 1 dimension, but got dim(2)"),
    ("t.unique(x, dim=5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("t.diff(t.tensor(1.0))", "RuntimeError", "input to be at least one-dimensional, got a 0"),
    ("t.diff(x, -1)", "RuntimeError", "order must be non-negative but got -1"),
    ("t.gradient(x, dim=5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("t.trapezoid(x, x[0, :2])", "RuntimeError", "`x` value for each sample point, got 2 for 3"),
    ("t.histc(x, 0)", "RuntimeError", "bins must be > 0"),
    ("t.histc(x, 3, 2, 1)", "RuntimeError", "max must be larger than min, got min 2, max 1"),
    ("t.histogram(x, x)", "RuntimeError", "2 dimensions in the bins tensor for dimension 0"),
    ("t.histc(n, 3)", "NotImplementedError", "\"histogram_cpu\" not implemented for 'Long'"),
    ("t.all(x, dim=5)", "IndexError", "range of [-2, 1], but got 5"),
    ("t.sum(x, 2)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ("t.sum(x, (0, 0))", "RuntimeError", "dim 0 appears multiple times in the list"),
    ("t.mean(n)", "RuntimeError", "dtype. Got: Long. Convert first: x.float"),
    ("t.max(t.ones(0))", "RuntimeError", "== 0. Specify the reduction dim with the 'dim'"),
    ("t.amax(t.ones(0, 2), 0)", "IndexError", "amax(): Expected reduction dim 0"),
    ("t.argmax(t.ones(0))", "IndexError", "== 0. Specify the reduction dim with the 'dim'"),
    ("t.sum([1.0])", "TypeError", "'input' (position 1) must be Tensor, not list"),
    ('t.sum(x, dtype="int")', "TypeError", "not 'int': write dtype=torch.float32"),
    ("x.sum_to_size(4)", "RuntimeError", "size [4] is not expandable to size [2, 3]"),
    ("t.cumsum(x, 2)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ('t.cumprod("a", 0)', "TypeError", "'input' (position 1) must be Tensor, not str"),
    ("t.cummax(t.tensor([1j]), 0)", "NotImplementedError", "\"cummax_cpu\" not implemented for 'ComplexFloat'"),
    ('t.segment_reduce(x, "mode", lengths=n[:, 0])', "RuntimeError", "reduce argument must be either sum, prod, mean,"),
    ('t.segment_reduce(x, "sum")', "RuntimeError", "segment_reduce(): Either lengths or offsets"),
    ("t.sort(x, 2)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ("t.topk(x, 5)", "RuntimeError", "k out of range: k is 5, the dimension has 3"),
    ("t.kthvalue(x, 9)", "RuntimeError", "number k out of range for dimension 1: k is 9"),
    ("t.topk(x, -1)", "RuntimeError", "k out of range: k is -1, the dimension has 3"),
    ("t.sort(t.tensor([1j]))", "RuntimeError", "\"sort\" not implemented for 'ComplexFloat'"),
    ("t.std(n)", "RuntimeError", "point and complex dtypes: convert with x.float"),
    ("t.median(t.tensor([1j]))", "NotImplementedError", "\"median_cpu\" not implemented for 'ComplexFloat'"),
    ("t.cov(t.ones(2, 2, 2))", "RuntimeError", "input to have two or fewer dimensions but got 3"),
    ("t.cov(x, aweights=n[0])", "RuntimeError", "floating point dtype but got aweights with Long"),
    ("t.logsumexp(x, 5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("t.mode(x, 5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
)
