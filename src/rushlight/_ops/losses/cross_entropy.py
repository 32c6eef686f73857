"""Losses with ops of their own: negative log likelihood, cross entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import OUT, Op, Spec, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.pointwise import refuse, tied
from ..elementwise.where import where
from ..layers.softmax import log_softmax
from ..linalg.linear import linear
from .reductions import legacy_reduction, reduction_number

if TYPE_CHECKING:
    from ..._face.types import Tensor

# Negative log likelihood --------------------------------------------------------------------------------------------


class NllLoss(Op):
    """-x at the target class, weighted; the second output is the sum of the weights.

    Inputs x (N, C) or (C,), target (N,) or () of integers, weight (C,) or None; or, with ``dims`` "2D" for "", x (N, C,
    ...) and target (N, ...). ``reduction``: 0 none, 1 mean, 2 sum.
    """

    __slots__ = ("reduction", "ignore_index", "dims")
    saves = ((0, 1, 2, OUT - 1), (), ())
    operands = ("self", "target", "weight")
    casts = (0,)

    @property
    def name(self):
        return f"NllLoss{self.dims}"

    def infer(self, x, target, weight):
        refuse((x,), "nll_loss_out_frame", (0, 1, 3))
        _check_target(x, target, weight)
        one = Spec((), x.dtype, x.device)
        return Spec(target.shape, x.dtype, x.device) if self.reduction == 0 else one, one

    def kernel(self, x, target, weight):
        return bound("nll_loss", (self.reduction, self.ignore_index)) if of_floats(x, *_given(weight)) else None

    def forward(self, xp, x, target, weight):
        return xp.nll_loss(x, target, weight, self.reduction, self.ignore_index)

    def vjp(self, need, grads, saved, specs):
        op = NllLossGrad.of(specs[0].shape, self.reduction, self.ignore_index, self.dims)
        g = apply(op, grads[0], saved[1], saved[2], saved[OUT - 1])
        return tied(self.name, g, saved[0]), None, None


class NllLossGrad(Op):
    """The gradient of NllLoss for x of ``shape``; inputs g, target, weight, sum of weights."""

    __slots__ = ("shape", "reduction", "ignore_index", "dims")
    saves = ((1, 2), (), (), ())
    casts = (0,)

    @property
    def name(self):
        return f"NllLoss{self.dims}Backward"

    def infer(self, g, target, weight, total):
        return g.like(self.shape)

    def kernel(self, g, target, weight, total):
        if not of_floats(g, *_given(weight), total):
            return None
        return bound("nll_loss_backward", (self.shape, self.reduction, self.ignore_index))

    def forward(self, xp, g, target, weight, total):
        return xp.nll_loss_backward(g, target, weight, total, self.shape, self.reduction, self.ignore_index)

    def vjp(self, need, grads, saved, specs):
        op = NllLoss.of(self.reduction, self.ignore_index, self.dims)
        return apply(op, grads[0], saved[1], saved[2]), None, None, None


def _given(weight):
    return () if weight is None else (weight,)


def _check_target(x, target, weight):
    classes = x.shape[1] if len(x.shape) > 1 else x.shape[0]
    if target.dtype.name not in ("int64", "uint8"):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.cpp}: class numbers are whole numbers; "
            "convert with .long(), or give probabilities of the input's shape to cross_entropy"
        )
    if weight is not None and weight.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            f"shape: {list(weight.shape)}"
        )
    if weight is not None and weight.dtype is not x.dtype:
        raise RuntimeError(f"expected scalar type {x.dtype.cpp} but found {weight.dtype.cpp}")


@public("functional", autocast=WIDE, known_as="nll_loss_nd")
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The negative log likelihood of the target classes.

    input: log-probabilities (N, C), (C,) or (N, C, d1, ...); target: class numbers (N,), () or (N, d1, ...), int64 or
    uint8; weight (C,) or None. Targets equal to ``ignore_index`` count for nothing. ``reduction``: 'mean' (over the
    weights), 'sum' or 'none'. Raises ValueError or RuntimeError for shapes that don't fit, IndexError for a class out
    of range.

    >>> nll_loss(torch.tensor([[-1., -2.]]), torch.tensor([1]))
    tensor(2.)
    """
    number = reduction_number(reduction, size_average, reduce)
    n = input.ndim
    if n < 1:
        raise ValueError(f"Expected 1 or more dimensions (got {n})")
    if n == 1:
        if target.ndim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target.ndim == 1:
            if target.shape[0] != 1:
                raise ValueError(f"Expected input batch_size (1) to match target batch_size ({target.shape[0]}).")
            target = target.squeeze(0)
        return apply(NllLoss.of(number, ignore_index, ""), input, target, weight)
    if n == 2 and target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    batch = target.shape[0] if target.ndim else 1
    if batch != input.shape[0]:
        raise ValueError(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({batch}).")
    if n == 2:
        return apply(NllLoss.of(number, ignore_index, ""), input, target, weight)
    expected = (input.shape[0], *input.shape[2:])
    if tuple(target.shape) != expected:
        raise RuntimeError(f"Expected target size {list(expected)}, got {list(target.shape)}")
    return apply(NllLoss.of(number, ignore_index, "2D"), input, target, weight)


# Cross entropy ------------------------------------------------------------------------------------------------------


@public("functional", autocast=WIDE, known_as="cross_entropy_loss")
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """The cross entropy between scores and targets: `log_softmax` over the classes, then `nll_loss`.

    input: scores ("logits") (C,), (N, C) or (N, C, d1, ...); target: class numbers (int64 or uint8) without the class
    dimension, or probabilities of the input's shape; weight (C,) or None. Class numbers equal to ``ignore_index`` count
    for nothing. ``label_smoothing`` (0 to 1) mixes that much of the uniform distribution into the targets.
    ``reduction``: 'mean', 'sum' or 'none'.
    Raises ValueError or RuntimeError for shapes and dtypes that don't fit, IndexError for a class out of range.
    Smoothing: Szegedy et al., arXiv:1512.00567.

    >>> cross_entropy(torch.zeros(2, 4), torch.tensor([0, 3]))
    tensor(1.3863)
    """
    if size_average is not None or reduce is not None:
        reduction = legacy_reduction(size_average, reduce)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    axis = 0 if input.ndim == 1 else 1
    if input.ndim == target.ndim and tuple(input.shape) == tuple(target.shape):
        number = reduction_number(reduction)
        return _of_probabilities(input, target, weight, ignore_index, number, label_smoothing, axis)
    y = log_softmax(input, axis)
    loss = nll_loss(y, target, weight, None, ignore_index, None, reduction)
    if label_smoothing == 0:
        return loss
    return _smoothed(y, target, weight, ignore_index, reduction_number(reduction), label_smoothing, axis, loss)


def _of_probabilities(input, target, weight, ignore_index, reduction, smoothing, axis):
    if target.dtype.category != 2:
        raise RuntimeError(
            f"Expected floating point type for target with class probabilities, got {target.dtype.cpp}; class numbers "
            f"have no class dimension: target {tuple(target.shape)} has the input's shape"
        )
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    classes = input.shape[axis]
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    y = log_softmax(input, axis) * target
    if weight is not None:
        _check_weight(weight, classes)
        y = y * _along(weight, axis, input.ndim)
    if reduction == 0:
        return -y.sum(axis)
    loss = -y.sum()
    if reduction == 1:
        return loss / (y._array.size // classes if classes else 0)
    return loss


def _check_weight(weight, classes):
    if weight.ndim != 1 or weight.shape[0] != classes:
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got "
            f"weight tensor of shape: {list(weight.shape)}"
        )


def _along(weight, axis, ndim):
    return weight.view([-1 if i == axis else 1 for i in range(ndim)])


def _smoothed(y, target, weight, ignore_index, reduction, smoothing, axis, loss):
    """``loss`` with the share of the uniform distribution; y: log-probabilities."""
    classes = y.shape[axis]
    smooth = -(y if weight is None else y * _along(weight, axis, y.ndim)).sum(axis)
    ignored = target == ignore_index
    if ignored.ndim > smooth.ndim:  # a class number as a 1-d tensor for scores without a batch
        ignored = ignored.squeeze(0)
    smooth = where(ignored, 0.0, smooth)
    if reduction == 1:
        if weight is None:
            smooth = smooth.sum() / (ignored._array.size - ignored.sum())
        else:  # over the weights of the targets that count
            smooth = smooth.sum() / -nll_loss(y.detach() * 0 + 1, target, weight, None, ignore_index, None, "sum")
    elif reduction == 2:
        smooth = smooth.sum()
    return loss * (1 - smoothing) + smooth * (smoothing / classes)


@public("functional")
def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: object = None,
) -> Tensor:
    """The cross entropy of scores input linear_weightᵀ + linear_bias.

    input (N, D) or (D,); linear_weight (C, *K, D); linear_bias (C, *K); target (N, *K) class numbers, or probabilities
    (N, C, *K), both without N for an input without. The other arguments are `cross_entropy`'s; ``options``, how PyTorch
    cuts the work into pieces, makes no difference. Raises RuntimeError for shapes that don't fit.

    >>> torch.nn.functional.linear_cross_entropy(torch.ones(2, 3), torch.zeros(4, 3), torch.tensor([0, 2]))
    tensor(1.3863)
    """
    if input.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.ndim}")
    if linear_weight.ndim < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {linear_weight.ndim}")
    (*shape, width), batch = linear_weight.shape, input.shape[:-1]
    if input.shape[-1] != width:
        raise RuntimeError(
            f"expected equal input and linear_weight last dimensions (in_features), got {input.shape[-1]} and {width}, "
            "respectively"
        )
    if linear_bias is not None and tuple(linear_bias.shape) != tuple(shape):
        raise RuntimeError(f"expected linear_bias shape {tuple(shape)}, got {tuple(linear_bias.shape)}")
    if len(shape) > 1 and not batch:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} requires batched input, "
            f"(N, {width}), got unbatched input with shape {tuple(input.shape)}"
        )
    logits_shape = (*batch, *shape)
    if ignore_index is not None and tuple(target.shape) == logits_shape:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = linear(input, linear_weight.reshape(-1, width), bias).reshape(logits_shape)
    return cross_entropy(
        logits,
        target,
        weight=weight,
        reduction=reduction,
        label_smoothing=label_smoothing,
        ignore_index=-100 if ignore_index is None else ignore_index,
    )
