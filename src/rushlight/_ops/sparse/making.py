"""Sparse tensors from their parts, and functions of ``torch`` that are about sparse ones alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._arrays import sparse as arrays
from ..._base import dtypes
from ..._base.devices import as_device
from ..._base.formats import sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr
from ..._core import Value
from ..._core.sparse import is_sparse
from ..._face.public import public
from ..common.promotion import as_dtype
from ..tensors.tensor_from_numpy import as_tensor
from ..tensors.zeros_full import check_options, requiring
from . import products
from .conversions import empty, to_coo
from .parts import indices_like, made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Device, Number, Tensor, dtype, layout

checks = [False]  # whether every new sparse tensor is checked: torch.sparse.check_sparse_tensor_invariants


def _index(given):
    """Indices as an int64 array (int32 ones stay); of a tensor or nested lists."""
    a = given._array if isinstance(given, Value) else np.asarray(given)
    return a if a.dtype in (np.int64, np.int32) else a.astype(np.int64)


def _values(given, dtype, device):
    if isinstance(given, Value):
        return given if dtype is None or given._dtype is dtype else given.to(dtype)
    return as_tensor(given, dtype=dtype, device=device)


@public("torch", factory=True)
def sparse_coo_tensor(
    *args: Any,
    dtype: dtype | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
    is_coalesced: bool | None = None,
    **named: Any,
) -> Tensor:
    """The tensor with ``values`` (n, ...) at the places ``indices`` (sparse dimensions, n), zeros elsewhere:
    ``sparse_coo_tensor(indices, values, size=None)``; or ``sparse_coo_tensor(size)``, which stores nothing.

    What is named twice adds up. Without ``size`` it is the smallest that holds all. Gradients flow to ``values``.
    Raises RuntimeError for parts that don't fit, and for indices beyond the size.

    >>> torch.sparse_coo_tensor([[0, 1], [2, 0]], [3.0, 4.0], (2, 3)).to_dense()
    tensor([[0., 0., 3.],
            [4., 0., 0.]])
    """
    names = ("indices", "values", "size")
    given = {**dict(zip(names, args, strict=False)), **named}
    if len(args) > 3 or set(given) - set(names):
        raise TypeError(
            "sparse_coo_tensor() takes (indices, values, size=None) or (size), got "
            f"{len(args)} positional arguments and {sorted(named)}"
        )
    check_options("sparse_coo_tensor", None, pin_memory)
    dtype, device = as_dtype(dtype, "sparse_coo_tensor"), as_device(device)
    if "values" not in given:
        size = tuple(given.get("size", given.get("indices", ())))
        made_ = empty(sparse_coo, size, dtype or dtypes.get_default_dtype(), device)
        return requiring(made_, requires_grad)
    index, values = _index(given["indices"]).astype(np.int64, copy=False), _values(given["values"], dtype, device)
    size = _coo_size(index, values, given.get("size"))
    if is_coalesced and (checks[0] if check_invariants is None else check_invariants):
        _check_sorted(arrays.flat(index, size[: len(index)]), "indices")
    if not requires_grad and isinstance(given["values"], Value):
        return made(sparse_coo, size, (index,), values, bool(is_coalesced))
    return requiring(made(sparse_coo, size, (index,), values.detach(), bool(is_coalesced)), requires_grad)


def _coo_size(index, values, size):
    """The size, given or the smallest that holds all. Raises RuntimeError for parts that don't fit."""
    shape = values._array.shape
    if index.ndim != 2:
        raise RuntimeError(f"indices must be sparse_dim x nnz, but got: {list(index.shape)}")
    if not shape:
        raise RuntimeError("values must have at least one dimension: the values stand one after the other in it")
    if index.shape[1] != shape[0]:
        raise RuntimeError(
            f"indices and values must have same nnz, but got nnz from indices: {index.shape[1]}, nnz from values: "
            f"{shape[0]}"
        )
    if index.size and index.min() < 0:
        raise RuntimeError(f"found negative index {index.min()} for dim {int(np.argwhere(index < 0)[0][0])}")
    needed = [int(n) for n in index.max(1) + 1] if index.shape[1] else [0] * len(index)
    if size is None:
        return (*needed, *shape[1:])
    size = tuple(map(int, size))
    if len(size) != len(index) + len(shape) - 1:
        raise RuntimeError(
            f"number of dimensions must be sparse_dim ({len(index)}) + dense_dim ({len(shape) - 1}), but got "
            f"{len(size)}"
        )
    for d, (n, least) in enumerate(zip(size, needed, strict=False)):
        if least > n:
            raise RuntimeError(
                f"size is inconsistent with indices: for dim {d}, size is {n} but found index {least - 1}"
            )
    if size[len(index) :] != shape[1:]:
        raise RuntimeError(f"values has incorrect size, expected {[shape[0], *size[len(index) :]]}, got {list(shape)}")
    return size


