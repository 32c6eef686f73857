"""Products of vectors, matrices and batches of matrices."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from ..._base import dtypes
from ..._base.errors import one_dtype
from ..._core import Op, Value, apply, apply_to, broadcast
from ..._face.autocast import INNER, LOWER
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.out import stored
from ..shapes.view_reshape import UnsafeView
from .checks import delivered
from .linear import PRODUCT

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _same_dtype(function, a, b):
    if a.dtype is dtypes.bool_:
        raise NotImplementedError(f"\"{function}\" not implemented for 'Bool': convert with .float() or .int()")
    if a.dtype is not b.dtype:
        raise RuntimeError(
            f"expected {function} operands to have the same dtype, but got {a.dtype.cpp} and {b.dtype.cpp}; "
            f"{one_dtype(a.dtype.cpp, b.dtype.cpp)}"
        )


class Bmm(Op):
    """Products of two batches of matrices."""

    exact_out = True
    saves = ((1,), (0,))
    operands = ("self", "mat2")

    def infer(self, a, b):
        for s in (a, b):
            if s.ndim != 3:
                raise RuntimeError(f"batch1 and batch2 must be 3D tensors, got shapes {a.shape} and {b.shape}")
        _same_dtype("bmm", a, b)
        if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
            raise RuntimeError(
                f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: "
                f"[{b.shape[0]}, {b.shape[1]}]."
            )
        return a.like((a.shape[0], a.shape[1], b.shape[2]))

    def forward(self, xp, a, b):
        return xp.bmm(a, b)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return (
            apply(BMM, g, saved[1].transpose(1, 2).conj()) if need[0] else None,
            apply(BMM, saved[0].transpose(1, 2).conj(), g) if need[1] else None,
        )


class Mv(Op):
    """A matrix times a vector."""

    exact_out = True
    saves = ((1,), (0,))
    operands = ("self", "vec")

    def infer(self, a, x):
        _same_dtype("mv", a, x)
        if a.shape[1] != x.shape[0]:
            raise RuntimeError(
                f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({x.shape[0]})"
            )
        return a.like(a.shape[:1])

    def forward(self, xp, a, x):
        return xp.matmul2d(a, x[:, None])[:, 0]

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return (outer(g, saved[1].conj()) if need[0] else None, apply(MV, saved[0].t().conj(), g) if need[1] else None)


class Dot(Op):
    """The inner product of two vectors."""

    exact_out = True
    saves = ((1,), (0,))
    operands = ("self", "tensor")

    def infer(self, a, b):
        if a.dtype is dtypes.bool_:
            raise NotImplementedError("\"dot\" not implemented for 'Bool': convert with .float() or .int()")
        if a.dtype is not b.dtype:
            raise RuntimeError(
                f"dot : expected both vectors to have same dtype, but found {a.dtype.cpp} and {b.dtype.cpp}; convert "
                "one with .to(dtype)"
            )
        if a.shape != b.shape:
            raise RuntimeError(
                f"inconsistent tensor size, expected tensor [{a.shape[0]}] and src [{b.shape[0]}] to have the same "
                f"number of elements, but got {a.shape[0]} and {b.shape[0]} elements respectively"
            )
        return a.like(())

    def forward(self, xp, a, b):
        return xp.matmul2d(a[None], b[:, None]).reshape(())

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return g * saved[1].conj() if need[0] else None, g * saved[0].conj() if need[1] else None


BMM, MV, DOT = Bmm.of(), Mv.of(), Dot.of()


@public(autocast=LOWER)
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices: (n, k) and (k, m) give (n, m).

    Raises RuntimeError if the inner sizes or the dtypes differ.

    >>> torch.mm(torch.ones(2, 3), torch.ones(3, 4)).shape
    torch.Size([2, 4])
    """
    if input._array.ndim != 2:
        raise RuntimeError(f"self must be a matrix, got shape {tuple(input.shape)}")
    if mat2._array.ndim != 2:
        raise RuntimeError(f"mat2 must be a matrix, got shape {tuple(mat2.shape)}")
    if input._dtype is not mat2._dtype:
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {input._dtype.cpp} != {mat2._dtype.cpp}; "
            f"{one_dtype(input._dtype.cpp, mat2._dtype.cpp)}"
        )
    return apply_to(out, PRODUCT, input, mat2)


@public(autocast=LOWER)
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Products of two batches of matrices: (b, n, k) and (b, k, m) give (b, n, m).

    >>> torch.bmm(torch.ones(5, 2, 3), torch.ones(5, 3, 4)).shape
    torch.Size([5, 2, 4])
    """
    return apply_to(out, BMM, input, mat2)


@public()
def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A matrix (n, k) times a vector (k,): (n,).

    >>> torch.mv(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    return apply_to(out, MV, input, vec)


@public()
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inner product of two vectors of one length; nothing is broadcast.

    >>> torch.dot(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    tensor(11.)
    """
    if input.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    return apply_to(out, DOT, input, tensor)


