"""Samples of the room indexing: indices, gather and scatter, selections along a dimension, masks."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, calls, SAMPLES = table.sample, table.calls, table.samples
n34, y34, x234 = normal(3, 4), normal(3, 4), normal(2, 3, 4)
s34 = spread(3, 4)
x34, x4, x0 = s34 / 2 + 0.0375, np.array([2.0, -1.0, 3.0, 0.5]), np.array(1.5)
rows, mask = [2, 0], [[True, False, True, True], [False, False, True, False], [True, True, False, True]]


def at(t, places=rows):
    return t.tensor(places)


# Indices --------------------------------------------------------------------------------------------------------------

calls(
    x234,
    "x[1]",
    "x[0, -1]",
    "x[:, 1:3]",
    "x[..., 0]",
    "x[None]",
    "x[:, None, 0]",
    "x[1:, ::2, -2:]",
    "x[[0, 1]]",
    "x[:, [0, 2]]",
    "x[[0, 1], [1, 2]]",
    "x[[0, 1], :, [1, 2]]",
    "x[t.tensor([True, False])]",
    "x[t.tensor(1)]",
    "x[0:0]",
    "x[[]]",
    "x[:, t.tensor([[0, 1], [2, 2]])]",
    "x[True]",
    "x[x[:, 0, 0].abs() < 100]",
)
calls(x234, "x[0, ..., [1, 1, 3]]", numpy="the int counts as an index array")
calls(x34, "x[t.tensor([[True, False, True, True], [False] * 4, [True] * 4])]")
calls(n34, "t.nonzero_static(x, size=20)[:12]", grad=False, dtypes=False)
calls(np.array([3, 7, 0]), "t.unravel_index(x.long(), (2, 4))[1]", grad=False)
calls(x34, "t.nonzero(x > 0)", "t.nonzero(x > 0, as_tuple=True)[1]", grad=False, dtypes=False)
sample("index_put", lambda t, x, y: t.index_put(x, (at(t), at(t, [1, 1])), y), x34, x4[:2])
sample(
    "index_put add", lambda t, x, y: t.index_put(x, (at(t, [1, 1]),), y[:2], accumulate=True), x34, y34, dtypes=False
)
sample("index_put_", lambda t, x, y: x.clone().index_put_((at(t),), y), x34, x4)
sample("set items", lambda t, x, y: _items_set(t, x, y), x34, x4)


def _items_set(t, x, y):
    z = x.clone()
    z[0] = y
    z[[1, 2], [0, 3]] = y[0]
    z[z > 100] = 3
    return z


sample("index_select", lambda t, x: t.index_select(x, 0, at(t)), x34)
sample("index_select dim", lambda t, x: x.index_select(-1, at(t, [3, 3, 1])), x34)
sample("index_select 0-d", lambda t, x: x.index_select(0, at(t, [0])), x0)
sample("index_add", lambda t, x, y: t.index_add(x, 0, at(t, [1, 1]), y[:2]), x34, y34, dtypes=False)
sample("index_add alpha", lambda t, x, y: x.index_add(1, at(t), y[:, :2], alpha=2), x34, y34, dtypes=False)
sample("index_copy", lambda t, x, y: t.index_copy(x, 0, at(t), y[:2]), x34, y34)
sample("index_fill", lambda t, x: t.index_fill(x, 1, at(t), 2), x34)
sample("index_fill tensor", lambda t, x, y: t.index_fill(x, 1, at(t), y), x34, x0)
sample("take", lambda t, x: t.take(x, at(t, [[0, 11], [5, 5]])), x34)
sample("put", lambda t, x, y: x.put(at(t, [3, 7]), y[0, :2]), x34, y34)
sample("put add", lambda t, x, y: x.put(at(t, [3, 3]), y[0, :2], accumulate=True), x34, y34, dtypes=False)
sample("index_fill_", lambda t, x: x.clone().index_fill_(0, at(t), 5), x34)
sample("index_copy_", lambda t, x, y: x.clone().index_copy_(1, at(t), y[:, 1:3]), x34, y34)

# Masks ----------------------------------------------------------------------------------------------------------------

sample("masked_fill", lambda t, x: t.masked_fill(x, at(t, mask), 3), x34)
sample("masked_fill broadcast", lambda t, x: x.masked_fill(at(t, mask[0]), -1), x34)
sample("masked_fill wider", lambda t, x: x.masked_fill(at(t, mask), 2), x4)
sample("masked_fill tensor", lambda t, x, y: x.masked_fill(at(t, mask), y), x34, x0)
sample("masked_fill_", lambda t, x: x.clone().masked_fill_(at(t, mask), 0.5), x34)
sample("masked_select", lambda t, x: t.masked_select(x, at(t, mask)), x34)
sample("masked_select broadcast", lambda t, x: x.masked_select(at(t, mask[0])), x34)
sample("masked_scatter", lambda t, x, y: x.masked_scatter(at(t, mask), y), x34, y34)

# Places ---------------------------------------------------------------------------------------------------------------

index, distinct = [[2, 0], [3, 3], [0, 1]], [[0, 3], [1, 2], [2, 0]]
sample("gather", lambda t, x: t.gather(x, 1, at(t, index)), n34)
sample("take_along_dim", lambda t, x: t.take_along_dim(x, at(t, [[2], [3], [0]]), 1), n34)
sample("scatter", lambda t, x, y: t.scatter(x, 1, at(t, distinct), y), n34, y34[:, :2])
sample("scatter number", lambda t, x: t.scatter(x, 1, at(t, distinct), 2), n34)
sample(
    "scatter multiply",
    lambda t, x: t.scatter(x, 1, at(t, distinct), 2, reduce="multiply"),
    n34,
    grad=False,
    dtypes=False,
)
sample("scatter_add", lambda t, x, y: t.scatter_add(x, 1, at(t, index), y), n34, y34[:, :2], tolerance=2)
sample("take_along_dim from the end", lambda t, x: t.take_along_dim(x, t.tensor([[-1], [-2], [0]]), 1), n34)

# Reductions at places -------------------------------------------------------------------------------------------------

places = [2, 0, 2, 1]
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
                lambda t, x, y, r=reduce, i=include: t.index_reduce(x, 1, t.tensor(places), y, r, include_self=i),
                s34,
                y34,
                dtypes=False,
                tolerance=10,
            )
sample(
    "scatter_reduce of zeros",
    lambda t, x, y: t.scatter_reduce(x, 0, t.tensor(places), y, "prod"),
    normal(4),
    np.array([0.0, 2.0, 0.0, 3.0]),
    grad=False,
    dtypes=False,
)
sample(
    "no derivative of a derivative",
    lambda t, x, y: _refused(t, x, y),
    normal(4),
    np.array([0.0, 2.0, 0.0, 3.0]),
    grad=False,
    dtypes=False,
)
sample(
    "scatter_reduce 0-d",
    lambda t, x, y: t.scatter_reduce(x, 0, t.tensor([0, 0]), y[:2], "amax"),
    np.array(0.5),
    normal(4),
    dtypes=False,
)


def _refused(t, x, y):
    """The gradient of products in which two zeros meet has a history that can't be followed."""
    x, y = x.detach().clone().requires_grad_(), y.detach().clone().requires_grad_()
    z = t.scatter_reduce(x, 0, t.tensor(places), y, "prod").sum()
    return t.autograd.grad(z, y, create_graph=True)[0].detach()


# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.nonzero(x, as_tuple=True, out=n)", "RuntimeError", "does not support the out kwarg when as_tuple is True"),
    ("t.unravel_index(x, (2, 3))", "TypeError", "to be integer dtype, but got torch.float32"),
    ("t.unravel_index(n, (2, -3))", "ValueError", "cannot have negative values, but got (2, -3)"),
    ("t.gather(x, 0, n[0])", "RuntimeError", "as input tensor: index [3], input [2, 3]"),
    ("t.gather(x, 0, x)", "RuntimeError", "dtype int32/int64 for index, got torch.float32"),
    ("t.gather(x, 0, n + 5)", "RuntimeError", "5 is out of bounds for dimension 0 with size 2"),
    ("t.gather(x, 2, n)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ("t.take_along_dim(x, x, 0)", "RuntimeError", "dtype of indices should be Long but got Float"),
    ("t.scatter(x, 0, n + 5, 1.0)", "RuntimeError", "5 is out of bounds for dimension 0 with size 2"),
    ("x.scatter(0, n, x.double())", "RuntimeError", "src.dtype, got torch.float32 and torch.float64"),
    ("x.index_put_((t.tensor([5]),), t.tensor(1.0))", "IndexError", "5 is out of bounds for dimension 0 with size 2"),
    ("t.index_select(x, 0, t.tensor([5]))", "IndexError", "5 is out of bounds for dimension 0 with size 2"),
    ("t.index_select(x, 0, n)", "IndexError", "to be a vector, but it has shape [2, 3]"),
    ("t.index_select(x, 0, x[0])", "RuntimeError", "int32 or int64 for index, not torch.float32"),
    ("t.index_add(x, 0, t.tensor([0]), x)", "RuntimeError", "be equal to source.size(dim): (2), for dim: 0"),
    ("t.take(x, t.tensor([9]))", "IndexError", "range: tried to access index 9 on a tensor of 6"),
    ("t.index_fill(x, 3, n[0], 1.0)", "IndexError", "(expected to be in range of [-2, 1], but got 3"),
    (
        "x.index_copy(0, t.tensor([0, 1]), x.double())",
        "RuntimeError",
        "dtype, but got (self) Float and (source) Double",
    ),
    ("x[5]", "IndexError", "5 is out of bounds for dimension 0 with size 2"),
    ("x[0, 0, 0]", "IndexError", "too many indices for tensor of dimension 2"),
    ("x[t.tensor([5])]", "IndexError", "5 is out of bounds for dimension 0 with size 2"),
    ("x[1.5]", "IndexError", "or byte Variables are valid indices (got float"),
    ('x["a"]', "TypeError", "are indexed by places, not by names like 'a'"),
    ("x[m[:, :2]]", "IndexError", "shape of the indexed tensor [2, 3] at index 1"),
    ("x[::-1]", "ValueError", "step must be greater than zero, got -1"),
    ("x[0].__setitem__(slice(None), t.ones(4))", "RuntimeError", "the shapes (3,) and (4,)"),
    ("t.masked_select(x, x)", "RuntimeError", "expected BoolTensor for mask, not torch.float32"),
    ("t.masked_fill(x, n, 1.0)", "RuntimeError", "masks, but got mask with dtype torch.int64"),
    ("t.masked_fill(x, m, x)", "RuntimeError", "value tensor, but got tensor with 2"),
    ("t.masked_scatter(x, m, x[0])", "RuntimeError", "< number of ones in mask: 3 elements for 4"),
    ('t.scatter_reduce(x, 0, n, x, "median")', "RuntimeError", "reduce argument must be either sum, prod, mean,"),
    ('t.index_reduce(x, 0, t.tensor([0]), x, "prod")', "RuntimeError", "be equal to source.size(dim): (2), for dim: 0"),
    ('t.scatter_reduce(x, 0, n + 9, x, "sum")', "RuntimeError", "9 is out of bounds for dimension 0 with size 2"),
    ("t.nonzero_static(x, size=-1)", "RuntimeError", "'size' must be an non-negative integer"),
    ("t.unravel_index(n, (-1,))", "ValueError", "negative values, but got (-1,)"),
    ("t.unravel_index(x, (2, 2))", "TypeError", "integer dtype, but got torch.float32"),
)