@public("torch", factory=True)
def sparse_compressed_tensor(
    compressed_indices: Any,
    plain_indices: Any,
    values: Any,
    size: Sequence[int] | None = None,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
) -> Tensor:
    """The matrix whose rows (``layout=torch.sparse_csr``) or columns (``sparse_csc``) begin at ``compressed_indices``
    (n + 1,) among ``plain_indices`` (the other index of each value) and ``values``.

    Raises RuntimeError for parts that don't fit, for other layouts NotImplementedError.

    >>> torch.sparse_compressed_tensor([0, 1, 2], [1, 0], [3.0, 4.0], layout=torch.sparse_csr).to_dense()
    tensor([[0., 3.],
            [4., 0.]])
    """
    if layout in (sparse_bsr, sparse_bsc):
        raise NotImplementedError(f"tensors of layout {layout} can't be made here; use torch.sparse_csr")
    if layout not in (sparse_csr, sparse_csc):
        raise RuntimeError(f"sparse_compressed_tensor expected sparse compressed tensor layout but got {layout}")
    check_options("sparse_compressed_tensor", None, pin_memory)
    outer, plain = _index(compressed_indices), _index(plain_indices)
    given, name = isinstance(values, Value), str(layout)[6:]
    values = _values(values, as_dtype(dtype, "sparse_compressed_tensor"), as_device(device))
    shape = values._array.shape
    if outer.ndim != 1 or plain.ndim != 1 or not shape:
        raise NotImplementedError(f"{name}_tensor: batches of compressed matrices can't be made here; use one for each")
    if len(plain) != shape[0]:
        raise RuntimeError(f"{name}_tensor: {len(plain)} plain indices for {shape[0]} values; give as many")
    if size is None:
        sizes = (len(outer) - 1, int(plain.max()) + 1 if len(plain) else 0)
        size = (*(sizes if layout is sparse_csr else sizes[::-1]), *shape[1:])
    size = tuple(map(int, size))
    _check_compressed(name, layout, outer, plain, size, shape)
    if checks[0] if check_invariants is None else check_invariants:
        rows = np.repeat(np.arange(len(outer) - 1), np.diff(outer))
        _check_sorted(rows * (int(plain.max(initial=0)) + 1) + plain, "plain indices of a row")
    if given and not requires_grad:
        return made(layout, size, (outer, plain), values)
    return requiring(made(layout, size, (outer, plain), values.detach()), requires_grad)


def _check_sorted(at, what):
    if (at[1:] <= at[:-1]).any():
        raise RuntimeError(f"the {what} are not sorted and distinct: make the tensor with .coalesce() or sort them")


def _check_compressed(name, layout, outer, plain, size, shape):
    if len(size) != 1 + len(shape):
        raise RuntimeError(f"{name}_tensor: size {list(size)} and values of shape {list(shape)} don't fit")
    n, m = size[:2] if layout is sparse_csr else size[1::-1]
    if len(outer) != n + 1 or outer[0] != 0 or outer[-1] != len(plain) or (np.diff(outer) < 0).any():
        raise RuntimeError(
            f"{name}_tensor: compressed indices must be {n + 1} numbers that rise from 0 to {len(plain)}, the number "
            f"of values; got {len(outer)}: {outer.tolist()[:10]}"
        )
    if len(plain) and not (plain.min() >= 0 and plain.max() < m):
        raise RuntimeError(f"{name}_tensor: plain indices must be at least 0 and below {m}, got {plain.tolist()[:10]}")


