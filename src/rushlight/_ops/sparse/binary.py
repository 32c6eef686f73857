"""Arithmetic with sparse operands: on the values, or where two patterns meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays import sparse as arrays
from ..._base.formats import sparse_coo
from ..._core import Value, apply, apply_
from ..._core.sparse import is_sparse
from ..elementwise.arithmetic import MUL, NEG
from ..indexing.getitem import ROWS, Index, IndexPut
from ..shapes.cat_stack import cat
from .conversions import as_layout, to_coo, to_dense
from .parts import coalesced, indices_like, made, places, refusal, values_at, values_of, with_parts

if TYPE_CHECKING:
    pass


def on_values(op, s, *rest):
    """The op on what is stored."""
    return with_parts(s._array, apply(op, values_of(s), *rest), s._array.shape)


def on_sums(op, s, *rest):
    """The op on the elements: what is stored twice adds up first."""
    return on_values(op, coalesced(s), *rest) if is_sparse(s) else _refuse(op, *rest)


def _refuse(op, *operands):
    raise refusal(op.name.lower(), next(v for v in operands if is_sparse(v)))


def _number(v):
    return not isinstance(v, Value) or (not v._array.ndim and not is_sparse(v))


def _same_shape(function, x, y):
    if x._array.shape != y._array.shape:
        raise RuntimeError(
            f"{function}: expected 'self' and 'other' to have same size, but got {list(x._array.shape)} and "
            f"{list(y._array.shape)}"
        )


def _times(x, alpha):
    return x if alpha is None or (alpha == 1 and alpha is not True) else apply(MUL, x, alpha)


# Sums ---------------------------------------------------------------------------------------------------------------


def add(op, x, y, alpha=None):
    """x + alpha * y."""
    if is_sparse(x) and is_sparse(y):
        _same_shape("add", x, y)
        return _sum_of_sparse(x, _times(y, alpha))
    compressed = is_sparse(x) and x._array.layout is not sparse_coo
    if is_sparse(x) and (_number(y) or not compressed):
        raise RuntimeError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
    return to_dense(x) + to_dense(_times(y, alpha))


def sub(op, x, y, alpha=None):
    """x - alpha * y."""
    return add(op, x, apply(NEG, _times(y, alpha)) if isinstance(y, Value) else y)


def rsub(op, x, y):
    """y - x."""
    return sub(op, y, x) if isinstance(y, Value) else add(op, x, y)


def _sum_of_sparse(x, y):
    a, b = x._array, y._array
    if a.layout is not b.layout:
        return as_layout(_sum_of_sparse(to_coo(x), to_coo(y)), a.layout)
    if a.sparse_dims != b.sparse_dims:
        raise RuntimeError(
            f"add: expected 'self' and 'other' to have same number of sparse dimensions, but got {a.sparse_dims} and "
            f"{b.sparse_dims}"
        )
    if all(i is j or np.array_equal(i, j) for i, j in zip(a.index, b.index, strict=True)):
        return with_parts(a, values_of(x) + values_of(y))
    if a.layout is not sparse_coo:
        return as_layout(_sum_of_sparse(to_coo(x), to_coo(y)), a.layout)
    index = np.concatenate((a.index[0], b.index[0]), axis=1)
    both = made(sparse_coo, a.shape, (index,), cat([values_of(x), values_of(y)]))
    return coalesced(both) if a.coalesced and b.coalesced else both


def add_into(op, target, x, y, alpha=None):
    """target += alpha * y for a dense target and a sparse y: only the places of y are touched."""
    if target is not x or not is_sparse(y):
        raise RuntimeError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
    if target._array.shape != y._array.shape:
        _same_shape("add", target, y)
    y = coalesced(to_coo(_times(y, alpha)))
    if not y._array.sparse_dims:
        return target.add_(values_of(y).sum(0))
    where = tuple(range(y._array.sparse_dims))
    index = [indices_like(y, row) for row in y._array.index[0]]
    values = apply(Index.of(where), target, *index) + values_of(y)
    return apply_(IndexPut.of(where, False), target, target, values.to(target._dtype), *index)


def sub_into(op, target, x, y, alpha=None):
    """target -= alpha * y."""
    return add_into(op, target, x, apply(NEG, _times(y, alpha)))


# Products -----------------------------------------------------------------------------------------------------------


def mul(op, x, y):
    """x * y: sparse, at the places of the sparse operand, or where both store something."""
    if _number(y):
        return on_values(op, x, y)
    if _number(x):
        return on_values(op, y, x)
    if not is_sparse(x):
        return mul(op, y, x)
    if is_sparse(y):
        _same_shape("mul", x, y)
        return _product_of_sparse(x, y)
    s = coalesced(x)
    values = values_of(s) * values_at(y.expand(s._array.shape), s._array)
    return with_parts(s._array, values, s._array.shape)


def _product_of_sparse(x, y):
    a, layout = x._array, x._array.layout
    x, y = coalesced(to_coo(x)), coalesced(to_coo(y))
    if x._array.sparse_dims != y._array.sparse_dims:
        raise RuntimeError("mul: expected 'self' and 'other' to have same number of sparse dimensions")
    at, i, j = np.intersect1d(places(x._array), places(y._array), True, return_indices=True)
    values = apply(ROWS, values_of(x), indices_like(x, i)) * apply(ROWS, values_of(y), indices_like(y, j))
    index = arrays.unflat(at, a.shape[: x._array.sparse_dims])
    return as_layout(made(sparse_coo, a.shape, (index,), values, True), layout)


def mul_into(op, target, x, y):
    """target *= y for a dense target: what y does not store becomes 0."""
    return target.copy_(to_dense(mul(op, x, y)))


def div(op, x, y):
    """x / y, y a number."""
    if not is_sparse(x):
        return _refuse(op, x, y)
    if not _number(y):
        raise RuntimeError(
            "Sparse division requires a scalar or zero-dim dense tensor divisor (got shape "
            f"{list(y._array.shape)} for divisor)"
        )
    return on_values(op, x if op.name == "Div" and not op.params else coalesced(x), y)
