"""Samples of the room linalg: products of matrices and vectors."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, SAMPLES = table.sample, table.samples
x34, y34, x234, x243 = spread(3, 4) / 2 + 0.0375, normal(3, 4), normal(2, 3, 4), normal(2, 4, 3)
b23, b34, x4 = normal(2, 3), normal(3, 4), np.array([2.0, -1.0, 3.0, 0.5])

exact = {"float16": "order of sums", "bfloat16": "order of sums"}
products, wide = {"tolerance": 10, "skip": exact}, {"dtypes": False, "tolerance": 20}
sample("mm", lambda t, x, y: t.mm(x, y), b23, b34, **products)
sample("bmm", lambda t, x, y: t.bmm(x, y), x234, x243, **products)
sample("mv", lambda t, x, y: t.mv(x, y), x34, x4, **products)
sample("dot", lambda t, x, y: t.dot(x, y), x4, y34[0], **products)
sample("vdot", lambda t, x, y: t.vdot(x, y), x4, y34[0], composed="dot of the conjugate", **products)
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
sample(
    "chain_matmul",
    lambda t, x, y, z: t.chain_matmul(x, y, z),
    b23,
    b34,
    y34.T.copy(),
    composed="ends in mm",
    **products,
)
sample("einsum", lambda t, x, y: t.einsum("ij,kj->ik", x, y), x34, y34, **products)
sample(
    "einsum batch",
    lambda t, x, y: t.einsum("bij,jk->bki", x, y),
    x234,
    y34.T.copy(),
    composed="ends in permute",
    **products,
)
sample(
    "tensordot",
    lambda t, x, y: t.tensordot(x, y, ([1, 0], [1, 0])),
    x34,
    y34,
    tolerance=10,
    skip={**exact, "bool": "a sum of products there"},
)
sample("kron", lambda t, x, y: t.kron(x, y), b23, x4, composed="ends in another view", **products)
sample(
    "cross",
    lambda t, x, y: t.cross(x, y, dim=0),
    x34,
    y34,
    dtypes=False,
    tolerance=10,
    composed="differences of products",
)
sample("linear", lambda t, x, w, b: t.nn.functional.linear(x, w, b), normal(3, 4), normal(2, 4), normal(2), **wide)
sample(
    "linear rows", lambda t, x, w, b: t.nn.functional.linear(x, w, b), normal(2, 2, 3), normal(2, 3), normal(2), **wide
)
sample(
    "bilinear",
    lambda t, x, y, w, b: t.nn.functional.bilinear(x, y, w, b),
    normal(2, 3),
    normal(2, 2),
    normal(2, 3, 2),
    normal(2),
    **wide,
)
sample(
    "addbmm",
    lambda t, c, x, y: t.addbmm(c, x, y, beta=2, alpha=3),
    normal(2, 3),
    normal(2, 2, 4),
    normal(2, 4, 3),
    **wide,
)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.addmm(x, x, x)", "RuntimeError", "(2x3 and 2x3): the inner sizes 3 and 2"),
    ("t.addmm(x[0], x, x.T.int())", "RuntimeError", "must have the same dtype, but got Float and Int"),
    ("t.addmv(x, x, x[0])", "RuntimeError", "to the product of shapes (2, 3) and (3,)"),
    ("t.addr(x, x, x[0])", "RuntimeError", "but got 2-D and 1-D (shapes (2, 3) and (3,)"),
    ('t.einsum("ij,jk", x, x)', "RuntimeError", "does not broadcast with previously seen size 3"),
    ('t.einsum("ij,j", x)', "RuntimeError", "specified in the equation: 1 operands for 2"),
    ("t.tensordot(x, x, 1)", "RuntimeError", "size 3 in dim -1 and second has size 2 in dim 0"),
    ("t.cross(x[:, :2], x[:, :2])", "RuntimeError", "of size 3 in input, whose shape is [2, 2]"),
    ("t.cross(x, t.ones(2, 4))", "RuntimeError", "dimension 1 must have length 3. Got 3 and 4"),
    ("t.mm(x, x)", "RuntimeError", "(2x3 and 2x3): the inner sizes 3 and 2"),
    ("x @ x", "RuntimeError", "(2x3 and 2x3): the inner sizes 3 and 2"),
    ("t.mm(x, x[0])", "RuntimeError", "mat2 must be a matrix, got shape (3,)"),
    ("t.mv(x, t.ones(2))", "RuntimeError", "size mismatch, got input (2), mat (2x3), vec (2)"),
    ("t.dot(x[0], t.ones(2))", "RuntimeError", "the same number of elements, but got 3 and 2"),
    ("t.dot(x, x)", "RuntimeError", "1D tensors expected, but got 2D and 2D"),
    ("t.bmm(x, x)", "RuntimeError", "be 3D tensors, got shapes (2, 3) and (2, 3)"),
    ("t.outer(x, x)", "RuntimeError", "outer: Expected 1-D argument, but got 2"),
    ("t.mm(x, x.T.double())", "RuntimeError", "have the same dtype, but got: Float != Double"),
    ("t.matmul(x, t.tensor(1.0))", "RuntimeError", "need to be at least 1D, but they are 2D and 0D"),
    (
        "t.matmul(x.requires_grad_(), x.T, out=t.empty(2, 2))",
        "RuntimeError",
        "matmul(): functions with out=... arguments",
    ),
    ("F.linear(x, t.ones(4, 2))", "RuntimeError", "(2x3 and 2x4): the inner sizes 3 and 2"),
    ("F.linear(x, x, t.ones(3))", "RuntimeError", "bias has shape (3,), but weight (2, 3) gives 2"),
    ("F.linear(x, [1.0])", "TypeError", "'weight' (position 2) must be Tensor, not list"),
    ("F.linear(x, x.double())", "RuntimeError", "have the same dtype, but got Float and Double"),
    ("F.bilinear(x, x, t.ones(1, 2, 2))", "RuntimeError", "features, but weight (1, 2, 2) expects 2 and 2"),
)
