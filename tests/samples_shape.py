"""The sample table, second part: views, rearrangements, pieces, indices, masks, diagonals, matrix products."""

from __future__ import annotations

import numpy as np

from samples import Sample
from support.drawn import normal, spread

__all__ = ["COMPOSED", "LAID_OUT", "SAMPLES"]

SAMPLES = []
COMPOSED = (  # made of other ops than PyTorch's, so that grad_fn has another name
    "vdot",
    "vector matmul",
    "chain_matmul",
    "einsum batch",
    "kron",
    "cross",
)
LAID_OUT = []  # the samples that only make sense for one memory layout


def sample(name, call, *arrays, **options):
    SAMPLES.append(Sample(name, call, *arrays, **options))


def methods(array, *calls, of="", **options):
    """A sample per expression in x (and t, the library); ``of``: what x is, where another x has the same expression."""
    for text in calls:
        sample(text + of, eval(f"lambda t, x: {text}"), array, **options)


x34, y34 = spread(3, 4) / 2 + 0.0375, normal(3, 4)
x234, x4 = normal(2, 3, 4), np.array([2.0, -1.0, 3.0, 0.5])
x0, thin = np.array(1.5), normal(3, 1, 4)
a33, b23, b34, x243 = normal(3, 3), normal(2, 3), normal(3, 4), normal(2, 4, 3)
rows, mask = [2, 0], [[True, False, True, True], [False, False, True, False], [True, True, False, True]]


def at(t, places=rows):
    return t.tensor(places)


# Views ---------------------------------------------------------------------------------------------------------------

methods(
    x34,
    "x.reshape(4, 3)",
    "x.t().reshape(2, 6)",
    "x.t().contiguous()",
    "x.view_as(x)",
    "x.transpose(0, 1)",
    "x.swapaxes(0, -1)",
    "x.t()",
    "x.T",
    "x.permute(1, 0)",
    "x.unsqueeze(1)",
    "x.unsqueeze(-1)",
    "x.expand(2, 3, 4)",
    "x[:1].expand(3, -1)",
    "x.select(1, 2)",
    "x.narrow(1, 1, 2)",
    "x.flatten()",
    "x.ravel()",
    "x.unflatten(1, (2, 2))",
    "x.mT",
    "x[...]",
    "x.broadcast_to((2, 3, 4))",
)
methods(
    x234,
    "x.movedim(0, 2)",
    "x.movedim((0, 1), (1, 0))",
    "x.permute(2, 0, 1)",
    "x.mT",
    "x.flatten(1)",
    "x.permute(2, 0, 1).reshape(8, 3)",
    "x.diagonal(1, 0, 2)",
    "x.diagonal(dim1=-2, dim2=-1)",
    "x.unfold(2, 2, 1)",
    "x.unfold(1, 2, 2)",
    of=" of matrices",
)
methods(thin, "x.squeeze()", "x.squeeze(1)", "x.squeeze((1, 2))", "x.expand(3, 2, 4)", "x.squeeze(0)")
methods(
    x0, "x.view(1)", "x.expand(3)", "x.reshape(1, 1)", "x.unsqueeze(0)", "x.squeeze()", "x.flatten()", "x.T", of=" 0-d"
)
methods(x34, "x.view(2, 6)", "x.view(-1)", "x.as_strided((2, 2), (1, 2), 3)", "x.as_strided((3, 2), (2, 1))")
sample("adjoint", lambda t, x: x.adjoint(), x34, skip={"complex128": "PyTorch only marks it as conjugated"})
methods(x34, "x.view(t.int8)[:0].sum()", grad=False)
LAID_OUT += SAMPLES[-6:]
sample("write through a view", lambda t, x, y: _written(x, y), x34, y34)
sample("write through a slice", lambda t, x, y: _sliced(x, y), x34, x4)


def _written(x, y):
    z = x.clone()
    z.t()[1].mul_(y[:, 0])
    return z * y


def _sliced(x, y):
    z = x * 1
    z[1:, ::2] = y[:2]
    z.diagonal().add_(1)
    return z


