"""Views copied: what a view would show, in memory of its own (row-major). ``transpose_copy(x, 0, 1)`` is a fresh
tensor, differentiable as the view is."""

from __future__ import annotations

from operator import index as as_int
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import Op, apply, apply_to, state
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.out import stored_all
from ..common.promotion import as_dtype
from ..common.sizes import given, ints
from ..elementwise.complex import VIEW_AS_COMPLEX, VIEW_AS_REAL
from ..tensors.as_strided_unfold import Diagonal, Unfold, ViewDtype, strided_part
from .expand_broadcast import Expand
from .select_narrow import Select, Slice, narrowed
from .split_chunk import Split, Unbind, dimension, equal_sizes, exact_sizes
from .squeeze_unsqueeze import Unsqueeze, squeezing
from .transpose_permute import TRANSPOSED, Permute, Transpose, counted
from .view_reshape import View

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, Tensors, dtype


class Alias(Op):
    """A view of everything: ``x[...]``."""

    saves = ((),)
    view = True

    def infer(self, x):
        return x

    def forward(self, xp, x, out=None):
        return x.view()

    def vjp(self, need, grads, saved, specs):
        return grads


ALIAS = Alias.of()


class ViewCopy(Op):
    """A copy of what the view op ``part`` shows, in row-major order."""

    __slots__ = ("part",)
    exact_out = True
    saves = ((),)
    raw = True

    @property
    def name(self):  # type: ignore[override]
        return self.part.name

    @property
    def node_name(self):
        return self.part.node_name + "_copy"

    def infer(self, x):
        return self.part.infer(x)

    def forward(self, xp, x):
        return xp.copy(self.part.forward(xp, x), "C")

    def vjp(self, need, grads, saved, specs):
        return self.part.vjp(need, grads, saved, specs)


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
    return apply_to(out, kind.of(part), input)


def _all_copied(part, input, out):
    results = stored_all(f"{part.name.lower()}_copy", out, apply(ViewCopies.of(part), input))
    return results if out is None else None


@public("torch")
def alias_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of the whole tensor, in row-major order.

    >>> torch.alias_copy(torch.tensor([1, 2]))
    tensor([1, 2])
    """
    return _copied(ALIAS, input, out)


@public("torch")
def detach_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy through which no gradient flows: a backward pass that comes to it raises RuntimeError.

    >>> torch.detach_copy(torch.tensor([1, 2]))
    tensor([1, 2])
    """
    return apply_to(out, DetachCopy.of(), input)


@public("torch")
def as_strided_copy(
    input: Tensor, size: Ints, stride: Ints, storage_offset: int | None = None, *, out: Tensor | None = None
) -> Tensor:
    """``as_strided``, copied.

    >>> torch.as_strided_copy(torch.arange(4), (2, 2), (1, 1))
    tensor([[0, 1],
            [1, 2]])
    """
    return _copied(strided_part(input, size, stride, storage_offset), input, out)


