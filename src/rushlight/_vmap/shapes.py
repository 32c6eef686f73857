"""Rules of ops that name dimensions: the batch comes in front, and every dimension counted from there moves up by
one."""

from __future__ import annotations

from .._base.formats import contiguous_format
from .._core import Value, apply
from .._ops.indexing import gather_scatter, index_select_add_fill, scatter_reduce
from .._ops.layers import pad, softmax
from .._ops.linalg.norm import VectorNorm
from .._ops.reductions.cumsum_cummax import Cummax, Cumsum
from .._ops.reductions.max_min_argmax import Argmax
from .._ops.reductions.median_mode import MedianAll
from .._ops.reductions.reduction import Chosen, Reduction
from .._ops.reductions.sum_mean_prod import SumTo
from .._ops.reductions.var_std_cov import Var
from .._ops.shapes import (
    cat_stack,
    diag_tril,
    expand_broadcast,
    flip_roll_repeat,
    select_narrow,
    split_chunk,
    squeeze_unsqueeze,
    transpose_permute,
    view_copies,
    view_reshape,
)
from .._ops.signal import fourier
from .._ops.tensors import as_strided_unfold
from .compute import everything, rule_for, use
from .pointwise import aligned

_NAMED = ("dim", "dim0", "dim1", "dim2", "dims")


def _up(value, rank):
    """A parameter that names dimensions of an example, as those of a batch; ``rank``: of an example."""
    if value is None:
        return tuple(range(1, rank + 1))
    if isinstance(value, tuple):
        return tuple([_up(d, rank) for d in value])
    return value + 1 if value >= 0 else value


def moved(op, rank, **changed):
    """The op with its dimensions moved up by one, and other parameters changed."""
    params = [
        changed[p] if p in changed else _up(v, rank) if p in _NAMED else v
        for p, v in zip(type(op).params, op._key(), strict=True)
    ]
    return type(op).of(*params)


def whole(v, split, n):
    """A tensor with the batch dimension, one that is the same for all examples repeated (without copying)."""
    return v if split or not isinstance(v, Value) else v.unsqueeze(0).expand((n, *v._array.shape))


def shifted(op, plan, n, values, split):
    """The op on the batch, dimensions moved up; examples without dimensions have one for the time being."""
    ready = [whole(v, s, n) for v, s in zip(values, split, strict=True)]
    ready = [v.unsqueeze(-1) if isinstance(v, Value) and v._array.ndim == 1 else v for v in ready]
    rank = max(plan.specs[0].ndim, 1)
    outputs = everything(moved(op, rank), *ready)
    wanted = [(n, *s.shape) for s in plan.outs]
    return [v if v._array.shape == w else v.reshape(w) for v, w in zip(outputs, wanted, strict=True)]


def _over_all(op, plan, n, values, split):
    """Ops with one ``dim``, None meaning the flattened example."""
    if op.dim is None:
        rows = whole(values[0], split[0], n).reshape((n, -1))
        outputs = everything(moved(op, 1, dim=1), rows, *values[1:])
        return [v.reshape((n, *s.shape)) for v, s in zip(outputs, plan.outs, strict=True)]
    return shifted(op, plan, n, values, split)


def _reduced(op, plan, n, values, split):
    """Reductions; their numbers (corrections, orders) are the same for all examples or the op runs one by one."""
    return None if any(split[1:]) else shifted(op, plan, n, values, split)


def _one_by_one(op, plan, n, values, split):
    """No rule, in families whose rule doesn't hold for the op."""
    return


def _rolled(op, plan, n, values, split):
    return shifted(op, plan, n, values, split) if op.dims else None


def _scattered(op, plan, n, values, split):
    """Gather and scatter: operands of one rank; numbers and 0-d operands stay."""
    if any(isinstance(v, Value) and s.ndim != plan.specs[0].ndim for v, s in zip(values, plan.specs, strict=True)):
        return None
    return shifted(op, plan, n, values, split)


def _along(op, plan, n, values, split):
    """Ops with one index for all examples, in second place."""
    if split[1] or not plan.specs[0].ndim or (len(split) > 3 and split[3]):
        return None
    others = [v if i == 1 else whole(v, s, n) for i, (v, s) in enumerate(zip(values, split, strict=True))]
    if isinstance(op, index_select_add_fill.IndexFill):
        if any(split[2:]):
            return None
        others[2:] = values[2:]
    return everything(moved(op, plan.specs[0].ndim), *others)


def _joined(op, plan, n, values, split):
    if any(s.shape == (0,) for s in plan.specs) and not isinstance(op, cat_stack.Stack):
        return None
    return everything(moved(op, plan.specs[0].ndim), *[whole(v, s, n) for v, s in zip(values, split, strict=True)])


