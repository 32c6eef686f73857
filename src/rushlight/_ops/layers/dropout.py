"""Dropout: random zeros, or the negative saturation value of selu ("alpha"), for elements or whole channels.

The masks are PyTorch's: the same draws from the generator, in the same order.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._core import apply
from ..._face.public import public
from ..common.inside_vmap import alike, drawable
from ..tensors.full import Full
from ..tensors.zeros_full import empty_like

if TYPE_CHECKING:
    from ..._face.types import Tensor

_ALPHA = 1.7580993408473766  # less selu's limit for large negative numbers


def run(function, input, p, training, inplace, channels=False, alpha=False):
    """Any of the dropouts: of elements or whole ``channels``, to zeros or (``alpha``) selu's limit."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if p == 0 or not training or not input._array.size:
        return input
    if p == 1:
        zero = apply(Full.of((), input._dtype, input._device), 0)
        return input.mul_(zero) if inplace else input * zero
    shape = input._array.shape
    if channels:
        if len(shape) < 2:
            raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
        shape = (*shape[:2], *[1] * (len(shape) - 2))
    if channels or input._array.flags.c_contiguous:
        noise = alike(apply(Full.of(shape, input._dtype, input._device), None), input)
    else:
        noise = empty_like(input)  # drawn in the order of its memory
    noise = drawable(noise).bernoulli_(1 - p)
    if not alpha:
        noise.div_(1 - p)
        return input.mul_(noise) if inplace else input * noise
    a = 1 / math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    shift = noise.add(-1).mul_(_ALPHA * a).add_(_ALPHA * a * p)
    noise.mul_(a)
    return (input.mul_(noise) if inplace else input * noise).add_(shift)


@public("functional")
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zero each element with probability p and divide the others by 1 - p; when not ``training``, input as it is.

    Raises ValueError for p outside [0, 1]. Srivastava et al. (2014).

    >>> dropout(torch.ones(4), training=False)
    tensor([1., 1., 1., 1.])
    """
    return run("dropout", input, p, training, inplace)


@public("functional")
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout that keeps mean 0 and variance 1: the elements it hits get selu's limit for large negative numbers.

    Raises ValueError for p outside [0, 1]. Klambauer et al., arXiv:1706.02515.

    >>> alpha_dropout(torch.ones(4))
    tensor([1., 1., 1., 1.])
    """
    return run("alpha_dropout", input, p, training, inplace, alpha=True)


@public("functional")
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels: input (N, C, ...).

    Raises ValueError for p outside [0, 1], RuntimeError for an input without channels.

    >>> feature_alpha_dropout(torch.ones(1, 2, 2)).shape
    torch.Size([1, 2, 2])
    """
    return run("feature_alpha_dropout", input, p, training, inplace, channels=True, alpha=True)


def _channels(function, input, p, training, inplace, batched):
    """Whole channels; an input without batch dimension gets one for the time being."""
    if batched:
        return run(function, input, p, training, inplace, channels=True)
    x = input.unsqueeze_(0) if inplace else input.unsqueeze(0)
    y = run(function, x, p, training, inplace, channels=True)
    return y.squeeze_(0) if inplace else y.squeeze(0)


@public("functional")
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zero each channel of (N, C, L) or (C, L) with probability p and divide the others by 1 - p.

    Raises ValueError for p outside [0, 1], RuntimeError for another number of dimensions.

    >>> dropout1d(torch.ones(1, 2, 2), training=False).shape
    torch.Size([1, 2, 2])
    """
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. It zeroes channels of (N, C, L) "
            "or (C, L); use dropout for single elements"
        )
    return _channels("dropout1d", input, p, training, inplace, input.ndim == 3)


@public("functional")
def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zero each channel of (N, C, H, W) with probability p and divide the others by 1 - p.

    A 3-d input counts as (N, C, L), with a warning. Raises ValueError for p outside [0, 1].

    >>> dropout2d(torch.ones(1, 2, 2, 2), training=False).shape
    torch.Size([1, 2, 2, 2])
    """
    if input.ndim not in (3, 4):
        _warn(
            f"dropout2d: Received a {input.ndim}-D input to dropout2d, which is deprecated and will result in an error "
            "in a future release. It zeroes channels of (N, C, H, W); use dropout for single elements."
        )
    elif input.ndim == 3:
        _warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired "
            "- input is interpreted as shape (N, C, L), where C is the channel dim. To say so, use dropout1d."
        )
    return run("dropout2d", input, p, training, inplace, channels=True)


@public("functional")
def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zero each channel of (N, C, D, H, W) or (C, D, H, W) with probability p and divide the others by 1 - p.

    Raises ValueError for p outside [0, 1].

    >>> dropout3d(torch.ones(1, 2, 2, 2, 2), training=False).shape
    torch.Size([1, 2, 2, 2, 2])
    """
    if input.ndim not in (4, 5):
        _warn(
            f"dropout3d: Received a {input.ndim}-D input to dropout3d, which is deprecated and will result in an error "
            "in a future release. It zeroes channels of (N, C, D, H, W); use dropout for single elements."
        )
    return _channels("dropout3d", input, p, training, inplace, input.ndim == 5)


def _warn(text):
    import warnings

    warnings.warn(text, stacklevel=3)


# As torch has them --------------------------------------------------------------------------------------------------


def _drop(function, input, p, train, inplace, **kinds):
    if not 0 <= p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {p}")
    return run(function, input, p, train, inplace, **kinds)


@public("torch.dropout")
def torch_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.dropout`. Raises RuntimeError for p outside [0, 1].

    >>> torch.dropout(torch.ones(2), 0.5, False)
    tensor([1., 1.])
    """
    return _drop("dropout", input, p, train, False)


@public("torch")
def dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`dropout` in place."""
    return _drop("dropout_", input, p, train, True)


@public("torch.alpha_dropout")
def torch_alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.alpha_dropout`. Raises RuntimeError for p outside [0, 1].

    >>> torch.alpha_dropout(torch.ones(2), 0.5, False)
    tensor([1., 1.])
    """
    return _drop("alpha_dropout", input, p, train, False, alpha=True)


@public("torch")
def alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`alpha_dropout` in place."""
    return _drop("alpha_dropout_", input, p, train, True, alpha=True)


@public("torch")
def feature_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`dropout` of whole channels: input (N, C, ...). Raises RuntimeError for fewer dimensions and p outside [0, 1].

    >>> torch.feature_dropout(torch.ones(1, 2), 0.5, False)
    tensor([[1., 1.]])
    """
    return _drop("feature_dropout", input, p, train, False, channels=True)


@public("torch")
def feature_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`feature_dropout` in place."""
    return _drop("feature_dropout_", input, p, train, True, channels=True)


@public("torch.feature_alpha_dropout")
def torch_feature_alpha_dropout(input: Tensor, p: float, train: bool) -> Tensor:
    """`nn.functional.feature_alpha_dropout`. Raises RuntimeError for p outside [0, 1].

    >>> torch.feature_alpha_dropout(torch.ones(1, 2), 0.5, False)
    tensor([[1., 1.]])
    """
    return _drop("feature_alpha_dropout", input, p, train, False, channels=True, alpha=True)


@public("torch")
def feature_alpha_dropout_(input: Tensor, p: float, train: bool) -> Tensor:
    """`feature_alpha_dropout` in place."""
    return _drop("feature_alpha_dropout_", input, p, train, True, channels=True, alpha=True)
