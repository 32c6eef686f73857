"""Losses over margins and distances between classes, labels and examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import broadcast
from ..._face.autocast import WIDE
from ..._face.public import public
from ..elementwise.activation import logsigmoid, sigmoid
from ..elementwise.clamp_nan_to_num import clamp_min
from ..elementwise.maximum import minimum
from ..elementwise.where import where
from ..layers.cosine_similarity import pairwise_distance
from .mse_l1_bce import ElementLoss, compare
from .reductions import REDUCTIONS, reduced, reduction_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._face.types import Tensor


@public("functional", autocast=WIDE)
def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 - cos(input1, input2) where target is 1, max(0, cos - margin) where it is -1.

    input1, input2 (N, D) with target (N,), or (D,) with target (). Raises RuntimeError for other shapes.

    >>> torch.nn.functional.cosine_embedding_loss(torch.ones(1, 2), torch.ones(1, 2), torch.tensor([-1]))
    tensor(1.)
    """
    number = reduction_number(reduction, size_average, reduce)
    if target.ndim > 1:
        raise RuntimeError(f"0D or 1D target tensor expected, multi-target not supported: got {list(target.shape)}")
    if input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with sizes "
            f"{list(input1.shape)} and {list(input2.shape)}."
        )
    d = target.ndim
    product = (input1 * input2).sum(d)
    sizes = ((input1 * input1).sum(d) + 1e-12) * ((input2 * input2).sum(d) + 1e-12)
    cosine = product / sizes.sqrt()
    near = where(target == 1, 1 - cosine, 0.0)
    return reduced(near + where(target == -1, clamp_min(cosine - margin, 0), 0.0), number)


def _check_triplet(anchor, positive, negative):
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )


@public("functional", autocast=WIDE)
def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin + d(anchor, positive) - d(anchor, negative)), d being `pairwise_distance` with ``p`` and ``eps``.

    Tensors (N, D) or (D,). ``swap``: d(positive, negative) counts where it is smaller. Raises ValueError unless margin
    is positive.

    >>> torch.nn.functional.triplet_margin_loss(torch.zeros(1, 1), torch.zeros(1, 1), torch.ones(1, 1), margin=3.0)
    tensor(2.0000)
    """
    number = reduction_number(reduction, size_average, reduce)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    return _triplet(anchor, positive, negative, lambda a, b: pairwise_distance(a, b, p, eps), margin, swap, number)


def _triplet(anchor, positive, negative, distance, margin, swap, number):
    _check_triplet(anchor, positive, negative)
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduced(clamp_min(margin + near - far, 0), number)


@public("functional")
def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` with a distance function of one's own: two tensors to their distances.

    Raises ValueError unless margin is positive.

    >>> F = torch.nn.functional
    >>> x = torch.zeros(1, 1)
    >>> far = lambda a, b: (a - b).abs().sum(-1)
    >>> F.triplet_margin_with_distance_loss(x, x, x + 2, distance_function=far, margin=3.0)
    tensor(1.)
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction; write 'none', 'mean' or 'sum'")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = pairwise_distance if distance_function is None else distance_function
    return _triplet(anchor, positive, negative, distance, margin, swap, reduction_number(reduction))


def _check_labels(function, input, target, shape):
    if input.ndim > 2 or (input.ndim == 2 and input.shape[1] == 0):
        raise RuntimeError(
            f"{function}: Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(input.shape)}"
        )
    if tuple(target.shape) != tuple(shape):
        raise RuntimeError(f"{function}: inconsistent target size, expected {list(shape)} but got {list(target.shape)}")
    if target.dtype.name != "int64":
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.cpp}: convert with .long()")


@public("functional", autocast=WIDE)
def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The sum over classes j other than the target's y of max(0, margin - x[y] + x[j])^p, over the number of classes.

    input (N, C) or (C,), target (N,) or (), int64; ``weight`` (C,): a factor per target class; ``p``: 1 or 2.
    Raises ValueError for another p or shape of weight, RuntimeError for other shapes and classes out of range.

    >>> torch.nn.functional.multi_margin_loss(torch.tensor([[0.5, 1.0]]), torch.tensor([1]))
    tensor(0.2500)
    """
    number = reduction_number(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    flat = target.reshape(1) if input.ndim < 2 and not target.ndim else target
    _check_labels("multi_margin_loss", input, flat, input.shape[:1] if input.ndim == 2 else (1,))
    x = input if input.ndim == 2 else input.reshape(1, -1)
    classes = x.shape[1]
    if weight is not None and weight.shape[0] != classes:
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got {list(weight.shape)}")
    if flat.numel() and (int(flat.min()) < 0 or int(flat.max()) >= classes):
        raise RuntimeError(f"target out of range: class numbers go from 0 to {classes - 1}")
    place = flat.unsqueeze(1)
    short = margin - x.gather(1, place) + x
    here = short.new_zeros(short.shape).bool().scatter(1, place, True)
    each = where((short > 0) & ~here, short, 0.0)
    each = each * each if p == 2 else each
    if weight is not None:
        each = each * weight.index_select(0, flat).unsqueeze(1)
    each = each.sum(1) / classes
    return reduced(each if input.ndim == 2 or target.ndim else each.reshape(()), number)


@public("functional", autocast=WIDE)
def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
) -> Tensor:
    """The sum over target labels j and other labels i of max(0, 1 - x[j] + x[i]), over the number of labels.

    input, target (N, C) or (C,); target, int64: the labels, ended by a -1. Raises RuntimeError for other shapes and
    labels out of range.

    >>> torch.nn.functional.multilabel_margin_loss(torch.tensor([[0.5, 1.0]]), torch.tensor([[1, -1]]))
    tensor(0.2500)
    """
    number = reduction_number(reduction, size_average, reduce)
    _check_labels("multilabel_margin_loss", input, target, input.shape)
    x, labels = (t if t.ndim == 2 else t.reshape(1, -1) for t in (input, target))
    classes = x.shape[1]
    if labels.numel() and (int(labels.min()) < -1 or int(labels.max()) >= classes):
        raise RuntimeError(f"target out of range: labels go from 0 to {classes - 1}, -1 ends them")
    named = (labels >= 0).long().cumprod(1).bool()
    places = where(named, labels, 0)
    is_label = named.long().new_zeros(labels.shape).scatter_add(1, places, named.long()) > 0
    short = 1 - x.gather(1, places).unsqueeze(2) + x.unsqueeze(1)
    counts = named.unsqueeze(2) & ~is_label.unsqueeze(1) & (short > 0)
    each = where(counts, short, 0.0).sum((1, 2)) / classes
    return reduced(each if input.ndim == 2 else each.reshape(()), number)