@public("torch")
def diagonal_copy(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1, *, out: Tensor | None = None) -> Tensor:
    """``diagonal``, copied.

    >>> torch.diagonal_copy(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    return _copied(Diagonal.of(offset, dim1, dim2), input, out)


@public("torch")
def expand_copy(input: Tensor, size: Ints, *, implicit: bool = False, out: Tensor | None = None) -> Tensor:
    """``expand``, copied: the repeated elements are there in memory.

    >>> torch.expand_copy(torch.tensor([1, 2]), (2, 2)).stride()
    (2, 1)
    """
    return _copied(Expand.of(ints("expand_copy", (size,))), input, out)


@public("torch")
def permute_copy(input: Tensor, dims: Ints, *, out: Tensor | None = None) -> Tensor:
    """``permute``, copied.

    >>> torch.permute_copy(torch.zeros(2, 3), (1, 0)).stride()
    (2, 1)
    """
    return _copied(Permute.of(counted("permute_copy", (dims,), input._array.ndim)), input, out)


@public("torch")
def select_copy(input: Tensor, dim: int, index: int, *, out: Tensor | None = None) -> Tensor:
    """``select``, copied.

    >>> torch.select_copy(torch.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """
    return _copied(Select.of(dim, as_int(index)), input, out)


@public("torch")
def slice_copy(
    input: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """A slice of dimension ``dim``, copied.

    >>> torch.slice_copy(torch.arange(5), 0, 1, 5, 2)
    tensor([1, 3])
    """
    if as_int(step) <= 0:
        raise RuntimeError(f"slice step must be positive, got {step}")
    return _copied(Slice.of(normal_dim(dim, input._array.ndim), start, end, step), input, out)


@public()
def narrow_copy(input: Tensor, dim: int, start: int, length: int, *, out: Tensor | None = None) -> Tensor:
    """``narrow``, copied.

    >>> torch.narrow_copy(torch.arange(5), 0, 1, 2)
    tensor([1, 2])
    """
    if as_int(dim) >= input._array.ndim > 0:
        raise RuntimeError(f"Expected dim < {input._array.ndim}, the number of the tensor's dimensions, but got {dim}")
    return _copied(narrowed(input, dim, start, length), input, out, NarrowCopy)


@public("torch")
def split_copy(
    input: Tensor, split_size: int, dim: int = 0, *, out: Tensors | None = None
) -> tuple[Tensor, ...] | None:
    """``split``, copied; ``out``: a tuple of tensors, then nothing is returned.

    >>> torch.split_copy(torch.arange(3), 2)
    (tensor([0, 1]), tensor([2]))
    """
    dim = dimension(input, dim, "split_copy")
    return _all_copied(Split.of("Split", dim, equal_sizes("split_copy", input, split_size, dim)), input, out)


@public("torch")
def split_with_sizes_copy(
    input: Tensor, split_sizes: Ints, dim: int = 0, *, out: Tensors | None = None
) -> tuple[Tensor, ...] | None:
    """``split_with_sizes``, copied; ``out``: a tuple of tensors, then nothing is returned.

    >>> torch.split_with_sizes_copy(torch.arange(3), (1, 2))
    (tensor([0]), tensor([1, 2]))
    """
    dim = dimension(input, dim, "split_with_sizes_copy")
    sizes = exact_sizes("split_with_sizes_copy", input, split_sizes, dim)
    return _all_copied(Split.of("SplitWithSizes", dim, sizes), input, out)


@public("torch")
def unbind_copy(input: Tensor, dim: int = 0, *, out: Tensors | None = None) -> tuple[Tensor, ...] | None:
    """``unbind``, copied; ``out``: a tuple of tensors, then nothing is returned.

    >>> torch.unbind_copy(torch.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    return _all_copied(Unbind.of(dim), input, out)


@public("torch")
def squeeze_copy(input: Tensor, dim: Ints | None = None, *, out: Tensor | None = None) -> Tensor:
    """``squeeze``, copied.

    >>> torch.squeeze_copy(torch.zeros(1, 2)).shape
    torch.Size([2])
    """
    return _copied(squeezing(dim), input, out)


@public("torch")
def t_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``t``, copied.

    >>> torch.t_copy(torch.tensor([[1, 2], [3, 4]]))
    tensor([[1, 3],
            [2, 4]])
    """
    return _copied(TRANSPOSED, input, out)


@public("torch")
def transpose_copy(input: Tensor, dim0: int, dim1: int, *, out: Tensor | None = None) -> Tensor:
    """``transpose``, copied.

    >>> torch.transpose_copy(torch.tensor([[1, 2], [3, 4]]), 0, 1)
    tensor([[1, 3],
            [2, 4]])
    """
    return _copied(Transpose.of(dim0, dim1, 0), input, out)


@public("torch")
def unfold_copy(input: Tensor, dimension: int, size: int, step: int, *, out: Tensor | None = None) -> Tensor:
    """``Tensor.unfold``, copied.

    >>> torch.unfold_copy(torch.arange(3), 0, 2, 1)
    tensor([[0, 1],
            [1, 2]])
    """
    return _copied(Unfold.of(dimension, size, step), input, out)


@public("torch")
def unsqueeze_copy(input: Tensor, dim: int, *, out: Tensor | None = None) -> Tensor:
    """``unsqueeze``, copied.

    >>> torch.unsqueeze_copy(torch.arange(2), 0)
    tensor([[0, 1]])
    """
    return _copied(Unsqueeze.of(dim, 0), input, out)


@public("torch")
def view_copy(
    input: Tensor, size: Ints | dtype | None = None, *, dtype: dtype | None = None, out: Tensor | None = None
) -> Tensor:
    """``Tensor.view``, copied: another shape, or the same bytes read as another dtype.

    >>> torch.view_copy(torch.arange(4), (2, 2))
    tensor([[0, 1],
            [2, 3]])
    """
    if dtype is None and isinstance(size, dtypes.dtype):
        size, dtype = None, size
    if dtype is not None:
        return _copied(ViewDtype.of(as_dtype(dtype, "view_copy").name), input.detach(), out)
    return _copied(View.of(given("view_copy", (), size, "size")), input, out)


@public("torch")
def view_as_real_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``view_as_real``, copied.

    >>> torch.view_as_real_copy(torch.tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    return _copied(VIEW_AS_REAL, input, out)


@public("torch")
def view_as_complex_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``view_as_complex``, copied. Raises RuntimeError for a tensor that requires grad: PyTorch has no derivative for
    it.

    >>> torch.view_as_complex_copy(torch.tensor([[1., 2.]]))
    tensor([1.+2.j])
    """
    if state.grad and input.requires_grad:
        raise RuntimeError(
            "view_as_complex_copy does not support automatic differentiation for outputs with complex dtype: write "
            "view_as_complex(x).clone()"
        )
    return _copied(VIEW_AS_COMPLEX, input, out)
