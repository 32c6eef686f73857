"""The forms that layers of nn.functional have in `torch`: all arguments by position, and what cuDNN would take."""

from __future__ import annotations

from .._base import dtypes
from .._core import apply
from .common.arguments import check_fits, check_tensor
from .common.sizes import ints
from .layers import batch_norm_layer_norm
from .layers.dropout import run as dropped
from .layers.pad import Pad
from .losses import mse_l1_bce
from .reductions.var_std_cov import var_mean

__all__ = [
    "alpha_dropout",
    "alpha_dropout_",
    "batch_norm",
    "binary_cross_entropy_with_logits",
    "constant_pad_nd",
    "dropout",
    "dropout_",
    "feature_alpha_dropout",
    "feature_alpha_dropout_",
    "feature_dropout",
    "feature_dropout_",
    "group_norm",
    "instance_norm",
    "kl_div",
    "layer_norm",
    "native_batch_norm",
    "native_group_norm",
    "native_layer_norm",
    "poisson_nll_loss",
]

_REDUCTIONS = ("none", "mean", "sum")


# Normalisation --------------------------------------------------------------------------------------------------------


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5, cudnn_enable=True):
    """`nn.functional.layer_norm`.

    >>> torch.layer_norm(torch.tensor([[1.0, 3.0]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    if not isinstance(normalized_shape, (tuple, list)):
        raise TypeError(
            "layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not "
            f"{type(normalized_shape).__name__}"
        )
    return batch_norm_layer_norm.layer_norm(input, normalized_shape, weight, bias, eps)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5, cudnn_enabled=True):
    """`nn.functional.group_norm`.

    >>> torch.group_norm(torch.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """
    return batch_norm_layer_norm.group_norm(input, num_groups, weight, bias, eps)


def batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled):
    """`nn.functional.batch_norm` with weight and bias first; one value per channel is allowed, and becomes bias.

    >>> torch.batch_norm(torch.tensor([[1.0], [3.0]]), None, None, None, None, True, 0.1, 1e-5, False)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    check_tensor(input, "batch_norm")
    return batch_norm_layer_norm.batch_normed(input, running_mean, running_var, weight, bias, training, momentum, eps)


def instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled):
    """`nn.functional.instance_norm` with weight and bias first; one value per channel is allowed, and becomes bias.

    >>> torch.instance_norm(torch.tensor([[[1.0, 3.0]]]), None, None, None, None, True, 0.1, 1e-5, False)
    tensor([[[-1.0000,  1.0000]]])
    """
    check_tensor(input, "instance_norm")
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
    return batch_norm_layer_norm.instance_normed(
        input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )


# Dropout --------------------------------------------------------------------------------------------------------------


def _drop(function, input, p, train, inplace, **kinds):
    check_tensor(input, function)
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
    return dropped(function, input, p, train, inplace, **kinds)


def dropout(input, p, train):
    """`nn.functional.dropout`. Raises RuntimeError for p outside [0, 1].

    >>> torch.dropout(torch.ones(2), 0.5, False)
    tensor([1., 1.])
    """
    return _drop("dropout", input, p, train, False)


def dropout_(input, p, train):
    """`dropout` in place."""
    return _drop("dropout_", input, p, train, True)


def alpha_dropout(input, p, train):
    """`nn.functional.alpha_dropout`. Raises RuntimeError for p outside [0, 1].

    >>> torch.alpha_dropout(torch.ones(2), 0.5, False)
    tensor([1., 1.])
    """
    return _drop("alpha_dropout", input, p, train, False, alpha=True)


def alpha_dropout_(input, p, train):
    """`alpha_dropout` in place."""
    return _drop("alpha_dropout_", input, p, train, True, alpha=True)


def feature_dropout(input, p, train):
    """`dropout` of whole channels: input (N, C, ...). Raises RuntimeError for fewer dimensions and p outside [0, 1].

    >>> torch.feature_dropout(torch.ones(1, 2), 0.5, False)
    tensor([[1., 1.]])
    """
    return _drop("feature_dropout", input, p, train, False, channels=True)


def feature_dropout_(input, p, train):
    """`feature_dropout` in place."""
    return _drop("feature_dropout_", input, p, train, True, channels=True)


def feature_alpha_dropout(input, p, train):
    """`nn.functional.feature_alpha_dropout`. Raises RuntimeError for p outside [0, 1].

    >>> torch.feature_alpha_dropout(torch.ones(1, 2), 0.5, False)
    tensor([[1., 1.]])
    """
    return _drop("feature_alpha_dropout", input, p, train, False, channels=True, alpha=True)


def feature_alpha_dropout_(input, p, train):
    """`feature_alpha_dropout` in place."""
    return _drop("feature_alpha_dropout_", input, p, train, True, channels=True, alpha=True)


# Padding --------------------------------------------------------------------------------------------------------------