@public("functional")
def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over the last dimension of the cross entropy of sigmoid(input) with target, 0 or 1.

    input, target (..., C); ``weight`` broadcasts to them.

    >>> torch.nn.functional.multilabel_soft_margin_loss(torch.zeros(1, 2), torch.ones(1, 2))
    tensor(0.6931)
    """
    number = reduction_number(reduction, size_average, reduce)
    each = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        each = each * weight
    return reduced(each.sum(input.ndim - 1) / input.shape[-1], number)


class SoftMargin(ElementLoss):
    """log(1 + exp(-y x)), y being ±1."""

    name, function = "SoftMarginLoss", "soft_margin_loss"
    like_input = casts_target = True

    def element(self, xp, x, y, parameter):
        return xp.log1p(xp.exp(-y * x))

    def slope(self, x, y, parameter):
        return -y * sigmoid(-y * x)

    def target_slope(self, x, y, parameter):
        return -x * sigmoid(-y * x)


@public("functional", autocast=WIDE)
def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """input where target is 1, max(0, margin - input) where it is -1.

    >>> torch.nn.functional.hinge_embedding_loss(torch.tensor([0.2, 0.4]), torch.tensor([1, -1]), reduction="none")
    tensor([0.2000, 0.6000])
    """
    number = reduction_number(reduction, size_average, reduce)
    far = where(target != 1, clamp_min(margin - input, 0), 0.0)
    return reduced(far + where(target != -1, input, 0.0), number)


@public("functional", autocast=WIDE)
def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
) -> Tensor:
    """log(1 + exp(-target * input)), target being ±1.

    >>> torch.nn.functional.soft_margin_loss(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    if input._dtype.category < 2 and not input._array.size:
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {input._dtype.cpp}: convert with .float() "
            "first"
        )
    if broadcast(input._array.shape, target._array.shape) != input._array.shape:
        raise RuntimeError(
            f"output with shape {list(input.shape)} doesn't match the broadcast shape: soft_margin_loss takes a target "
            f"that broadcasts to input's shape, got {list(target.shape)}"
        )
    return compare(SoftMargin, input, target, None, reduction_number(reduction, size_average, reduce))


@public("functional", autocast=WIDE)
def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, -target * (input1 - input2) + margin): target 1 wants input1 to be larger, -1 input2.

    Raises RuntimeError if the numbers of dimensions differ.

    >>> torch.nn.functional.margin_ranking_loss(torch.zeros(1), torch.ones(1), torch.ones(1))
    tensor(1.)
    """
    number = reduction_number(reduction, size_average, reduce)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return reduced(clamp_min(-target * (input1 - input2) + margin, 0), number)


@public("torch.cosine_embedding_loss", autocast=WIDE)
def torch_cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 0
) -> Tensor:
    """`nn.functional.cosine_embedding_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return cosine_embedding_loss(input1, input2, target, margin, reduction=REDUCTIONS[reduction])


@public("torch.hinge_embedding_loss", autocast=WIDE)
def torch_hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, reduction: int = 0) -> Tensor:
    """`nn.functional.hinge_embedding_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return hinge_embedding_loss(input, target, margin, reduction=REDUCTIONS[reduction])


@public("torch.margin_ranking_loss", autocast=WIDE)
def torch_margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: int = 0
) -> Tensor:
    """`nn.functional.margin_ranking_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return margin_ranking_loss(input1, input2, target, margin, reduction=REDUCTIONS[reduction])


@public("torch.triplet_margin_loss", autocast=WIDE)
def torch_triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: int = 0,
) -> Tensor:
    """`nn.functional.triplet_margin_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction=REDUCTIONS[reduction])
