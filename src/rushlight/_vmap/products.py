"""Rules of products: matrices, vectors, affine maps and convolutions, by batched or grouped products of the same
kind."""

from __future__ import annotations

from .._ops.layers import conv, conv_transpose
from .._ops.linalg import addmm, linear, lstsq_pinv, matmul
from .._ops.shapes.cat_stack import stack
from .._ops.shapes.split_chunk import unbind
from .compute import everything, use
from .shapes import whole


def folded(v):
    """A batch of examples (n, N, ...) as one example (n N, ...)."""
    return v.flatten(0, 1)


def unfolded(v, n):
    """And back."""
    return v.unflatten(0, (n, v._array.shape[0] // n))


def _turned(v, turn):
    return v.transpose(-2, -1) if turn else v


def _product(op, plan, n, values, split):
    return [_turned(values[0], op.ta).matmul(_turned(values[1], op.tb))]


def _matmul(op, plan, n, values, split):
    return [values[0].matmul(values[1])]


def _bmm(op, plan, n, values, split):
    a, b = (folded(whole(v, s, n)) for v, s in zip(values, split, strict=True))
    return [unfolded(a.bmm(b), n)]


def _mv(op, plan, n, values, split):
    a, x = values
    if not split[1]:
        return [a.matmul(x)]
    return [a.matmul(x.unsqueeze(-1)).squeeze(-1) if split[0] else x.matmul(a.t())]


def _dot(op, plan, n, values, split):
    a, b = values
    if split[0] and split[1]:
        return [a.unsqueeze(1).bmm(b.unsqueeze(2)).flatten()]
    return [a.matmul(b) if split[0] else b.matmul(a)]


def _affine(op, plan, n, values, split):
    b, x, w = values
    if not (split[0] or split[2]):
        return [unfolded(everything(op, b, folded(x), w)[0], n)]
    y = x.matmul(w.transpose(-2, -1))
    return [y + (b.unsqueeze(1) if split[0] else b)]


def _added(op, plan, n, values, split):
    """beta x + alpha a b, for floats."""
    x, a, b, beta, alpha = values
    if not plan.outs[0].dtype.is_floating_point or any(split[3:]):
        return None
    kinds = {addmm.Addmm: _matmul, addmm.Addmv: _mv, addmm.Baddbmm: _bmm}
    rule = kinds.get(type(op))
    if rule is None:
        return None
    y = rule(op, plan, n, (a, b), split[1:3])[0] if any(split[1:3]) else whole(a.matmul(b), False, n)
    y = y if alpha == 1 else y * alpha
    if beta == 0:
        return [y]
    if split[0]:
        x = x.reshape((n, *[1] * (plan.outs[0].ndim - plan.specs[0].ndim), *plan.specs[0].shape))
    return [y + (x if beta == 1 else x * beta)]


def _least_squares(op, plan, n, values, split):
    """Example by example; what depends on ranks has one shape, or can't be shown for a batch."""
    rows = [unbind(v, 0) if s else [v] * n for v, s in zip(values, split, strict=True)]
    results = [everything(op, *(r[i] for r in rows)) for i in range(n)]
    columns = list(zip(*results, strict=True))
    same = all(v._array.shape == column[0]._array.shape for column in columns for v in column)
    return [stack(list(column)) for column in columns] if same else None


def _row_sum(op, plan, n, values, split):
    return [values[0].sum(1)]


# Convolutions ---------------------------------------------------------------------------------------------------------


def _in_channels(v):
    """(n, N, C, ...) as (N, n C, ...): examples side by side as groups of channels."""
    return v.movedim(0, 1).flatten(1, 2)


def _from_channels(v, n):
    return v.unflatten(1, (n, v._array.shape[1] // n)).movedim(1, 0)


def _grouped(op, n, *params):
    return type(op).of(op.stride, op.padding, op.dilation, op.groups * n, *params)


def _with_bias(y, bias, split):
    """y (n, N, O, ...) plus a bias per channel."""
    if bias is None:
        return y
    ones = [1] * (y._array.ndim - 3)
    return y + bias.reshape((len(bias._array), 1, -1, *ones) if split else (-1, *ones))


def _convolution(op, plan, n, values, split):
    """Weights that are the same for all examples: one large batch; else groups of channels."""
    x, w, b = values
    extra = op._key()[4:]
    if not split[1]:
        y = unfolded(everything(op, folded(x), w, None if split[2] else b)[0], n) if split[0] else None
        if y is None:
            y = whole(everything(op, x, w, None)[0], False, n)
            split = [True, False, True]
        return [_with_bias(y, b, True) if split[2] else y]
    y = everything(_grouped(op, n, *extra), _in_channels(whole(x, split[0], n)), folded(w), None)[0]
    return [_with_bias(_from_channels(y, n), b, split[2])]


def _input_gradient(op, plan, n, values, split):
    g, w = values
    if not split[1]:
        params = (*op._key()[:4], (n * op.shape[0], *op.shape[1:]))
        return [unfolded(everything(type(op).of(*params), folded(g), w)[0], n)]
    shape = (op.shape[0], n * op.shape[1], *op.shape[2:])
    y = everything(_grouped(op, n, shape), _in_channels(whole(g, split[0], n)), folded(w))[0]
    return [_from_channels(y, n)]


def _weight_gradient(op, plan, n, values, split):
    g, x = (_in_channels(whole(v, s, n)) for v, s in zip(values, split, strict=True))
    shape = (n * op.shape[0], *op.shape[1:])
    return [unfolded(everything(_grouped(op, n, shape), g, x)[0], n)]


def _channel_sum(op, plan, n, values, split):
    g = values[0]
    return [g.sum((1, *range(3, g._array.ndim)))]


use(_product, linear.Product)
use(_affine, linear.Addmm)
use(_row_sum, linear.RowSum)
use(_least_squares, lstsq_pinv.Lstsq)
use(_bmm, matmul.Bmm)
use(_mv, matmul.Mv)
use(_dot, matmul.Dot)
use(_added, addmm.Added)
use(_convolution, conv.Conv, conv_transpose.ConvTranspose)
use(_input_gradient, conv.ConvInput)
use(_weight_gradient, conv.ConvWeight)
use(_channel_sum, conv.ChannelSum)