def constant_pad_nd(input, pad, value=0):
    """A tensor with ``value`` around it: ``pad`` has (before, after) of the last dimension, then of the one before it,
    and so on; negative amounts take elements away. Raises RuntimeError for amounts that don't fit.

    >>> torch.constant_pad_nd(torch.ones(2), (1, 2), 5)
    tensor([5., 1., 1., 5., 5.])
    """
    check_tensor(input, "constant_pad_nd")
    if not isinstance(pad, (tuple, list)):
        raise TypeError(
            f"constant_pad_nd(): argument 'pad' (position 2) must be tuple of ints, not {type(pad).__name__}"
        )
    amounts, n = ints("constant_pad_nd", (pad,), "pad"), input.ndim
    if len(amounts) % 2:
        raise RuntimeError(f"Length of pad must be even but instead it equals {len(amounts)}")
    if len(amounts) > 2 * n:
        raise RuntimeError(
            "Length of pad should be no more than twice the number of dimensions of the input. Pad length is "
            f"{len(amounts)} while the input has {n} dimensions."
        )
    pairs = [(0, 0)] * (n - len(amounts) // 2)
    pairs += [(amounts[i], amounts[i + 1]) for i in reversed(range(0, len(amounts), 2))]
    check_fits(value, input._dtype)
    return apply(Pad.of(tuple(pairs)), input, value)


# Losses ---------------------------------------------------------------------------------------------------------------


def kl_div(input, target, reduction=0, *, log_target=False):
    """`nn.functional.kl_div` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    check_tensor(input, "kl_div")
    each = mse_l1_bce.kl_div(input, target, reduction="none", log_target=log_target)
    return each.mean() if reduction == 1 else each.sum() if reduction == 2 else each


def binary_cross_entropy_with_logits(input, target, weight=None, pos_weight=None, reduction=0):
    """`nn.functional.binary_cross_entropy_with_logits` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    check_tensor(input, "binary_cross_entropy_with_logits")
    return mse_l1_bce.binary_cross_entropy_with_logits(
        input, target, weight, reduction=_REDUCTIONS[reduction], pos_weight=pos_weight
    )


def poisson_nll_loss(input, target, log_input, full, eps, reduction):
    """`nn.functional.poisson_nll_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    check_tensor(input, "poisson_nll_loss")
    return mse_l1_bce.poisson_nll_loss(input, target, log_input, full, eps=eps, reduction=_REDUCTIONS[reduction])


# Normalisation with what it measured ----------------------------------------------------------------------------------


def _measured(x, dims, eps, dtype):
    """The means over ``dims`` and 1 / sqrt(variance + eps), reduced dimensions kept, in ``dtype``."""
    wide = x.to(dtypes.float32) if x._dtype.is_reduced else x
    variance, mean = var_mean(wide, dims, correction=0, keepdim=True)
    return mean.to(dtype), (variance + eps).rsqrt().to(dtype)


def native_layer_norm(input, normalized_shape, weight, bias, eps):
    """(`layer_norm`, the means, 1 / sqrt(variance + eps)); the latter two have 1 for each normalised dimension, and no
    gradient.

    >>> torch.native_layer_norm(torch.tensor([[1.0, 3.0]]), (2,), None, None, 0.0)
    (tensor([[-1.,  1.]]), tensor([[2.]]), tensor([[1.]]))
    """
    y = layer_norm(input, normalized_shape, weight, bias, eps)
    dims = tuple(range(input.ndim - len(normalized_shape), input.ndim))
    mean, rstd = _measured(input.detach(), dims, eps, input._dtype if weight is None else weight._dtype)
    return y, mean, rstd


def native_group_norm(input, weight, bias, N, C, HxW, group, eps):
    """(`group_norm`, the means, 1 / sqrt(variance + eps)); the latter two are (N, group). The input has N C HxW
    elements.

    Raises RuntimeError if it hasn't.

    >>> torch.native_group_norm(torch.tensor([[1.0, 3.0]]), None, None, 1, 2, 1, 1, 0.0)
    (tensor([[-1.,  1.]]), tensor([[2.]]), tensor([[1.]]))
    """
    y = batch_norm_layer_norm.group_norm(input, group, weight, bias, eps)
    if input._array.size != N * C * HxW:
        raise RuntimeError(
            f"Expected X.numel() == N * C * HxW to be true: {input._array.size} elements, N={N}, C={C}, HxW={HxW}"
        )
    x = input.reshape(N, group, C // group * HxW)
    mean, rstd = _measured(x, (2,), eps, input._dtype if weight is None else weight._dtype)
    return y, mean.squeeze(2), rstd.squeeze(2)


def native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps):
    """(`batch_norm`, the batch's means, 1 / sqrt(variance + eps)); the latter two are (C,), without a gradient, and
    empty when not ``training``.

    >>> torch.native_batch_norm(torch.tensor([[1.0], [3.0]]), None, None, None, None, True, 0.1, 0.0)[1:]
    (tensor([2.]), tensor([1.]))
    """
    y = batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, False)
    dtype = input._dtype if weight is None else weight._dtype
    if not training:
        return y, input.new_empty(0, dtype=dtype), input.new_empty(0, dtype=dtype)
    x = input.detach().transpose(0, 1).flatten(1)
    mean, rstd = _measured(x, (1,), eps, dtype)
    return y, mean.squeeze(1), rstd.squeeze(1)
