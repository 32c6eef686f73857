"""Rules of elementwise ops: the batch is one more dimension in front, and the others broadcast from behind."""

from __future__ import annotations

from .._core import Value, apply, broadcast, result_type
from .._ops.common.pointwise import Pointwise
from .._ops.elementwise import abs_sign_round, activation, compare, complex
from .._ops.indexing import masked_fill, nonzero
from .._ops.losses import mse_l1_bce
from .._ops.shapes import view_copies, view_reshape
from .._ops.tensors import to_clone_copy
from .compute import everything, use


def _dtypes_kept(plan, values, split):
    """0-d examples give way to dimensioned operands in type promotion; in a batch they would not: they are cast
    before."""
    specs = [s for s in plan.specs if s is not None]
    if all(s.dtype is specs[0].dtype for s in specs if not s.weak) or not any(
        is_split and not s.ndim for is_split, s in zip(split, plan.specs, strict=True)
    ):
        return values
    common = result_type(*specs)
    return [
        v.to(common) if is_split and not s.ndim and _gives_way(s.dtype, common) else v
        for v, is_split, s in zip(values, split, plan.specs, strict=True)
    ]


def _gives_way(dtype, common):
    return dtype is not common and dtype.category == common.category


def aligned(v, rank, wanted):
    """A batch of examples of ``rank`` dimensions, with dimensions of size 1 put in so that each has ``wanted``."""
    return v if wanted <= rank else v.reshape((v._array.shape[0], *[1] * (wanted - rank), *v._array.shape[1:]))


def elementwise(op, plan, n, values, split):
    """The op on whole batches."""
    values = _dtypes_kept(plan, values, split)
    rank = max(s.ndim for s in plan.specs if s is not None)
    ready = [
        aligned(v, s.ndim, rank) if is_split and isinstance(v, Value) else v
        for v, is_split, s in zip(values, split, plan.specs, strict=True)
    ]
    outputs = everything(op, *ready)
    wanted = [(n, *s.shape) for s in plan.outs]
    return [v if v._array.shape == w else v.expand(w) for v, w in zip(outputs, wanted, strict=True)]


def _membership(op, plan, n, values, split):
    return None if split[1] else elementwise(op, plan, n, values, split)


def _like_first(op, plan, n, values, split):
    """Ops whose first operand gives the shape of the result (and is overwritten, in place)."""
    first = values[0] if split[0] else values[0].unsqueeze(0).expand((n, *plan.specs[0].shape))
    if not any(split[1:]):
        return everything(op, first, *values[1:])
    if isinstance(op, to_clone_copy.Fill):  # a number for each example
        return None
    rank = plan.specs[0].ndim
    rest = [
        aligned(v, s.ndim, rank) if is_split else v
        for v, is_split, s in zip(values[1:], split[1:], plan.specs[1:], strict=True)
    ]
    if any(s is not None and s.ndim > rank for s in plan.specs[1:]):
        return None
    return everything(op, first, *rest)


def _reduced_loss(op, plan, n, values, split):
    """A number for each pair of elements; their mean or sum over each example."""
    each = elementwise(type(op).of(0), _Each(plan, op), n, values, split)[0]
    if op.reduction == 0:
        return [each]
    each = each.reshape((n, -1))
    return [each.mean(1) if op.reduction == 1 else each.sum(1)]


class _Each:
    """The plan of the same loss without reduction."""

    def __init__(self, plan, op):
        self.specs = plan.specs
        unreduced = type(op).of(0).infer(*plan.specs)
        self.outs = (unreduced,)


def _mse_gradient(op, plan, n, values, split):
    g, x, y = values
    rank = plan.outs[0].ndim
    g, x, y = (
        aligned(v, s.ndim, rank) if is_split else v for v, is_split, s in zip((g, x, y), split, plan.specs, strict=True)
    )
    scale = 2 / max(plan.outs[0].numel, 1) if op.reduction == 1 else 2
    result = (x - y) * g * scale
    wanted = (n, *plan.outs[0].shape)
    return [(result if result._array.shape == wanted else result.expand(wanted)).to(plan.outs[0].dtype)]


def _filled(op, plan, n, values, split):
    """masked_fill: the number, or 0-d tensor, is one for all examples."""
    return None if split[2] else elementwise(op, plan, n, values, split)


def _selected(op, plan, n, values, split):
    """masked_select by a mask that is the same for all examples."""
    x, mask = values
    if split[1]:
        return None
    shape = broadcast(plan.specs[0].shape, mask._array.shape)
    x = aligned(x, plan.specs[0].ndim, len(shape)).expand((n, *shape)).reshape((n, -1))
    places = apply(nonzero.NONZERO, mask.expand(shape).reshape(-1)).reshape(-1)
    return [x.index_select(1, places)]


def _copied(op, plan, n, values, split):
    layout = op.layout
    return everything(
        op if layout is None else type(op).of((0, *[d % plan.specs[0].ndim + 1 for d in layout])), *values
    )


use(elementwise, Pointwise, activation.Activation, to_clone_copy.Clone, to_clone_copy.ToCopy)
use(elementwise, complex.Complex, complex.Real, complex.ViewAsReal, abs_sign_round.Frexp, view_copies.Alias)
use(_membership, compare.IsIn)
use(_filled, masked_fill.MaskedFill)
use(_selected, masked_fill.MaskedSelect)
use(_like_first, to_clone_copy.Copy, to_clone_copy.Fill, to_clone_copy.Zero)
use(_reduced_loss, mse_l1_bce.ElementLoss, mse_l1_bce.MseLoss)
use(_mse_gradient, mse_l1_bce.MseLossGrad)
use(_copied, view_reshape.Contiguous)
