"""Samples of the room shapes: views, rearrangements, diagonals, pieces, copies of views."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table()
sample, calls, SAMPLES = table.sample, table.calls, table.samples
x34, y34, x234 = spread(3, 4) / 2 + 0.0375, normal(3, 4), normal(2, 3, 4)
x4, x0 = np.array([2.0, -1.0, 3.0, 0.5]), np.array(1.5)

# Views ----------------------------------------------------------------------------------------------------------------

calls(
    x34,
    "x.reshape(4, 3)",
    "x.t().reshape(2, 6)",
    "x.t().contiguous()",
    "x.view_as(x)",
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
calls(
    x234,
    "x.movedim(0, 2)",
    "x.movedim((0, 1), (1, 0))",
    "x.permute(2, 0, 1)",
    "x.mT",
    "x.flatten(1)",
    "x.permute(2, 0, 1).reshape(8, 3)",
    of=" of matrices",
)
calls(x34, "x.transpose(0, 1)", numpy="transpose takes all axes")
calls(normal(3, 1, 4), "x.squeeze()", "x.squeeze(1)", "x.squeeze((1, 2))", "x.expand(3, 2, 4)", "x.squeeze(0)")
calls(
    x0, "x.view(1)", "x.expand(3)", "x.reshape(1, 1)", "x.unsqueeze(0)", "x.squeeze()", "x.flatten()", "x.T", of=" 0-d"
)
calls(x34, "x.view(2, 6)", "x.view(-1)", one_layout="reads strides")
sample("adjoint", lambda t, x: x.adjoint(), x34, skip={"complex128": "PyTorch only marks it as conjugated"})
calls(x34, "x.view(t.int8)[:0].sum()", grad=False, one_layout="reads strides")
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


# Rearrangements -------------------------------------------------------------------------------------------------------

calls(
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
    "x.repeat(2, 1, 3)",
    "x.tile(2)",
    "t.tile(x, (2, 1, 2))",
    "x.repeat_interleave(2)",
    "x.repeat_interleave(2, 0)",
    "t.repeat_interleave(x, t.tensor([1, 0, 2]), 0)",
)
calls(x34, "x.repeat(2, 1)", "x.repeat(0, 1)", numpy="repeat takes an axis second")
calls(x34, "t.repeat_interleave(t.tensor([2, 0, 3]))", grad=False)
calls(
    x4,
    "t.meshgrid(x, x[:2], indexing='ij')[1]",
    "t.meshgrid(x, x[:2], indexing='xy')[0]",
    "t.atleast_2d(x)",
    "t.atleast_3d(x)",
    "t.cartesian_prod(x, x[:2])",
    "t.combinations(x)",
    "t.combinations(x, 2, True)",
)
sample("block_diag", lambda t, x, y: t.block_diag(x, y, x[0]), x34, normal(3, 3))
sample("broadcast_tensors", lambda t, x, y: t.broadcast_tensors(x, y)[1], x34, x4)

# Diagonals ------------------------------------------------------------------------------------------------------------

calls(
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
calls(x4, "x.diag()", "x.diag(2)", "x.diagflat(-1)", of=" of a vector")
sample("tril_", lambda t, x: x.tril(), x34, inplace="tril_")
sample("triu_", lambda t, x: x.triu(-1), x34, inplace="triu_", args=(-1,))
calls(x4, "t.tril_indices(3, 4, -1)", "t.triu_indices(3, 4, 1)", grad=False)

# Pieces ---------------------------------------------------------------------------------------------------------------

sample("cat", lambda t, x, y: t.cat([x, y, x]), x34, y34)
sample("cat dim", lambda t, x, y: t.cat((x, y), 1), x34, y34)
sample("cat kinds", lambda t, x, y: t.cat((x, y.to(t.float64))), x34, y34)
sample("stack", lambda t, x, y: t.stack([x, y], 1), x34, y34)
sample("stack last", lambda t, x, y: t.stack([x, y], -1), x34, y34)
for name in ("hstack", "vstack", "dstack", "column_stack"):
    sample(name, lambda t, x, y, f=name: getattr(t, f)([x, y]), x34, y34)
    sample(f"{name} vectors", lambda t, x, f=name: getattr(t, f)([x, x]), x4)
calls(
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

# Copies of views, views made in place ---------------------------------------------------------------------------------

calls(
    y34,
    "t.alias_copy(x)",
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
)
calls(x234[:, :1], "t.squeeze_copy(x)", "t.squeeze_copy(x, 1)", "t.squeeze_copy(x, (0, 1))")
calls(y34, "t.detach_copy(x)", grad=False)
calls(y34[:, :2], "t.view_as_real_copy(t.view_as_complex(x.contiguous()))", dtypes=False)
calls(y34[:, :2], "t.view_as_complex_copy(x.contiguous())", grad=False, dtypes=False)
calls(y34, "t.unsafe_split(x, 2)[1]", "t.unsafe_split_with_sizes(x, (1, 2))[1]", "t.unsafe_chunk(x, 2, 1)[1]")
calls(
    y34,
    "(x * 1).t_()",
    "(x * 1).transpose_(0, 1)",
    "(x * 1).unsqueeze_(1)",
    "(x * 1)[:1].clone().squeeze_(0)",
    "(x * 1)[:1].clone().squeeze_()",
    "(x * 1)[:1].clone().squeeze_((0, 1))",
)
calls(y34, "t.as_strided_copy(x, (2, 2), (1, 2), 3)", "t.view_copy(x, (4, 3))", one_layout="reads strides")
calls(y34, "t.view_copy(x, t.int8)[:0].sum()", grad=False, one_layout="reads strides")
sample(
    "as_strided_scatter",
    lambda t, x, y: t.as_strided_scatter(x, y, (4,), (2,), 1),
    y34,
    normal(4),
    grad=False,
    one_layout="reads strides",
)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.diag(t.ones(2, 2, 2))", "RuntimeError", "diag(): Supports 1D or 2D tensors. Got 3D"),
    ("t.tril(x[0])", "RuntimeError", "tensor must have at least 2 dimensions, not 1"),
    ("t.trace(x[0])", "RuntimeError", "expected a matrix, but got tensor with dim 1"),
    ("t.tril_indices(-1, 2)", "RuntimeError", "row must be non-negative, got -1"),
    ("t.diag_embed(x, 0, 1, 1)", "RuntimeError", "diagonal dimensions cannot be identical 1, 1"),
    ("t.meshgrid(x, x)", "RuntimeError", "in the tensor list but got one of shape [2, 3]"),
    ("t.cartesian_prod(x)", "RuntimeError", "Expect a 1D vector, but got shape [2, 3]"),
    ("t.combinations(x)", "RuntimeError", "Expect a 1D vector, but got shape [2, 3]"),
    ("t.broadcast_tensors(x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.meshgrid(x[0], x[0].double())", "RuntimeError", "same dtype, got torch.float32 and torch.float64"),
    ("t.cat([])", "ValueError", "torch.cat(): expected a non-empty list"),
    ("t.cat([x, t.ones(2, 4)])", "RuntimeError", "the list (shapes (2, 3) and (2, 4), dimension 1"),
    ("t.cat(x)", "TypeError", "cat(): argument 'tensors' (position 1"),
    ("t.cat([x, 1])", "TypeError", "Tensor as element 1 in argument 0, but got int"),
    ("t.stack([x, x[0]])", "RuntimeError", "but got [2, 3] at entry 0 and [3] at entry 1"),
    ("t.cat([x, x], 5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("t.split(x, -1)", "RuntimeError", "be non-negative, but got split_size=-1"),
    ("t.split(x, [1, 3])", "RuntimeError", "at dimension 0), but got split_sizes=[1, 3]"),
    ("t.chunk(x, 0)", "RuntimeError", "expects `chunks` to be greater than 0, got: 0"),
    ("t.hsplit(x, 2)", "RuntimeError", "3 is not divisible by the split_size 2"),
    ("t.unbind(t.tensor(1))", "IndexError", "Dimension specified as 0"),
    ("t.select_scatter(x, x, 0, 0)", "RuntimeError", "it replaces: src size = [2, 3], part size = [3]"),
    ("t.slice_scatter(x, x, 0, 0, 1)", "RuntimeError", "replaces: src size = [2, 3], part size = [1, 3]"),
    ("t.diagonal_scatter(x, t.ones(3))", "RuntimeError", "it replaces: src size = [3], part size = [2]"),
    ("x[0].fill_diagonal_(1)", "RuntimeError", "dimensions must be larger than 1, got shape (3,)"),
    ("t.flip(x, (0, 0))", "RuntimeError", "dim 0 appears multiple times in the list"),
    ("t.roll(x, 1, (0, 1))", "RuntimeError", "and dimensions must align. shifts: 1, dims:2"),
    ("t.rot90(x, 1, (0,))", "RuntimeError", "total rotation dims == 2, but got dims = 1"),
    ("t.repeat_interleave(x, -1)", "RuntimeError", "Repeats must be non-negative, not -1"),
    ("x.repeat(2)", "RuntimeError", "Give a number per dimension, as x.repeat(2, 1)"),
    ("t.fliplr(x[0])", "RuntimeError", "Input must be >= 2-d, got shape [3]"),
    ("t.narrow_copy(x, 2, 0, 1)", "RuntimeError", "number of the tensor's dimensions, but got 2"),
    ("t.slice_copy(x, 0, 0, 1, 0)", "RuntimeError", "slice step must be positive, got 0"),
    ("t.view_copy(x, (5,))", "RuntimeError", "number of elements of a tensor of shape [2, 3]"),
    ("t.expand_copy(x, (4,))", "RuntimeError", "to the number of dimensions in the tensor (2)"),
    ("t.select_copy(x, 0, 5)", "IndexError", "range for tensor of size [2, 3] at dimension 0"),
    ("x.view(5)", "RuntimeError", "number of elements of a tensor of shape [2, 3]"),
    ("x.T.view(6)", "RuntimeError", "view size is not compatible with input tensor's"),
    ("x.reshape(-1, -1)", "RuntimeError", "be inferred, got -1 more than once in [-1, -1]"),
    ("t.squeeze(x, 5)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("t.unsqueeze(x, 5)", "IndexError", "(expected to be in range of [-3, 2], but got 5"),
    ("t.transpose(x, 0, 2)", "IndexError", "(expected to be in range of [-2, 1], but got 2"),
    ("t.permute(x, (0,))", "RuntimeError", "input.dim() = 2 is not equal to len(dims) = 1"),
    ("t.permute(x, (0, 0))", "RuntimeError", "duplicate dims are not allowed, got (0, 0)"),
    ("x.expand(4)", "RuntimeError", "to the number of dimensions in the tensor (2)"),
    ("t.narrow(x, 0, 1, 5)", "RuntimeError", "(1) + length (5) exceeds dimension size (2)"),
    ("t.narrow(x, 0, x, 1)", "RuntimeError", "or an int; got shape [2, 3] of torch.float32"),
    ("t.select(x, 0, 5)", "IndexError", "range for tensor of size [2, 3] at dimension 0"),
    ("t.movedim(x, (0, 1), 0)", "TypeError", "be two ints or two tuples, got (0, 1) and 0"),
    ("t.unflatten(x, 1, (2, 2))", "RuntimeError", "2] don't multiply up to the size of dim 1 (3)"),
    ("t.t(t.ones(1, 1, 1))", "RuntimeError", "but self is 3D: use x.mT or x.transpose(-2, -1)"),
    ("t.flatten(x, 1, 0)", "RuntimeError", "cannot come after end_dim, got 1 and 0"),
)
