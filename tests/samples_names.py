"""The sample table, continued: copies of views, reductions by index, histograms, slopes and integrals, and what else
torch names."""

from __future__ import annotations

import numpy as np

from samples import Sample
from support.drawn import normal, places, positive, spread

__all__ = ["ELSEWHERE_MADE_OF", "SAMPLES"]

SAMPLES = []
ELSEWHERE_MADE_OF = (  # made of other ops than PyTorch's, so that grad_fn has another name
    "segment_reduce sum",
    "segment_reduce mean",
    "segment_reduce max",
    "segment_reduce prod",
    "t.trapezoid(x, dim=0)",
    "t.trapezoid(x, x * x)",
    "t.cumulative_trapezoid(x, x[0])",
    "x.sum_to_size(1, 4)",
)

x34, y34, x4, x234 = normal(3, 4), normal(3, 4), normal(4), normal(2, 3, 4)
s34, s4 = spread(3, 4), spread(4)
rows = [2, 0, 2, 1]


def sample(name, call, *arrays, **options):
    SAMPLES.append(Sample(name, call, *arrays, **options))


def copies(array, *calls, **options):
    for text in calls:
        sample(text, eval(f"lambda t, x: {text}"), array, **options)


copies(
    x34,
    "t.alias_copy(x)",
    "t.as_strided_copy(x, (2, 2), (1, 2), 3)",
    "t.diagonal_copy(x, 1)",
    "t.expand_copy(x, (2, 3, 4))",
    "t.narrow_copy(x, 1, 1, 2)",
    "t.permute_copy(x, (1, 0))",
    "t.select_copy(x, 1, 2)",
    "t.slice_copy(x, 1, 0, 4, 2)",
    "t.split_copy(x, 2)[0]",
    "t.split_with_sizes_copy(x, (1, 2))[1]",
    "t.t_copy(x)",
    "t.transpose_copy(x, 0, 1)",
    "t.unbind_copy(x, 1)[3]",
    "t.unfold_copy(x, 1, 2, 1)",
    "t.unsqueeze_copy(x, 1)",
    "t.view_copy(x, (4, 3))",
)
copies(x234[:, :1], "t.squeeze_copy(x)", "t.squeeze_copy(x, 1)", "t.squeeze_copy(x, (0, 1))")
copies(x34, "t.detach_copy(x)", "t.view_copy(x, t.int8)[:0].sum()", grad=False)
copies(x34[:, :2], "t.view_as_real_copy(t.view_as_complex(x.contiguous()))", dtypes=False)
copies(x34[:, :2], "t.view_as_complex_copy(x.contiguous())", grad=False, dtypes=False)
copies(x34, "t.unsafe_split(x, 2)[1]", "t.unsafe_split_with_sizes(x, (1, 2))[1]", "t.unsafe_chunk(x, 2, 1)[1]")
copies(
    x34,
    "(x * 1).t_()",
    "(x * 1).transpose_(0, 1)",
    "(x * 1).unsqueeze_(1)",
    "(x * 1)[:1].clone().squeeze_(0)",
    "(x * 1)[:1].clone().squeeze_()",
    "(x * 1)[:1].clone().squeeze_((0, 1))",
    "(x * 1).as_strided_((2, 2), (1, 2))",
)
LAID_OUT = [s for s in SAMPLES if "strided" in s.name or "view_copy" in s.name]
sample("as_strided_scatter", lambda t, x, y: t.as_strided_scatter(x, y, (4,), (2,), 1), x34, x4, grad=False)
LAID_OUT.append(SAMPLES[-1])

for reduce in ("sum", "prod", "mean", "amax", "amin"):
    for include in (True, False):
        suffix = f"{reduce}{'' if include else ' without self'}"
        sample(
            f"scatter_reduce {suffix}",
            lambda t, x, y, r=reduce, i=include: t.scatter_reduce(
                x, 0, t.tensor([[0, 1, 2, 2], [0, 0, 2, 1]]), y[:2], r, include_self=i
            ),
            s34,
            y34,
            dtypes=False,
            tolerance=10,
        )
        if reduce != "sum":
            sample(
                f"index_reduce {suffix}",
                lambda t, x, y, r=reduce, i=include: t.index_reduce(x, 1, t.tensor(rows), y, r, include_self=i),
                s34,
                y34,
                dtypes=False,
                tolerance=10,
            )
