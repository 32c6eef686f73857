"""Losses that compare element with element: absolute error and its smooth forms, cross entropy of probabilities,
divergences."""

from __future__ import annotations

import math

from ..._arrays.errstate import quiet
from ..._base.dtypes import can_cast
from ..._core import Op, Spec, apply, broadcast, result_type
from ..common import promotion
from ..common.arguments import check_tensor
from ..common.pointwise import refuse
from ..elementwise.activation import logsigmoid, sigmoid
from ..elementwise.atan2_hypot import xlogy
from ..elementwise.clamp_nan_to_num import clamp, clamp_min
from ..elementwise.exp_log_sin import exp, log
from ..elementwise.where import where
from .cross_entropy import legacy_reduction, reduction_number, warn_of_shapes

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "margin_ranking_loss",
    "poisson_nll_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
]


class ElementLoss(Op):
    """A number per element of x and y, of one shape; ``reduction``: 0 keeps them, 1 gives their mean, 2 their sum.

    Inputs x, y, parameter (a number, or None). Subclasses define ``element`` on arrays, and on Tensors its derivatives
    ``slope`` (by x) and ``target_slope`` (by y).
    """

    __slots__ = ("reduction",)
    saves = ((0, 1, 2), (0, 1, 2), ())
    casts = (0, 1)
    function = ""  # as PyTorch's message for dtypes names it
    like_input = False  # the result has the dtype of x, whatever that of y

    def compute_dtype(self, x, y, parameter):
        return result_type(x, y)

    def infer(self, x, y, parameter):
        refuse((x, y), self.function, (0, 1, 3))
        return Spec(x.shape if self.reduction == 0 else (), result_type(x, y), x.device)

    @quiet
    def forward(self, xp, x, y, parameter):
        each = self.element(xp, x, y, parameter)
        if self.reduction == 0:
            return xp.asarray(each)
        total = xp.asarray(xp.sum(xp.ascontiguousarray(each), axis=None, keepdims=False))
        return xp.asarray(total / x.dtype.type(each.size)) if self.reduction == 1 else total

    def vjp(self, need, grads, saved, specs):
        x, y, parameter = saved[0], saved[1], saved[2]
        g = grads[0]
        if self.reduction == 1:
            g = g * (1 / max(specs[0].numel, 1))
        return (
            g * self.slope(x, y, parameter) if need[0] else None,
            g * self.target_slope(x, y, parameter) if need[1] else None,
            None,
        )

    def target_slope(self, x, y, parameter):
        return -self.slope(x, y, parameter)


class SmoothL1(ElementLoss):
    """d² / 2 beta where d = abs(x - y) < beta, else d - beta / 2."""

    name, function = "SmoothL1Loss", "smooth_l1_cpu"

    def element(self, xp, x, y, beta):
        d = xp.abs(x - y)
        return xp.where(d < beta, x.dtype.type(0.5) * d * d / x.dtype.type(beta), d - x.dtype.type(0.5 * beta))

    def slope(self, x, y, beta):
        return clamp((x - y) / beta, -1, 1)


class Huber(ElementLoss):
    """d² / 2 where d = abs(x - y) <= delta, else delta (d - delta / 2)."""

    name, function = "HuberLoss", "huber_cpu"
    like_input = True

    def element(self, xp, x, y, delta):
        d = xp.abs(x - y)
        t = x.dtype.type
        return xp.where(d <= delta, t(0.5) * d * d, t(delta) * (d - t(0.5 * delta)))

    def slope(self, x, y, delta):
        return clamp(x - y, -delta, delta)


class BinaryCrossEntropy(ElementLoss):
    """-y log(x) - (1 - y) log(1 - x), the logarithms not below -100."""

    function = "binary_cross_entropy"

    def element(self, xp, x, y, parameter):
        if not ((y >= 0) & (y <= 1)).all():
            raise RuntimeError("all elements of target should be between 0 and 1: they are the wanted probabilities")
        if not ((x >= 0) & (x <= 1)).all():
            raise RuntimeError(
                "all elements of input should be between 0 and 1: apply sigmoid() first, or use "
                "binary_cross_entropy_with_logits on what goes into it"
            )
        t = x.dtype.type
        return (y - t(1)) * xp.maximum(xp.log1p(-x), t(-100)) - y * xp.maximum(xp.log(x), t(-100))

    def slope(self, x, y, parameter):
        return (x - y) / clamp_min((1 - x) * x, 1e-12)

    def target_slope(self, x, y, parameter):
        return log(1 - x) - log(x)


