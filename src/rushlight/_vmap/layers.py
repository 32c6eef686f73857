"""Rules of layers whose first dimension is a batch already: a batch of batches is a longer one. And of losses and
look-ups."""

from __future__ import annotations

from .._core import apply, broadcast
from .._ops.indexing import getitem
from .._ops.layers import (
    adaptive_pool,
    avg_pool,
    batch_norm,
    embedding,
    layer_norm,
    max_pool,
    pixel_shuffle_unfold,
    resample,
)
from .._ops.losses import cross_entropy
from .._ops.tensors.arange_linspace import arange
from .compute import everything, use
from .pointwise import aligned
from .products import folded, unfolded
from .shapes import moved, whole

__all__: list = []


def _longer(op, plan, n, values, split):
    """Each row of the first dimension by itself."""
    if any(s.ndim < 2 for s in plan.specs if s is not None and not s.weak):
        return None
    shape = getattr(op, "shape", ())
    changed = {"shape": (n * shape[0], *shape[1:])} if len(shape) == plan.specs[0].ndim else {}
    ready = [folded(whole(v, s, n)) for v, s in zip(values, split, strict=True)]
    return [unfolded(v, n) for v in everything(moved(op, 0, **changed), *ready)]


def _batch_norm(op, plan, n, values, split):
    """The examples side by side as channels."""
    x, *stats = values[:5]
    if op.writes:
        return None
    rank = plan.specs[0].ndim
    x = whole(x, split[0], n).movedim(0, 1).flatten(1, 2)
    stats = [None if v is None else folded(whole(v, s, n).contiguous()) for v, s in zip(stats, split[1:5], strict=True)]
    y, *saved = everything(op, x, *stats, *values[5:])
    channels = plan.specs[0].shape[1]
    y = y.unflatten(1, (n, channels)).movedim(1, 0)
    return [y.reshape((n, *plan.outs[0].shape)) if rank < 2 else y, *[unfolded(v, n) for v in saved]]


def _batch_norm_gradient(op, plan, n, values, split):
    g, x = (whole(v, s, n).movedim(0, 1).flatten(1, 2) for v, s in zip(values[:2], split[:2], strict=True))
    rest = [
        None if v is None else folded(whole(v, s, n).contiguous()) for v, s in zip(values[2:], split[2:], strict=True)
    ]
    gx, *sums = everything(op, g, x, *rest)
    return [gx.unflatten(1, (n, plan.specs[1].shape[1])).movedim(1, 0), *[unfolded(v, n) for v in sums]]


def _layer_norm(op, plan, n, values, split):
    """Rows that share a weight; with weights per example, these come after."""
    x, weight, bias, eps = values
    if not split[0]:
        return None
    plain = not (split[1] or split[2])
    y, *saved = everything(op, x, *((weight, bias) if plain else (None, None)), eps)
    if not plain:
        if weight is not None:
            y = y * _per_example(weight, split[1], y)
        if bias is not None:
            y = y + _per_example(bias, split[2], y)
    return [y, *[v.reshape((n, -1)) for v in saved]]


def _per_example(v, split, y):
    if not split:
        return v
    shape = v._array.shape
    return v.reshape((shape[0], *[1] * (y._array.ndim - len(shape)), *shape[1:]))


def _group_norm(op, plan, n, values, split):
    x, weight, bias, eps = values
    if not split[0] or split[1] or split[2]:
        return None
    y, *saved = everything(op, folded(x), weight, bias, eps)
    return [unfolded(y, n), *[v.reshape((n, -1)) for v in saved]]


# Losses ---------------------------------------------------------------------------------------------------------------


def _rows(v, split, n, one):
    """(n, N, ...) as (n N, ...), examples without N as they are (n, ...)."""
    v = whole(v, split, n)
    return v if one else folded(v)


def _nll(op, plan, n, values, split):
    x, target, weight = values
    if weight is not None and split[2]:
        return None
    one = plan.specs[0].ndim == 1
    x, target = _rows(x, split[0], n, one), _rows(target, split[1], n, one)
    each_op = type(op).of(0, op.ignore_index, op.dims)
    each = everything(each_op, x, target, weight)[0].reshape((n, *plan.specs[1].shape))
    minus_one = x.new_full((), -1).expand(x._array.shape)
    total = everything(each_op, minus_one, target, weight)[0].reshape((n, -1)).sum(1)
    if op.reduction == 0:
        return [each, total * 0]
    summed = each.reshape((n, -1)).sum(1)
    return [summed / total if op.reduction == 1 else summed, total]


