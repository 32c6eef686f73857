"""The parts of a sparse tensor, and the same tensor in another layout: methods of Tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays import sparse as arrays
from ..._base.formats import sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided
from ..._core.sparse import is_sparse, rules
from ..._face.public import method, public
from . import parts

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, dtype, layout

_KINDS = {
    strided: "Strided",
    sparse_coo: "Sparse",
    sparse_csr: "SparseCsr",
    sparse_csc: "SparseCsc",
    sparse_bsr: "SparseBsr",
    sparse_bsc: "SparseBsc",
}
_COORDINATES = "sparse coordinate tensor layout"


def _array(function, input, layouts=(sparse_coo,), expected=_COORDINATES):
    layout = input.layout
    if layout not in layouts:
        raise RuntimeError(f"{function} expected {expected} but got {_KINDS[layout]}")
    return input._array


def layout_of(input):
    """How a tensor is stored."""
    return input._array.layout if is_sparse(input) else strided


@public("Tensor")
def indices(input: Tensor) -> Tensor:
    """Where the values of a coalesced COO tensor stand: (sparse dimensions, n), int64.

    Raises RuntimeError for another layout, and if the tensor is not coalesced.

    >>> torch.eye(2).to_sparse().indices()
    tensor([[0, 1],
            [0, 1]])
    """
    return parts.indices_like(input.detach(), _coalesced("indices", input).index[0])


@public("Tensor")
def values(input: Tensor) -> Tensor:
    """What a sparse tensor stores, (n, dense dimensions); gradients flow through it. COO tensors must be coalesced.

    >>> torch.eye(2).to_sparse().values()
    tensor([1., 1.])
    """
    if layout_of(input) not in (sparse_csr, sparse_csc):
        _coalesced("values", input)
    return parts.values_of(input)


def _coalesced(function, input):
    array = _array(function, input)
    if not array.coalesced:
        raise RuntimeError(f"Cannot get {function} on an uncoalesced tensor, please call .coalesce() first")
    return array


@public("Tensor")
def _indices(input: Tensor) -> Tensor:
    """``indices`` of a COO tensor that need not be coalesced."""
    return parts.indices_like(input.detach(), _array("_indices", input).index[0])


@public("Tensor")
def _values(input: Tensor) -> Tensor:
    """The stored values of a COO tensor that need not be coalesced, without history."""
    _array("_values", input)
    return parts.values_of(input.detach())


@public("Tensor")
def _nnz(input: Tensor) -> int:
    """How many values a sparse tensor stores. Raises NotImplementedError for dense ones."""
    if not is_sparse(input):
        raise NotImplementedError(
            "Could not run 'aten::_nnz' with arguments from the 'CPU' backend: the tensor is dense; count_nonzero() "
            "counts what is not 0"
        )
    return len(input._array.values)


def _compressed(function, layouts, expected, at):
    def get(input: Tensor) -> Tensor:
        array = _array(function, input, layouts, expected)
        return parts.indices_like(input.detach(), array.index[at])

    get.__doc__ = f"The {function.replace('_', ' ')} of a compressed sparse tensor. Raises RuntimeError for others."
    public(f"Tensor.{function}")(get)


_compressed("crow_indices", (sparse_csr,), "sparse row compressed tensor layout", 0)
_compressed("col_indices", (sparse_csr,), "sparse row compressed tensor layout", 1)
_compressed("ccol_indices", (sparse_csc,), "sparse column compressed tensor layout", 0)
_compressed("row_indices", (sparse_csc,), "sparse column compressed tensor layout", 1)


@public("Tensor")
def sparse_dim(input: Tensor) -> int:
    """How many dimensions the indices name; 0 for a dense tensor."""
    return input._array.sparse_dims if is_sparse(input) else 0


@public("Tensor")
def dense_dim(input: Tensor) -> int:
    """How many dimensions the stored values have themselves; all of a dense tensor."""
    return input._array.ndim - sparse_dim(input)


@public("Tensor")
def is_coalesced(input: Tensor) -> bool:
    """Whether the places of a COO tensor are known to be sorted and different."""
    return _array("is_coalesced", input).coalesced


@public("Tensor")
def _coalesced_(input: Tensor, coalesced: bool) -> Tensor:
    """Say whether a COO tensor is coalesced; returns it."""
    _array("_coalesced_", input).coalesced = bool(coalesced)
    return input


@public("Tensor")
def coalesce(input: Tensor) -> Tensor:
    """The COO tensor with sorted places, values of one place added up; itself if it is so already.

    >>> torch.sparse_coo_tensor([[0, 0]], [1.0, 2.0], (2,)).coalesce().values()
    tensor([3.])
    """
    _array("coalesce", input)
    return parts.coalesced(input)


@public("Tensor")
def to_dense(input: Tensor, dtype: dtype | None = None, *, masked_grad: bool | None = True) -> Tensor:
    """All elements of a sparse tensor; a dense one is itself. ``masked_grad``: the gradient is sparse, at the places
    of the tensor, else dense.

    >>> torch.sparse_coo_tensor([[1]], [2.0], (3,)).to_dense()
    tensor([0., 2., 0.])
    """
    from .conversions import to_dense

    y = to_dense(input, masked_grad is not False)
    return y if dtype is None else y.to(dtype)


@public("Tensor")
def to_sparse(
    input: Tensor,
    sparse_dim: int | None = None,
    *,
    layout: layout | None = None,
    blocksize: Ints | None = None,
    dense_dim: int | None = None,
) -> Tensor:
    """A sparse tensor of what is not 0: COO unless ``layout`` says otherwise.

    sparse_dim: the dimensions that the indices name, all unless given; the values are slices of the others.

    >>> torch.tensor([0.0, 2.0]).to_sparse()
    tensor(indices=tensor([[1]]),
           values=tensor([2.]),
           size=(2,), nnz=1, layout=torch.sparse_coo)
    """
    from .conversions import as_layout, stored

    if layout is None and is_sparse(input):
        layout = sparse_coo
    n = input._array.ndim
    if dense_dim is not None:
        sparse_dim = n - dense_dim
    if sparse_dim is not None and not is_sparse(input) and layout in (None, sparse_coo):
        if not (0 < sparse_dim <= n or sparse_dim == n):
            raise RuntimeError(f"sparse_dim must be at least 1 and at most {n}, got {sparse_dim}")
        return stored(input, sparse_dim)
    return as_layout(input, layout or sparse_coo)


@public("Tensor")
def to_sparse_coo(input: Tensor) -> Tensor:
    """The tensor in COO layout."""
    return to_sparse(input)


@public("Tensor")
def to_sparse_csr(input: Tensor, dense_dim: int | None = None) -> Tensor:
    """The matrix in CSR layout: where each row begins, the column of each value.

    >>> torch.eye(2).to_sparse_csr().crow_indices()
    tensor([0, 1, 2])
    """
    return to_sparse(input, layout=sparse_csr)


@public("Tensor")
def to_sparse_csc(input: Tensor, dense_dim: int | None = None) -> Tensor:
    """The matrix in CSC layout: where each column begins, the row of each value."""
    return to_sparse(input, layout=sparse_csc)


@public("Tensor")
def sparse_mask(input: Tensor, mask: Tensor) -> Tensor:
    """The values of ``input`` at the places that the sparse tensor ``mask`` stores, as a sparse tensor.

    Raises RuntimeError for other shapes, NotImplementedError for a dense mask.

    >>> torch.ones(2, 2).sparse_mask(torch.eye(2).to_sparse()).values()
    tensor([1., 1.])
    """
    from .conversions import masked

    if not is_sparse(mask):
        raise NotImplementedError(
            "Could not run 'aten::sparse_mask' with arguments from the 'CPU' backend: the mask must be a sparse "
            f"tensor, this one is {mask.layout}"
        )
    if input._array.shape != mask._array.shape:
        raise RuntimeError(
            "sparse_mask(): operands have incompatible sizes; self has size "
            f"{list(input._array.shape)} but mask has size {list(mask._array.shape)}"
        )
    return masked(input, mask)


def _resized(input, size, sparse_dim, dense_dim, clear):
    from .conversions import empty

    array = _array("sparse_resize_", input)
    if len(size) != sparse_dim + dense_dim:
        raise RuntimeError(
            f"number of dimensions must be sparse_dim ({sparse_dim}) + dense_dim ({dense_dim}), but got {len(size)}"
        )
    if clear or not len(array.values):
        input._array = empty(sparse_coo, tuple(size), input._dtype, input._device, dense_dim)._array
        return input
    if sparse_dim != array.sparse_dims or tuple(size[sparse_dim:]) != array.values.shape[1:]:
        raise RuntimeError(
            "changing the number of sparse or the sizes of dense dimensions of a tensor that stores values is not "
            "supported; use sparse_resize_and_clear_"
        )
    if any(n < old for n, old in zip(size, array.shape, strict=True)):
        raise RuntimeError("shrinking the size of a sparse tensor that stores values is not supported")
    input._array = arrays.sparse_array(sparse_coo, tuple(size), array.index, array.values, array.coalesced)
    return input


@public("Tensor")
def sparse_resize_(input: Tensor, size: Ints, sparse_dim: int, dense_dim: int) -> Tensor:
    """Another size, in place; what is stored stays. Raises RuntimeError where it would not fit."""
    return _resized(input, size, sparse_dim, dense_dim, False)


@public("Tensor")
def sparse_resize_and_clear_(input: Tensor, size: Ints, sparse_dim: int, dense_dim: int) -> Tensor:
    """Another size, in place, with nothing stored."""
    return _resized(input, size, sparse_dim, dense_dim, True)


method(
    layout=property(layout_of, doc="How the tensor is stored: torch.strided, or a sparse layout."),
    is_sparse=property(lambda x: layout_of(x) is sparse_coo, doc="Whether the layout is torch.sparse_coo."),
    is_sparse_csr=property(lambda x: layout_of(x) is sparse_csr, doc="Whether the layout is torch.sparse_csr."),
)


# What apply asks: loaded with the first op on a sparse tensor.


def _compute(op, inputs, target):
    from .rules import compute

    return compute(op, inputs, target)


def _empty(*args):
    from .conversions import empty

    return empty(*args)


rules.compute, rules.empty = _compute, _empty