class BinaryCrossEntropyWithLogits(ElementLoss):
    """BinaryCrossEntropy of sigmoid(x), without overflow: (1 - y) x - log(sigmoid(x))."""

    function = "binary_cross_entropy_with_logits"

    def element(self, xp, x, y, parameter):
        t = x.dtype.type
        return (t(1) - y) * x + (xp.maximum(-x, t(0)) + xp.log1p(xp.exp(-xp.abs(x))))

    def slope(self, x, y, parameter):
        return sigmoid(x) - y

    def target_slope(self, x, y, parameter):
        return -x


class SoftMargin(ElementLoss):
    """log(1 + exp(-y x)), y being ±1."""

    name, function = "SoftMarginLoss", "soft_margin_loss"
    like_input = True

    def element(self, xp, x, y, parameter):
        return xp.log1p(xp.exp(-y * x))

    def slope(self, x, y, parameter):
        return -y * sigmoid(-y * x)

    def target_slope(self, x, y, parameter):
        return -x * sigmoid(-y * x)


def _reduced(each, number):
    return each if number == 0 else each.mean() if number == 1 else each.sum()


def _compare(cls, input, target, parameter, number, weight=None):
    """The loss of two tensors that broadcast, with a weight per element if given."""
    x, y = input, target
    if cls.like_input and x.dtype is not y.dtype:
        common = promotion.result_type(x, y) if cls is not SoftMargin else x.dtype
        wanted = promotion.result_type(x, y)
        if not can_cast(wanted, x.dtype):
            raise RuntimeError(f"result type {wanted.cpp} can't be cast to the desired output type {x.dtype.cpp}")
        return _compare(cls, x.to(common), y.to(common), parameter, number, weight).to(x.dtype)
    if x.shape != y.shape:
        shape = broadcast(x.shape, y.shape)
        x, y = x.expand(shape), y.expand(shape)
    if weight is None:
        return apply(cls.of(number), x, y, parameter)
    return _reduced(apply(cls.of(0), x, y, parameter) * weight, number)


def _check_weight(weight, input):
    if weight is not None and weight.shape != input.shape:
        raise ValueError(f"Weights and input must have the same size. They are {weight.shape} and {input.shape}")


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """The absolute error abs(input - target), its mean (over the weights, if given) or its sum.

    input, target: tensors that broadcast (with a warning if their shapes differ); ``weight``: one per element.
    Raises RuntimeError if they don't broadcast, ValueError for an unknown reduction.

    >>> import rushlight as torch
    >>> torch.nn.functional.l1_loss(torch.zeros(2), torch.tensor([1.0, -3.0]))
    tensor(2.)
    """
    check_tensor(input, "l1_loss")
    number = reduction_number(reduction, size_average, reduce)
    warn_of_shapes(input, target)
    _check_weight(weight, input)
    each = (input - target).abs()
    if weight is None:
        return _reduced(each, number)
    return (each * weight).sum() / weight.sum() if number == 1 else _reduced(each * weight, number)


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    """The squared error for differences below ``beta``, the absolute error beyond. Girshick, arXiv:1504.08083.

    input, target: tensors that broadcast. Raises RuntimeError for a negative ``beta``.

    >>> import rushlight as torch
    >>> torch.nn.functional.smooth_l1_loss(torch.zeros(2), torch.tensor([1.0, -3.0]))
    tensor(1.5000)
    """
    check_tensor(input, "smooth_l1_loss")
    if beta == 0.0:
        return l1_loss(input, target, size_average, reduce, reduction)
    number = reduction_number(reduction, size_average, reduce)
    warn_of_shapes(input, target)
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}")
    return _compare(SmoothL1, input, target, float(beta), number)


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    """Half the squared error up to differences of ``delta``, straight on beyond. Huber, 1964.

    input, target: tensors that broadcast; ``weight``: one per element. Raises RuntimeError unless ``delta`` is
    positive.

    >>> import rushlight as torch
    >>> torch.nn.functional.huber_loss(torch.zeros(2), torch.tensor([1.0, -3.0]), delta=2.0)
    tensor(2.2500)
    """
    check_tensor(input, "huber_loss")
    number = reduction_number(reduction)
    warn_of_shapes(input, target)
    _check_weight(weight, input)
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}")
    return _compare(Huber, input, target, float(delta), number, weight)