def _nll_gradient(op, plan, n, values, split):
    g, target, weight, total = values
    if weight is not None and split[2]:
        return None
    one = len(op.shape) == 1
    g = whole(g, split[0], n)
    if op.reduction == 1:
        g = g / whole(total, split[3], n)
    shape = plan.specs[1].shape
    if op.reduction != 0:
        g = g.reshape((n, *[1] * len(shape))).expand((n, *shape))
    g, target = g if one else folded(g), _rows(target, split[1], n, one)
    rows = (n, *op.shape) if one else (n * op.shape[0], *op.shape[1:])
    each = type(op).of(rows, 0, op.ignore_index, op.dims)
    zero = g.new_zeros(())
    return [everything(each, g.contiguous(), target, weight, zero)[0].reshape((n, *op.shape))]


# Look-ups -------------------------------------------------------------------------------------------------------------


def _embedding(op, plan, n, values, split):
    weight, index = values
    if not split[0]:
        return everything(op, weight, index)
    rows = plan.specs[0].shape[0]
    if not split[1] or (op.padding is not None and op.padding >= 0):
        return None
    start = arange(n).reshape((n, *[1] * plan.specs[1].ndim)) * rows
    return everything(op, folded(weight), index + start.to(index.dtype))


def _beside(op_where, indices, split, specs, n):
    """Index tensors for all examples, with the number of the example in front; their shape without it."""
    rank = max(s.ndim for s in specs)
    ready = [arange(n).reshape((n, *[1] * rank))]
    for v, s, spec in zip(indices, split, specs, strict=True):
        ready.append(v.reshape((n, *[1] * (rank - spec.ndim), *spec.shape)) if s else v)
    return (0, *[d + 1 for d in op_where]), ready, rank


def _index_order(where, rank, total):
    """Where an example's result has the dimensions of the indices, as a permutation of a batch's result, which has them
    first."""
    first = where[0] if where == tuple(range(where[0], where[-1] + 1)) else 0
    rest = list(range(1 + rank, 1 + total))
    return (0, *rest[:first], *range(1, 1 + rank), *rest[first:])


def _index(op, plan, n, values, split):
    where, indices, rank = _beside(op.where, values[1:], split[1:], plan.specs[1:], n)
    y = apply(type(op).of(where), whole(values[0], split[0], n), *indices)
    return [y.permute(_index_order(op.where, rank, plan.outs[0].ndim))]


def _index_back(op, plan, n, values, split):
    where, indices, rank = _beside(op.where, values[1:], split[1:], plan.specs[1:], n)
    order = _index_order(op.where, rank, plan.specs[0].ndim)
    back = sorted(range(len(order)), key=order.__getitem__)
    g = whole(values[0], split[0], n).permute(tuple(back))
    return [apply(type(op).of((n, *op.shape), where), g, *indices)]


def _index_put(op, plan, n, values, split):
    where, indices, rank = _beside(op.where, values[2:], split[2:], plan.specs[2:], n)
    total = plan.specs[0].ndim - len(op.where) + rank
    x = whole(values[0], split[0], n)
    put = aligned(values[1], plan.specs[1].ndim, total) if split[1] else values[1]
    shape = broadcast(*[s.shape for s in plan.specs[2:]])
    first = op.where[0] if op.where == tuple(range(op.where[0], op.where[-1] + 1)) else 0
    rest = [size for d, size in enumerate(plan.specs[0].shape) if d not in op.where]
    put = put.expand((n, *rest[:first], *shape, *rest[first:]))
    order = _index_order(op.where, rank, total)
    back = sorted(range(len(order)), key=order.__getitem__)
    return [apply(type(op).of(where, op.accumulate), x, put.permute(tuple(back)), *indices)]


use(_longer, max_pool.MaxPool2d, max_pool.MaxPoolGrad, max_pool.MaxPoolTake, avg_pool.AvgPool2d, avg_pool.AvgPoolGrad)
use(_longer, max_pool.MaxPool3d, adaptive_pool.AdaptiveMaxPool, max_pool.PlaceTake, max_pool.PlaceAdd)
use(
    _longer,
    adaptive_pool.AdaptiveAvgPool,
    adaptive_pool.AdaptiveAvgPoolGrad,
    resample.Resample,
    pixel_shuffle_unfold.Columns,
)
use(_batch_norm, batch_norm.BatchNorm)
use(_batch_norm_gradient, batch_norm.BatchNormGrad)
use(_layer_norm, layer_norm.LayerNorm)
use(_group_norm, layer_norm.GroupNorm)
use(_nll, cross_entropy.NllLoss)
use(_nll_gradient, cross_entropy.NllLossGrad)
use(_embedding, embedding.Embedding)
use(_index, getitem.Index)
use(_index_back, getitem.IndexBackward)
use(_index_put, getitem.IndexPut)
