"""Functions that packages call by names with an underscore: casts, sizes as tensors, compressed indices, and the
gradients of softmax from its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base import dtypes
from .._core import Op, Spec, apply
from .._face.public import public
from .elementwise.exp_log_sin import exp
from .reductions.sum_mean_prod import sum as sum_of
from .tensors.tensor_from_numpy import tensor
from .tensors.to_clone_copy import to

if TYPE_CHECKING:
    from .._face.types import Tensor, dtype


def _cast(name, target):
    def cast(input: Tensor, non_blocking: bool = False) -> Tensor:
        return to(input, target)

    cast.__name__ = cast.__qualname__ = f"_cast_{name}"
    cast.__doc__ = f"The tensor as {target}; itself if it is that already."
    public("torch")(cast)


for _name, _target in {
    "Byte": dtypes.uint8,
    "Char": dtypes.int8,
    "Double": dtypes.float64,
    "Float": dtypes.float32,
    "Half": dtypes.float16,
    "Int": dtypes.int32,
    "Long": dtypes.int64,
    "Short": dtypes.int16,
}.items():
    _cast(_name, _target)


@public("torch")
def _shape_as_tensor(input: Tensor) -> Tensor:
    """The sizes of the dimensions, as a tensor of int64.

    >>> torch._shape_as_tensor(torch.ones(2, 3))
    tensor([2, 3])
    """
    return tensor(list(input._array.shape), dtype=dtypes.int64)


class RowPointers(Op):
    """Where each row begins among sorted row numbers: from coordinates to compressed rows."""

    __slots__ = ("size", "dtype")

    def infer(self, x):
        return Spec((self.size + 1,), self.dtype, x.device)

    def forward(self, xp, x):
        return xp.searchsorted(x, xp.arange(self.size + 1)).astype(self.dtype.np)


class RowNumbers(Op):
    """The coordinates (2, n) of compressed rows: row numbers over column numbers, or the other way round."""

    __slots__ = ("dtype", "transpose")

    def infer(self, pointers, columns):
        return Spec((2, *columns.shape), self.dtype, columns.device)

    def forward(self, xp, pointers, columns):
        rows = xp.arange(len(pointers) - 1).repeat(xp.diff(pointers))
        pair = (columns, rows) if self.transpose else (rows, columns)
        return xp.stack(pair).astype(self.dtype.np)


@public("torch")
def _convert_indices_from_coo_to_csr(input: Tensor, size: int, *, out_int32: bool = False) -> Tensor:
    """Where each of ``size`` rows begins among the sorted row numbers ``input``, and where the last ends: (size + 1).

    >>> torch._convert_indices_from_coo_to_csr(torch.tensor([0, 0, 2]), 3)
    tensor([0, 2, 2, 3])
    """
    if input._array.ndim != 1:
        raise RuntimeError(f"Input is supposed to be a vector, but got {input._array.ndim} dimensional tensor.")
    return apply(RowPointers.of(int(size), dtypes.int32 if out_int32 else dtypes.int64), input)


@public("torch")
def _convert_indices_from_csr_to_coo(
    crow_indices: Tensor, col_indices: Tensor, *, out_int32: bool = False, transpose: bool = False
) -> Tensor:
    """The row and column numbers (2, n) of compressed rows; with ``transpose`` the columns come first.

    >>> torch._convert_indices_from_csr_to_coo(torch.tensor([0, 2, 2, 3]), torch.tensor([1, 0, 1]))
    tensor([[0, 0, 2],
            [1, 0, 1]])
    """
    if crow_indices._array.ndim != 1 or col_indices._array.ndim != 1:
        raise RuntimeError("crow_indices and col_indices are supposed to be vectors")
    op = RowNumbers.of(dtypes.int32 if out_int32 else dtypes.int64, bool(transpose))
    return apply(op, crow_indices, col_indices)


@public("torch")
def _softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: dtype) -> Tensor:
    """The gradient of softmax along ``dim`` by its input, from its result and the gradient of that."""
    moved = grad_output * output
    return (moved - output * sum_of(moved, dim, keepdim=True)).to(input_dtype)


@public("torch")
def _log_softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: dtype) -> Tensor:
    """The gradient of log_softmax along ``dim`` by its input, from its result and the gradient of that."""
    return (grad_output - exp(output) * sum_of(grad_output, dim, keepdim=True)).to(input_dtype)
