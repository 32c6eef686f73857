"""Losses that compare element with element: absolute error and its smooth forms, cross entropy of probabilities,
divergences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._base.dtypes import can_cast
from ..._core import Op, Spec, apply, broadcast, result_type
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.pointwise import refuse
from ..elementwise.activation import logsigmoid, sigmoid
from ..elementwise.clamp_nan_to_num import clamp, clamp_min
from ..elementwise.exp_log_sin import log
from ..tensors.finfo_result_type import result_type as dtype_of
from .reductions import REDUCTIONS, reduced, reduction_number

if TYPE_CHECKING:
    from ..._face.types import Tensor


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
    casts_target = False  # y is cast to the dtype of x, not both to their common one

    def compute_dtype(self, x, y, parameter):
        return result_type(x, y)

    def infer(self, x, y, parameter):
        refuse((x, y), self.function, (0, 1, 3), always=True)
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


class MseLoss(Op):
    """(x - y)²; inputs x, y of one shape."""

    __slots__ = ("reduction",)
    follows = (0,)
    saves = ((0, 1), (0, 1))
    operands = ("self", "target")

    def compute_dtype(self, x, y):
        return result_type(x, y)

    def infer(self, x, y):
        t = result_type(x, y)
        refuse((x, y), "mse_cpu", (0, 1, 3))
        return Spec(broadcast(x.shape, y.shape) if self.reduction == 0 else (), t, x.device)

    def kernel(self, x, y):
        return bound("mse_loss", (self.reduction,)) if of_floats(x, y) and x.shape == y.shape else None

    def forward(self, xp, x, y):
        return xp.mse_loss(x, y, self.reduction)

    def vjp(self, need, grads, saved, specs):
        gx = apply(MseLossGrad.of(self.reduction), grads[0], saved[0], saved[1])
        return gx if need[0] else None, -gx if need[1] else None


class MseLossGrad(Op):
    """The gradient of MseLoss for x; inputs g, x, y."""

    __slots__ = ("reduction",)
    name = "MseLossBackward"
    saves = ((1, 2), (0, 1), (0, 1))

    def compute_dtype(self, g, x, y):
        return result_type(x, y)

    def infer(self, g, x, y):
        return Spec(broadcast(x.shape, y.shape), result_type(x, y), x.device)

    def kernel(self, g, x, y):
        return bound("mse_loss_backward", (self.reduction,)) if of_floats(g, x, y) and x.shape == y.shape else None

    def forward(self, xp, g, x, y):
        return xp.mse_loss_backward(g, x, y, self.reduction)

    def vjp(self, need, grads, saved, specs):
        gg = grads[0]
        scale = 2 / (gg._array.size or 1) if self.reduction == 1 else 2
        of_g = None
        if need[0]:
            of_g = (saved[1] - saved[2]) * gg * scale
            of_g = of_g if self.reduction == 0 else of_g.sum()
        of_x = gg * saved[0] * scale if need[1] or need[2] else None
        return of_g, of_x, -of_x if need[2] else None


def compare(cls, input, target, parameter, number, weight=None):
    """The loss of two tensors that broadcast, with a weight per element if given."""
    x, y = input, target
    if cls.like_input and x.dtype is not y.dtype:
        common = dtype_of(x, y) if not cls.casts_target else x.dtype
        wanted = dtype_of(x, y)
        if not can_cast(wanted, x.dtype):
            raise RuntimeError(f"result type {wanted.cpp} can't be cast to the desired output type {x.dtype.cpp}")
        return compare(cls, x.to(common), y.to(common), parameter, number, weight).to(x.dtype)
    if x.shape != y.shape:
        shape = broadcast(x.shape, y.shape)
        x, y = x.expand(shape), y.expand(shape)
    if weight is None:
        return apply(cls.of(number), x, y, parameter)
    return reduced(apply(cls.of(0), x, y, parameter) * weight, number)


def _weighted(each, weight, number):
    """A loss's numbers, each times its weight; their mean is over the weights."""
    each = each * weight
    return each.sum() / weight.sum() if number == 1 else reduced(each, number)


def _check_weight(weight, input):
    if weight is not None and weight.shape != input.shape:
        raise ValueError(f"Weights and input must have the same size. They are {weight.shape} and {input.shape}")


