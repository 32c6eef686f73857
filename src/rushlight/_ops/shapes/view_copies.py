"""Views copied: what a view would show, in memory of its own (row-major). ``transpose_copy(x, 0, 1)`` is a fresh
tensor, differentiable as the view is."""

from __future__ import annotations

from operator import index as as_int

from ..._base import dtypes
from ..._core import Op, apply, apply_out, state
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.out import stored_all
from ..common.promotion import as_dtype
from ..common.sizes import given, ints
from ..elementwise.complex import VIEW_AS_COMPLEX, VIEW_AS_REAL
from ..tensors.as_strided_unfold import Diagonal, Unfold, ViewDtype, strided_part
from .cat_split import Split, Unbind, dimension, equal_sizes, exact_sizes
from .view_ops import (
    ALIAS,
    SQUEEZE,
    TRANSPOSED,
    Expand,
    Permute,
    Select,
    Slice,
    SqueezeDim,
    SqueezeDims,
    Transpose,
    Unsqueeze,
    View,
    ViewCopy,
)
from .view_transpose import narrowed

__all__ = [
    "ViewCopyMethods",
    "alias_copy",
    "as_strided_copy",
    "detach_copy",
    "diagonal_copy",
    "expand_copy",
    "narrow_copy",
    "permute_copy",
    "select_copy",
    "slice_copy",
    "split_copy",
    "split_with_sizes_copy",
    "squeeze_copy",
    "t_copy",
    "transpose_copy",
    "unbind_copy",
    "unfold_copy",
    "unsqueeze_copy",
    "view_as_complex_copy",
    "view_as_real_copy",
    "view_copy",
]


class ViewCopies(ViewCopy):
    """Copies of what the op ``part`` of several views shows."""

    visible = 0

    def forward(self, xp, x):
        return tuple([xp.copy(y, "C") for y in self.part.forward(xp, x)])


class NarrowCopy(ViewCopy):
    """A copy of a slice."""

    name, node_name = "NarrowCopy", "NarrowCopyBackward0"


class DetachCopy(Op):
    """A copy; there is no derivative for it."""

    exact_out = True
    name, node_name = "detach_copy", "torch::autograd::NotImplemented"
    raw = True

    def infer(self, x):
        return x

    def forward(self, xp, x):
        return xp.copy(x, "C")


def _copied(part, input, out, kind=ViewCopy):
    op = kind.of(part)
    return apply(op, input) if out is None else apply_out(op, out, input)


def _all_copied(part, input, out):
    op = ViewCopies.of(part)
    if out is None:
        return apply(op, input)
    results = apply(op, input)
    stored_all(f"{part.name.lower()}_copy", out, results)
    return None


def alias_copy(input, *, out=None):
    """A copy of the whole tensor, in row-major order.

    >>> torch.alias_copy(torch.tensor([1, 2]))
    tensor([1, 2])
    """
    check_tensor(input, "alias_copy")
    return _copied(ALIAS, input, out)


def detach_copy(input, *, out=None):
    """A copy through which no gradient flows: a backward pass that comes to it raises RuntimeError.

    >>> torch.detach_copy(torch.tensor([1, 2]))
    tensor([1, 2])
    """
    check_tensor(input, "detach_copy")
    op = DetachCopy.of()
    return apply(op, input) if out is None else apply_out(op, out, input)


def as_strided_copy(input, size, stride, storage_offset=None, *, out=None):
    """``as_strided``, copied.

    >>> torch.as_strided_copy(torch.arange(4), (2, 2), (1, 1))
    tensor([[0, 1],
            [1, 2]])
    """
    check_tensor(input, "as_strided_copy")
    return _copied(strided_part(input, size, stride, storage_offset), input, out)