def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """The cross entropy of probabilities with targets between 0 and 1, of one shape; ``weight`` broadcasts to it.

    Raises RuntimeError for inputs outside [0, 1], ValueError if the shapes differ.

    >>> import rushlight as torch
    >>> torch.nn.functional.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([1.0]))
    tensor(0.6931)
    """
    check_tensor(input, "binary_cross_entropy")
    number = reduction_number(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please "
            "ensure they have the same size."
        )
    if target.dtype is not input.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.cpp} but expected {input.dtype.cpp}")
    return _compare(BinaryCrossEntropy, input, target, None, number, weight)


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    """``binary_cross_entropy(sigmoid(input), target)``, without overflow. ``weight`` and ``pos_weight`` (a factor of
    the positive part) broadcast to the input's shape. Raises ValueError if the shapes differ.

    >>> import rushlight as torch
    >>> torch.nn.functional.binary_cross_entropy_with_logits(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    check_tensor(input, "binary_cross_entropy_with_logits")
    number = reduction_number(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if pos_weight is None:
        return _compare(BinaryCrossEntropyWithLogits, input, target, None, number, weight)
    factor = (pos_weight - 1) * target + 1
    each = (1 - target) * input - factor * logsigmoid(input)
    return _reduced(each if weight is None else each * weight, number)


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    """The Kullback-Leibler divergence of log-probabilities ``input`` from probabilities ``target`` (or their
    logarithms, with ``log_target``). ``reduction``: 'batchmean' (the definition), 'sum', 'none' or 'mean' (over all
    elements).

    >>> import rushlight as torch
    >>> torch.nn.functional.kl_div(torch.tensor([[-1.0, -1.0]]), torch.tensor([[0.5, 0.5]]), reduction="batchmean")
    tensor(0.3069)
    """
    check_tensor(input, "kl_div")
    legacy = size_average is not None or reduce is not None
    if legacy:
        reduction = legacy_reduction(size_average, reduce)
    elif reduction == "mean":
        import warnings

        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
            "only by "
            "the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as "
            "'batchmean' in the next major release.",
            stacklevel=2,
        )
    for what, v in (("Integral", input), ("Integral", target), ("Complex", input), ("Complex", target)):
        if v.dtype.category == 3 if what == "Complex" else v.dtype.category < 2:
            raise RuntimeError(f"kl_div: {what} inputs not supported.")
    batch = reduction == "batchmean"
    number = reduction_number("sum" if batch else reduction)
    each = exp(target) * (target - input) if log_target else xlogy(target, target) - target * input
    total = _reduced(each, number)
    return total / input.shape[0] if batch and input.ndim else total


def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean"
):
    """The negative log likelihood of counts ``target`` under Poisson distributions with rate ``input`` (its logarithm,
    with ``log_input``). ``full``: with Stirling's approximation of the term that doesn't depend on the input.

    >>> import rushlight as torch
    >>> torch.nn.functional.poisson_nll_loss(torch.zeros(1), torch.tensor([2.0]))
    tensor(1.)
    """
    number = reduction_number(reduction, size_average, reduce)
    each = exp(input) - target * input if log_input else input - target * log(input + eps)
    if full:
        stirling = target * log(target) - target + 0.5 * log(2 * math.pi * target)
        each = each + where(target <= 1, 0.0, stirling)
    return _reduced(each, number)


def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    """input where target is 1, max(0, margin - input) where it is -1.

    >>> import rushlight as torch
    >>> torch.nn.functional.hinge_embedding_loss(torch.tensor([0.2, 0.4]), torch.tensor([1, -1]), reduction="none")
    tensor([0.2000, 0.6000])
    """
    number = reduction_number(reduction, size_average, reduce)
    far = where(target != 1, clamp_min(margin - input, 0), 0.0)
    return _reduced(far + where(target != -1, input, 0.0), number)


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """log(1 + exp(-target * input)), target being ±1.

    >>> import rushlight as torch
    >>> torch.nn.functional.soft_margin_loss(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    check_tensor(input, "soft_margin_loss")
    check_tensor(target, "soft_margin_loss", "target", 2)
    if input._dtype.category < 2 and not input._array.size:
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {input._dtype.cpp}: convert with .float() "
            "first"
        )
    if broadcast(input._array.shape, target._array.shape) != input._array.shape:
        raise RuntimeError(
            f"output with shape {list(input.shape)} doesn't match the broadcast shape: soft_margin_loss takes a "
            "target that "
            f"broadcasts to input's shape, got {list(target.shape)}"
        )
    return _compare(SoftMargin, input, target, None, reduction_number(reduction, size_average, reduce))


def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """max(0, -target * (input1 - input2) + margin): target 1 wants input1 to be larger, -1 input2.

    Raises RuntimeError if the numbers of dimensions differ.

    >>> import rushlight as torch
    >>> torch.nn.functional.margin_ranking_loss(torch.zeros(1), torch.ones(1), torch.ones(1))
    tensor(1.)
    """
    check_tensor(input1, "margin_ranking_loss", "input1")
    number = reduction_number(reduction, size_average, reduce)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return _reduced(clamp_min(-target * (input1 - input2) + margin, 0), number)