# Rearrangements ------------------------------------------------------------------------------------------------------

methods(
    x34,
    "x.flip(0)",
    "x.flip(0, 1)",
    "x.t().flip(-1)",
    "t.fliplr(x)",
    "t.flipud(x)",
    "x.roll(1)",
    "x.roll((1, -2), (0, 1))",
    "x.roll(5, 1)",
    "x.rot90()",
    "x.rot90(2)",
    "x.rot90(3, (1, 0))",
    "x.repeat(2, 1)",
    "x.repeat(2, 1, 3)",
    "x.repeat(0, 1)",
    "x.tile(2)",
    "t.tile(x, (2, 1, 2))",
    "x.repeat_interleave(2)",
    "x.repeat_interleave(2, 0)",
    "t.repeat_interleave(x, t.tensor([1, 0, 2]), 0)",
)
methods(x34, "t.repeat_interleave(t.tensor([2, 0, 3]))", grad=False)
methods(
    x4,
    "t.meshgrid(x, x[:2], indexing='ij')[1]",
    "t.meshgrid(x, x[:2], indexing='xy')[0]",
    "t.atleast_2d(x)",
    "t.atleast_3d(x)",
    "t.cartesian_prod(x, x[:2])",
    "t.combinations(x)",
    "t.combinations(x, 2, True)",
)
sample("block_diag", lambda t, x, y: t.block_diag(x, y, x[0]), x34, a33)
sample("broadcast_tensors", lambda t, x, y: t.broadcast_tensors(x, y)[1], x34, x4)

# Diagonals -----------------------------------------------------------------------------------------------------------

methods(
    x34,
    "x.tril()",
    "x.triu(1)",
    "x.tril(-1)",
    "x.diag()",
    "x.diag(-1)",
    "x.diagflat()",
    "x.diag_embed()",
    "t.diag_embed(x, 1, 0, 2)",
    "x.trace()",
)
methods(x4, "x.diag()", "x.diag(2)", "x.diagflat(-1)", of=" of a vector")
sample("tril_", lambda t, x: x.tril(), x34, inplace="tril_")
sample("triu_", lambda t, x: x.triu(-1), x34, inplace="triu_", args=(-1,))
methods(x4, "t.tril_indices(3, 4, -1)", "t.triu_indices(3, 4, 1)", grad=False)

# Pieces --------------------------------------------------------------------------------------------------------------

sample("cat", lambda t, x, y: t.cat([x, y, x]), x34, y34)
sample("cat dim", lambda t, x, y: t.cat((x, y), 1), x34, y34)
sample("cat kinds", lambda t, x, y: t.cat((x, y.to(t.float64))), x34, y34)
sample("stack", lambda t, x, y: t.stack([x, y], 1), x34, y34)
sample("stack last", lambda t, x, y: t.stack([x, y], -1), x34, y34)
for name in ("hstack", "vstack", "dstack", "column_stack"):
    sample(name, lambda t, x, y, f=name: getattr(t, f)([x, y]), x34, y34)
    sample(f"{name} vectors", lambda t, x, f=name: getattr(t, f)([x, x]), x4)
methods(
    x34,
    "t.split(x, 2)[1]",
    "t.split(x, [1, 3], 1)[1]",
    "t.chunk(x, 3, 1)[1]",
    "t.tensor_split(x, 2)[0]",
    "t.tensor_split(x, (1, 3), 1)[1]",
    "t.unbind(x)[1]",
    "t.unbind(x, 1)[2]",
    "t.hsplit(x, 2)[0]",
    "t.vsplit(x, (1,))[1]",
    "t.stack(x.unbind(1))",
    "t.split_with_sizes(x, (1, 2))[1]",
)

# Indices -------------------------------------------------------------------------------------------------------------