def _placed(op, plan, n, values, split):
    rank = len(op.shape)
    dim = op.dim % rank + 1
    back = moved(op.back, rank)
    return everything(type(op).of(op.name, (n, *op.shape), dim, op.start, op.stop, op.step, back), *values)


def _viewed(op, plan, n, values, split):
    return (
        [values[0].reshape((n, *plan.outs[0].shape))]
        if not op.view
        else [apply(view_reshape.View.of((n, *plan.outs[0].shape)), values[0])]
    )


def _expanded(op, plan, n, values, split):
    wanted = plan.outs[0]
    x = values[0]
    for _ in range(wanted.ndim - plan.specs[0].ndim):
        x = x.unsqueeze(1)
    return [x.expand((n, *wanted.shape))]


def _squeezed(op, plan, n, values, split):
    drop = op.drop(plan.specs[0].shape)
    return [apply(squeeze_unsqueeze.Squeeze.of(tuple([d + 1 for d in drop]), 2), values[0])]


def _transposed(op, plan, n, values, split):
    return [values[0].transpose(1, 2) if plan.specs[0].ndim == 2 else values[0].view(values[0].shape)]


def _permuted(op, plan, n, values, split):
    rank = plan.specs[0].ndim
    return everything(transpose_permute.Permute.of((0, *[d % rank + 1 for d in op.dims])), *values)


def _unsqueezed(op, plan, n, values, split):
    rank = plan.specs[0].ndim + 1
    return [values[0].unsqueeze(op.dim % rank + 1)]


def _one_dimension(op, plan, n, values, split):
    return everything(moved(op, plan.specs[0].ndim), *values) if plan.specs[0].ndim else None


def _summed_to(op, plan, n, values, split):
    x = values[0]
    ones = (1,) * (plan.specs[0].ndim - len(op.shape))
    return [everything(type(op).of((n, *ones, *op.shape)), x)[0].reshape((n, *op.shape))]


def _repeated(op, plan, n, values, split):
    x = aligned(values[0], plan.specs[0].ndim, len(op.times))
    return everything(type(op).of((1, *op.times)), x)


def _last_two(op, plan, n, values, split):
    return everything(op, *values)


def _embedded(op, plan, n, values, split):
    rank = plan.specs[0].ndim + 1
    dims = {"dim1": op.dim1 % rank + 1, "dim2": op.dim2 % rank + 1}
    return everything(moved(op, rank, **dims), *values)


def _padded(op, plan, n, values, split):
    if any(split[1:]):
        return None
    return everything(moved(op, plan.specs[0].ndim, amounts=((0, 0), *op.amounts)), *values)


def _copied(op, plan, n, values, split):
    """A copy of what a view op shows."""
    if split != [True]:
        return None
    rule = rule_for(op.part)
    shown = rule(op.part, plan, n, values, split) if rule is not None else None
    return (
        None
        if shown is None
        else [v.contiguous() if v._base is None else v.clone(memory_format=contiguous_format) for v in shown]
    )


use(_over_all, Cumsum, Cummax, Chosen, Argmax)
use(_reduced, Reduction, Var, VectorNorm)
use(_one_by_one, MedianAll)
use(
    shifted,
    softmax.Softmax,
    softmax.SoftmaxGrad,
    softmax.LogSoftmaxGrad,
    flip_roll_repeat.Flip,
    fourier.C2C,
    fourier.R2C,
    fourier.C2R,
)
use(
    _one_dimension,
    transpose_permute.Transpose,
    select_narrow.Select,
    select_narrow.Slice,
    as_strided_unfold.Unfold,
    as_strided_unfold.Diagonal,
)
use(_one_dimension, split_chunk.Split, split_chunk.Unbind)
use(_scattered, gather_scatter.Gather, gather_scatter.ScatterAt, scatter_reduce.ScatterReduce)
use(
    _along,
    index_select_add_fill.IndexSelect,
    index_select_add_fill.IndexAdd,
    index_select_add_fill.IndexCopy,
    index_select_add_fill.IndexFill,
)
use(_joined, cat_stack.Cat, cat_stack.Stack)
use(_rolled, flip_roll_repeat.Roll)
use(_copied, view_copies.ViewCopy)
use(_placed, select_narrow.Placed)
use(_viewed, view_reshape.View)
use(_expanded, expand_broadcast.Expand)
use(_squeezed, squeeze_unsqueeze.Squeeze)
use(_transposed, transpose_permute.T)
use(_permuted, transpose_permute.Permute)
use(_unsqueezed, squeeze_unsqueeze.Unsqueeze)
use(_summed_to, SumTo)
use(_repeated, flip_roll_repeat.Repeat)
use(_last_two, diag_tril.Tril)
use(_embedded, diag_tril.DiagEmbed)
use(_padded, pad.Pad)