@public("functional", autocast=WIDE)
def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The squared error (input - target)², its mean or its sum.

    input, target: tensors that broadcast (with a warning if their shapes differ); ``weight``: one per element.
    ``reduction``: 'mean' (over the weights, if given), 'sum' or 'none'.
    Raises RuntimeError if they don't broadcast, NotImplementedError for integers.

    >>> mse_loss(torch.tensor([1., 2.]), torch.tensor([1., 4.]))
    tensor(2.)
    """
    number = reduction_number(reduction, size_average, reduce)
    _warn_of_shapes(input, target)
    if weight is None:
        return apply(MseLoss.of(number), input, target)
    _check_weight(weight, input)
    return _weighted(apply(MseLoss.of(0), input, target), weight, number)


def _warn_of_shapes(input, target):
    """Warn if a loss is about to broadcast its operands: a classic mistake, (N,) against (N, 1)."""
    if input.shape != target.shape:
        import warnings

        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same "
            "size." + _same_size(input, target),
            stacklevel=3,
        )


def _same_size(input, target):
    """What to write so that two operands, which differ by dimensions of size 1, have one shape."""
    if input.numel() != target.numel():
        return ""
    return f" Write target.view_as(input): both have {input.numel()} elements."


@public("functional", autocast=WIDE)
def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The absolute error abs(input - target), its mean (over the weights, if given) or its sum.

    input, target: tensors that broadcast (with a warning if their shapes differ); ``weight``: one per element.
    Raises RuntimeError if they don't broadcast, ValueError for an unknown reduction.

    >>> torch.nn.functional.l1_loss(torch.zeros(2), torch.tensor([1.0, -3.0]))
    tensor(2.)
    """
    number = reduction_number(reduction, size_average, reduce)
    _warn_of_shapes(input, target)
    _check_weight(weight, input)
    each = (input - target).abs()
    if weight is None:
        return reduced(each, number)
    return _weighted(each, weight, number)


@public("functional", autocast=WIDE)
def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """The squared error for differences below ``beta``, the absolute error beyond. Girshick, arXiv:1504.08083.

    input, target: tensors that broadcast. Raises RuntimeError for a negative ``beta``.

    >>> torch.nn.functional.smooth_l1_loss(torch.zeros(2), torch.tensor([1.0, -3.0]))
    tensor(1.5000)
    """
    if beta == 0.0:
        return l1_loss(input, target, size_average, reduce, reduction)
    number = reduction_number(reduction, size_average, reduce)
    _warn_of_shapes(input, target)
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}")
    return compare(SmoothL1, input, target, float(beta), number)


@public("functional", autocast=WIDE)
def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """Half the squared error up to differences of ``delta``, straight on beyond. Huber, 1964.

    input, target: tensors that broadcast; ``weight``: one per element. Raises RuntimeError unless ``delta`` is
    positive.

    >>> torch.nn.functional.huber_loss(torch.zeros(2), torch.tensor([1.0, -3.0]), delta=2.0)
    tensor(2.2500)
    """
    number = reduction_number(reduction)
    _warn_of_shapes(input, target)
    _check_weight(weight, input)
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}")
    return compare(Huber, input, target, float(delta), number, weight)


@public("functional", autocast=WIDE)
def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The cross entropy of probabilities with targets between 0 and 1, of one shape; ``weight`` broadcasts to it.

    Raises RuntimeError for inputs outside [0, 1], ValueError if the shapes differ.

    >>> torch.nn.functional.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([1.0]))
    tensor(0.6931)
    """
    number = reduction_number(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    if target.dtype is not input.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.cpp} but expected {input.dtype.cpp}")
    return compare(BinaryCrossEntropy, input, target, None, number, weight)


@public("functional", autocast=WIDE)
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """``binary_cross_entropy(sigmoid(input), target)``, without overflow. ``weight`` and ``pos_weight`` (a factor of
    the positive part) broadcast to the input's shape. Raises ValueError if the shapes differ.

    >>> torch.nn.functional.binary_cross_entropy_with_logits(torch.zeros(1), torch.ones(1))
    tensor(0.6931)
    """
    number = reduction_number(reduction, size_average, reduce)
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if pos_weight is None:
        return compare(BinaryCrossEntropyWithLogits, input, target, None, number, weight)
    factor = (pos_weight - 1) * target + 1
    each = (1 - target) * input - factor * logsigmoid(input)
    return reduced(each if weight is None else each * weight, number)


@public("torch.binary_cross_entropy_with_logits", autocast=WIDE)
def torch_binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, pos_weight: Tensor | None = None, reduction: int = 0
) -> Tensor:
    """`nn.functional.binary_cross_entropy_with_logits` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return binary_cross_entropy_with_logits(
        input, target, weight, reduction=REDUCTIONS[reduction], pos_weight=pos_weight
    )