sample(
    "scatter_reduce of zeros",
    lambda t, x, y: t.scatter_reduce(x, 0, t.tensor(rows), y, "prod"),
    x4,
    np.array([0.0, 2.0, 0.0, 3.0]),
    grad=False,
    dtypes=False,
)
sample(
    "no derivative of a derivative",
    lambda t, x, y: _refused(t, x, y),
    x4,
    np.array([0.0, 2.0, 0.0, 3.0]),
    grad=False,
    dtypes=False,
)
sample(
    "scatter_reduce 0-d",
    lambda t, x, y: t.scatter_reduce(x, 0, t.tensor([0, 0]), y[:2], "amax"),
    np.array(0.5),
    x4,
    dtypes=False,
)


def _refused(t, x, y):
    """The gradient of products in which two zeros meet has a history that can't be followed."""
    x, y = x.detach().clone().requires_grad_(), y.detach().clone().requires_grad_()
    z = t.scatter_reduce(x, 0, t.tensor(rows), y, "prod").sum()
    return t.autograd.grad(z, y, create_graph=True)[0].detach()


for reduce in ("sum", "mean", "max", "prod"):
    sample(
        f"segment_reduce {reduce}",
        lambda t, x, r=reduce: t.segment_reduce(x, r, lengths=t.tensor([1, 0, 3]), initial=1.5),
        s4 + 3,
        dtypes=False,
        double=False,
        tolerance=10,
    )

copies(x34, "t.diff(x)", "t.diff(x, 2, 0)", "t.diff(x, 0)", "t.diff(x, 1, 1, x[:, :1], x)")
copies(
    positive(3, 4),
    "t.gradient(x)[0]",
    "t.gradient(x, dim=1, spacing=0.5)[0]",
    "t.gradient(x, edge_order=2)[1]",
    "t.gradient(x, spacing=(t.tensor([0., 1., 3.], dtype=x.dtype), x[0]))[0]",
    "t.gradient(x, dim=0, spacing=(t.tensor([0., 1., 3.], dtype=x.dtype),), edge_order=2)[0]",
    "t.cumulative_trapezoid(x)",
    "t.cumulative_trapezoid(x, dx=2., dim=0)",
    "t.trapezoid(x, dim=0)",
    "t.trapezoid(x, x * x)",
    "t.cumulative_trapezoid(x, x[0])",
    dtypes=False,
    tolerance=10,
)
copies(
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
sample("isin another", lambda t, x, y: t.isin(x, y), places(5, 3, 4), places(5, 4), grad=False)

copies(x34, "t.frexp(x).mantissa", "t.fill(x, 2)", "t.fill(x, x[0, 0])")
copies(x34, "t.frexp(x).exponent", "t.hash_tensor(x)", "t.nonzero_static(x, size=20)[:12]", grad=False, dtypes=False)
# PyTorch can't differentiate its own
copies(x4, "t.vander(x)", "t.vander(x, 3, True)", grad=False, dtypes=False, tolerance=10)
copies(np.array([3, 7, 0]), "t.unravel_index(x.long(), (2, 4))[1]", grad=False)
copies(x34, "t.logcumsumexp(x, 1)", dtypes=False, tolerance=10)
sample("nextafter smooth", lambda t, x, y: t.nextafter(x, y), x34, y34, dtypes=False, double=False)
sample("heaviside_", lambda t, x, y: t.heaviside(x, y), x34, y34, grad=False, dtypes=False, inplace="heaviside_")
sample("ldexp_", lambda t, x, y: t.ldexp(x, y), x34, y34, dtypes=False, inplace="ldexp_")
sample("float_power_", lambda t, x, y: t.float_power(x, y), positive(3, 4), y34, dtypes=False, tolerance=10)
sample("take_along_dim from the end", lambda t, x: t.take_along_dim(x, t.tensor([[-1], [-2], [0]]), 1), x34)
copies(x34, "x.sum_to_size(1, 4)", "x.softmax(1)", "t.log_softmax(x, 0)", dtypes=False, tolerance=10)