@public()
def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inner product of two vectors, the first one conjugated."""
    return dot(input.conj(), other, out=out)


@public(aliases="ger")
def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All products of an element of ``input`` (n,) and one of ``vec2`` (m,): (n, m).

    >>> torch.outer(torch.ones(2), torch.ones(3)).shape
    torch.Size([2, 3])
    """
    for t in (input, vec2):
        if t.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument, but got {t.ndim}-D")
    result = input.unsqueeze(1) * vec2
    return result if out is None else stored("outer", out, result)


@public(autocast=INNER)
def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Products summed over the last dimension of both: a dot product for vectors.

    >>> torch.inner(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    if not input.ndim or not other.ndim:
        result = input * other
    elif input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes {list(input.shape)} and "
            f"{list(other.shape)}"
        )
    else:
        k = input.shape[-1]
        rows, columns = prod(input.shape[:-1]), prod(other.shape[:-1])
        flat = mm(input.reshape(rows, k), other.reshape(columns, k).t())
        result = flat.reshape(tuple(input.shape[:-1]) + tuple(other.shape[:-1]))
    return result if out is None else stored("inner", out, result, exact=True)


@public("torch Tensor linalg", autocast=LOWER)
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The matrix product, as ``input @ other``: inner product of two vectors, matrix times vector, products of
    matrices; further dimensions are batches and broadcast.

    Raises RuntimeError for sizes that don't fit, and for 0-d tensors.

    >>> (torch.ones(5, 1, 2, 3) @ torch.ones(4, 3, 6)).shape
    torch.Size([5, 4, 2, 6])
    """
    if out is not None:
        return stored("matmul", out, matmul(input, other), exact=True)
    n, m = input._array.ndim, other._array.ndim
    if n == 2 and m == 2:
        return apply(PRODUCT, input, other) if input._dtype is other._dtype else mm(input, other)
    if n == 1 and m == 1:
        return dot(input, other)
    if n == 2 and m == 1:
        return mv(input, other)
    if n == 0 or m == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {n}D and {m}D")
    if n == 1 and m == 2:
        return mm(input.unsqueeze(0), other).squeeze_(0)
    if m <= 2:
        return _rows(input, other)
    return _batches(input, other)


def _rows(a, b):
    """A batch times one matrix or vector: all rows in one product."""
    rows = a.reshape(-1, a.shape[-1]) if a.numel() else a.reshape(prod(a.shape[:-1]), a.shape[-1])
    shape = (*a.shape[:-1], *b.shape[1:])
    return apply(UnsafeView.of(shape), mm(rows, b) if b.ndim == 2 else mv(rows, b))


def _batches(a, b):
    vector_a, vector_b = a.ndim == 1, b.ndim == 1
    a = a.unsqueeze(0) if vector_a else a
    b = b.unsqueeze(-1) if vector_b else b
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[-2]}x{a.shape[-1]} and {b.shape[-2]}x{b.shape[-1]}): "
            f"matmul of shapes {tuple(a.shape)} and {tuple(b.shape)}"
        )
    batch = broadcast(tuple(a.shape[:-2]), tuple(b.shape[:-2]))
    n = prod(batch)
    (rows, inner_size), columns = a.shape[-2:], b.shape[-1]
    x = a.expand(*batch, rows, inner_size).reshape(n, rows, inner_size)
    y = b.expand(*batch, inner_size, columns).reshape(n, inner_size, columns)
    shape = (*batch, *(() if vector_a else (rows,)), *(() if vector_b else (columns,)))
    return apply(UnsafeView.of(shape), apply(BMM, x, y))


@public("Tensor.__matmul__", autocast=LOWER)
def _left(self: Tensor, other: Any) -> Tensor:
    if not isinstance(other, Value):
        return NotImplemented
    if self._array.ndim == 2 == other._array.ndim and self._dtype is other._dtype:
        return apply(PRODUCT, self, other)
    return matmul(self, other)  # type: ignore[arg-type]


@public("Tensor.__rmatmul__", autocast=LOWER)
def _right(self: Tensor, other: Any) -> Tensor:
    return matmul(other, self) if isinstance(other, Value) else NotImplemented  # type: ignore[arg-type]


@public("linalg.vecdot", autocast=LOWER)
def linalg_vecdot(x: Tensor, y: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """Inner products of vectors along ``dim``, those of x conjugated: (*), where x and y broadcast.

    >>> torch.linalg.vecdot(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    if x._dtype.category < 2:
        raise RuntimeError(f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {x._dtype.cpp}")
    if x._dtype is not y._dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {x._dtype.cpp} and y of type "
            f"{y._dtype.cpp} instead"
        )
    if x.ndim == 1 == y.ndim:  # as vectors of one length: nothing is broadcast
        normal_dim(dim, 1)
        return delivered("linalg_vecdot", vdot(x, y), out)
    return delivered("linalg_vecdot", (x.conj() * y).sum(dim), out)