methods(
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
    "x[0, ..., [1, 1, 3]]",
    "x[t.tensor([True, False])]",
    "x[t.tensor(1)]",
    "x[0:0]",
    "x[[]]",
    "x[:, t.tensor([[0, 1], [2, 2]])]",
    "x[True]",
    "x[x[:, 0, 0].abs() < 100]",
)
methods(x34, "x[t.tensor([[True, False, True, True], [False] * 4, [True] * 4])]")
methods(x34, "t.nonzero(x > 0)", "t.nonzero(x > 0, as_tuple=True)[1]", grad=False, dtypes=False)
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

# Masks ---------------------------------------------------------------------------------------------------------------

sample("masked_fill", lambda t, x: t.masked_fill(x, at(t, mask), 3), x34)
sample("masked_fill broadcast", lambda t, x: x.masked_fill(at(t, mask[0]), -1), x34)
sample("masked_fill wider", lambda t, x: x.masked_fill(at(t, mask), 2), x4)
sample("masked_fill tensor", lambda t, x, y: x.masked_fill(at(t, mask), y), x34, x0)
sample("masked_fill_", lambda t, x: x.clone().masked_fill_(at(t, mask), 0.5), x34)
sample("masked_select", lambda t, x: t.masked_select(x, at(t, mask)), x34)
sample("masked_select broadcast", lambda t, x: x.masked_select(at(t, mask[0])), x34)
sample("masked_scatter", lambda t, x, y: x.masked_scatter(at(t, mask), y), x34, y34)

# Products ------------------------------------------------------------------------------------------------------------

exact = {"float16": "order of sums", "bfloat16": "order of sums"}
products = {"tolerance": 10, "skip": exact}
sample("mm", lambda t, x, y: t.mm(x, y), b23, b34, **products)
sample("bmm", lambda t, x, y: t.bmm(x, y), x234, x243, **products)
sample("mv", lambda t, x, y: t.mv(x, y), x34, x4, **products)
sample("dot", lambda t, x, y: t.dot(x, y), x4, y34[0], **products)
sample("vdot", lambda t, x, y: t.vdot(x, y), x4, y34[0], **products)
sample("outer", lambda t, x, y: t.outer(x, y), x4, y34[0], **products)
sample("inner", lambda t, x, y: t.inner(x, y), x34, y34, **products)
sample("matmul", lambda t, x, y: x @ y, b23, b34, **products)
sample("matmul batch", lambda t, x, y: x @ y, x234, y34.T.copy(), **products)
sample("matmul batches", lambda t, x, y: t.matmul(x[:, None], y), x234, x243, **products)
sample("matmul vector", lambda t, x, y: x @ y, x234, x4, **products)
sample("vector matmul", lambda t, x, y: x @ y, b23[0], b34, **products)
sample("addmm", lambda t, x, y, z: t.addmm(z, x, y), b23, b34, x4, **products)
sample("addmm scaled", lambda t, x, y, z: t.addmm(z, x, y, beta=2, alpha=3), b23, b34, x4, **products)
sample("addmv", lambda t, x, y, z: t.addmv(z, x, y), x34, x4, b23[0], **products)
sample("addr", lambda t, x, y, z: t.addr(z, x, y), b23[0], x4, x34, **products)
sample("baddbmm", lambda t, x, y: t.baddbmm(x[:, :, :1], x, y, beta=2), x234, x243, **products)
sample("chain_matmul", lambda t, x, y, z: t.chain_matmul(x, y, z), b23, b34, y34.T.copy(), **products)
sample("einsum", lambda t, x, y: t.einsum("ij,kj->ik", x, y), x34, y34, **products)
sample("einsum batch", lambda t, x, y: t.einsum("bij,jk->bki", x, y), x234, y34.T.copy(), **products)
sample(
    "tensordot",
    lambda t, x, y: t.tensordot(x, y, ([1, 0], [1, 0])),
    x34,
    y34,
    tolerance=10,
    skip={**exact, "bool": "a sum of products there"},
)
sample("kron", lambda t, x, y: t.kron(x, y), b23, x4, **products)
sample("cross", lambda t, x, y: t.cross(x, y, dim=0), x34, y34, dtypes=False, tolerance=10)