@public("torch", factory=True)
def sparse_csr_tensor(
    crow_indices: Any,
    col_indices: Any,
    values: Any,
    size: Sequence[int] | None = None,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
) -> Tensor:
    """The matrix whose row i has ``values[a:b]`` in the columns ``col_indices[a:b]``, with a, b = crow_indices[i],
    crow_indices[i + 1].

    >>> torch.sparse_csr_tensor([0, 1, 2], [1, 0], [3.0, 4.0]).to_dense()
    tensor([[0., 3.],
            [4., 0.]])
    """
    return sparse_compressed_tensor(
        crow_indices,
        col_indices,
        values,
        size,
        dtype=dtype,
        layout=sparse_csr,
        device=device,
        pin_memory=pin_memory,
        requires_grad=requires_grad,
        check_invariants=check_invariants,
    )


@public("torch", factory=True)
def sparse_csc_tensor(
    ccol_indices: Any,
    row_indices: Any,
    values: Any,
    size: Sequence[int] | None = None,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
) -> Tensor:
    """The matrix whose column j has ``values[a:b]`` in the rows ``row_indices[a:b]``, with a, b = ccol_indices[j],
    ccol_indices[j + 1].

    >>> torch.sparse_csc_tensor([0, 1, 2], [1, 0], [3.0, 4.0]).to_dense()
    tensor([[0., 4.],
            [3., 0.]])
    """
    return sparse_compressed_tensor(
        ccol_indices,
        row_indices,
        values,
        size,
        dtype=dtype,
        layout=sparse_csc,
        device=device,
        pin_memory=pin_memory,
        requires_grad=requires_grad,
        check_invariants=check_invariants,
    )


def _sparse_first(function, input):
    if not is_sparse(input):
        raise RuntimeError(f"{function}(): expected a sparse tensor, got layout {input.layout}: use torch.mm")


@public("torch", aliases="dsmm")
def spmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices, one or both sparse: ``torch.mm``."""
    return input.mm(mat2)


@public("torch")
def smm(input: Tensor, mat: Tensor) -> Tensor:
    """The product of a sparse matrix and a dense one, as a sparse tensor.

    >>> torch.smm(torch.eye(2).to_sparse(), torch.ones(2, 1)).to_dense()
    tensor([[1.],
            [1.]])
    """
    _sparse_first("smm", input)
    rows = np.unique(arrays.coordinates(input._array)[0])
    return _rows_as_sparse(products.mm(to_coo(input), mat), rows)


def _rows_as_sparse(dense, rows):
    """The rows of a dense matrix that these numbers name as a sparse one that stores all their elements."""
    n, m = dense._array.shape
    index = np.stack((np.repeat(rows, m), np.tile(np.arange(m), len(rows))))
    values = dense.index_select(0, indices_like(dense, rows)).reshape(len(rows) * m)
    return made(sparse_coo, (n, m), (index,), values, True)


@public("torch")
def hspmm(mat1: Tensor, mat2: Tensor) -> Tensor:
    """The product of a sparse matrix and a dense one, as a sparse tensor of the rows that are not empty.

    >>> torch.hspmm(torch.eye(2).to_sparse(), torch.ones(2, 1)).dense_dim()
    1
    """
    _sparse_first("hspmm", mat1)
    rows = np.unique(arrays.coordinates(mat1._array)[0])
    product = products.mm(to_coo(mat1), mat2)
    values = product.index_select(0, indices_like(product, rows))
    return made(sparse_coo, product._array.shape, (rows.reshape(1, -1),), values, True)


@public("torch")
def indices_copy(input: Tensor) -> Tensor:
    """A copy of ``input.indices()``."""
    return input.indices().clone()


@public("torch")
def values_copy(input: Tensor) -> Tensor:
    """A copy of ``input.values()``."""
    return input.values().clone()


@public("torch")
def crow_indices_copy(input: Tensor) -> Tensor:
    """A copy of ``input.crow_indices()``."""
    return input.crow_indices().clone()


@public("torch")
def col_indices_copy(input: Tensor) -> Tensor:
    """A copy of ``input.col_indices()``."""
    return input.col_indices().clone()


@public("torch")
def ccol_indices_copy(input: Tensor) -> Tensor:
    """A copy of ``input.ccol_indices()``."""
    return input.ccol_indices().clone()


@public("torch")
def row_indices_copy(input: Tensor) -> Tensor:
    """A copy of ``input.row_indices()``."""
    return input.row_indices().clone()


@public("torch")
def sspaddmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2) of a sparse input and a sparse mat1, as a sparse tensor."""
    _sparse_first("sspaddmm", mat1)
    product = smm(mat1, mat2)
    return (input if beta == 1 else input * beta) + (product if alpha == 1 else product * alpha)