def diagonal_copy(input, offset=0, dim1=0, dim2=1, *, out=None):
    """``diagonal``, copied.

    >>> torch.diagonal_copy(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    check_tensor(input, "diagonal_copy")
    return _copied(Diagonal.of(offset, dim1, dim2), input, out)


def expand_copy(input, size, *, implicit=False, out=None):
    """``expand``, copied: the repeated elements are there in memory.

    >>> torch.expand_copy(torch.tensor([1, 2]), (2, 2)).stride()
    (2, 1)
    """
    check_tensor(input, "expand_copy")
    return _copied(Expand.of(ints("expand_copy", (size,))), input, out)


def permute_copy(input, dims, *, out=None):
    """``permute``, copied.

    >>> torch.permute_copy(torch.zeros(2, 3), (1, 0)).stride()
    (2, 1)
    """
    check_tensor(input, "permute_copy")
    dims, n = ints("permute_copy", (dims,), "dims"), input._array.ndim
    return _copied(Permute.of(tuple([d + n if -n <= d < 0 else d for d in dims])), input, out)


def select_copy(input, dim, index, *, out=None):
    """``select``, copied.

    >>> torch.select_copy(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """
    return _copied(Select.of(dim, as_int(index)), input, out)


def slice_copy(input, dim=0, start=None, end=None, step=1, *, out=None):
    """A slice of dimension ``dim``, copied.

    >>> torch.slice_copy(torch.arange(5), 0, 1, 5, 2)
    tensor([1, 3])
    """
    check_tensor(input, "slice_copy")
    if as_int(step) <= 0:
        raise RuntimeError(f"slice step must be positive, got {step}")
    return _copied(Slice.of(normal_dim(dim, input._array.ndim), start, end, step), input, out)


def narrow_copy(input, dim, start, length, *, out=None):
    """``narrow``, copied.

    >>> torch.narrow_copy(torch.arange(5), 0, 1, 2)
    tensor([1, 2])
    """
    if as_int(dim) >= input._array.ndim > 0:
        raise RuntimeError(f"Expected dim < {input._array.ndim}, the number of the tensor's dimensions, but got {dim}")
    return _copied(narrowed(input, dim, start, length), input, out, NarrowCopy)


def split_copy(input, split_size, dim=0, *, out=None):
    """``split``, copied; ``out``: a tuple of tensors, then nothing is returned.

    >>> torch.split_copy(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    check_tensor(input, "split_copy")
    dim = dimension(input, dim, "split_copy")
    return _all_copied(Split.of("Split", dim, equal_sizes("split_copy", input, split_size, dim)), input, out)


def split_with_sizes_copy(input, split_sizes, dim=0, *, out=None):
    """``split_with_sizes``, copied; ``out``: a tuple of tensors, then nothing is returned.

    >>> torch.split_with_sizes_copy(torch.arange(3), (1, 2))
    (tensor([0]), tensor([1, 2]))
    """
    check_tensor(input, "split_with_sizes_copy")
    dim = dimension(input, dim, "split_with_sizes_copy")
    sizes = exact_sizes("split_with_sizes_copy", input, split_sizes, dim)
    return _all_copied(Split.of("SplitWithSizes", dim, sizes), input, out)


def unbind_copy(input, dim=0, *, out=None):
    """``unbind``, copied; ``out``: a tuple of tensors, then nothing is returned.

    >>> torch.unbind_copy(torch.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    check_tensor(input, "unbind_copy")
    return _all_copied(Unbind.of(dim), input, out)


def squeeze_copy(input, dim=None, *, out=None):
    """``squeeze``, copied.

    >>> torch.squeeze_copy(torch.zeros(1, 2)).shape
    torch.Size([2])
    """
    check_tensor(input, "squeeze_copy")
    if dim is None:
        return _copied(SQUEEZE, input, out)
    return _copied(SqueezeDim.of(dim) if isinstance(dim, int) else SqueezeDims.of(tuple(dim)), input, out)


def t_copy(input, *, out=None):
    """``t``, copied.

    >>> torch.t_copy(torch.tensor([[1, 2], [3, 4]]))
    tensor([[1, 3],
            [2, 4]])
    """
    check_tensor(input, "t_copy")
    return _copied(TRANSPOSED, input, out)


def transpose_copy(input, dim0, dim1, *, out=None):
    """``transpose``, copied.

    >>> torch.transpose_copy(torch.tensor([[1, 2], [3, 4]]), 0, 1)
    tensor([[1, 3],
            [2, 4]])
    """
    return _copied(Transpose.of(dim0, dim1), input, out)


def unfold_copy(input, dimension, size, step, *, out=None):
    """``Tensor.unfold``, copied.

    >>> torch.unfold_copy(torch.arange(3), 0, 2, 1)
    tensor([[0, 1],
            [1, 2]])
    """
    return _copied(Unfold.of(dimension, size, step), input, out)


def unsqueeze_copy(input, dim, *, out=None):
    """``unsqueeze``, copied.

    >>> torch.unsqueeze_copy(torch.arange(2), 0)
    tensor([[0, 1]])
    """
    check_tensor(input, "unsqueeze_copy")
    return _copied(Unsqueeze.of(dim), input, out)


def view_copy(input, size=None, *, dtype=None, out=None):
    """``Tensor.view``, copied: another shape, or the same bytes read as another dtype.

    >>> torch.view_copy(torch.arange(4), (2, 2))
    tensor([[0, 1],
            [2, 3]])
    """
    check_tensor(input, "view_copy")
    if dtype is None and isinstance(size, dtypes.dtype):
        size, dtype = None, size
    if dtype is not None:
        return _copied(ViewDtype.of(as_dtype(dtype, "view_copy").name), input.detach(), out)
    return _copied(View.of(given("view_copy", (), size, "size")), input, out)


def view_as_real_copy(input, *, out=None):
    """``view_as_real``, copied.

    >>> torch.view_as_real_copy(torch.tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    check_tensor(input, "view_as_real_copy")
    return _copied(VIEW_AS_REAL, input, out)


def view_as_complex_copy(input, *, out=None):
    """``view_as_complex``, copied. Raises RuntimeError for a tensor that requires grad: PyTorch has no derivative for
    it.

    >>> torch.view_as_complex_copy(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """
    check_tensor(input, "view_as_complex_copy")
    if state.grad and input.requires_grad:
        raise RuntimeError(
            "view_as_complex_copy does not support automatic differentiation for outputs with complex dtype: write "
            "view_as_complex(x).clone()"
        )
    return _copied(VIEW_AS_COMPLEX, input, out)


class ViewCopyMethods:
    """Methods of Tensor: copies of views."""

    __slots__ = ()
    narrow_copy = narrow_copy
