"""Norms over windows made of average pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._face.public import public
from ..elementwise.abs_sign_round import sign
from ..elementwise.activation import relu
from .avg_pool import avg_pool1d, avg_pool2d, avg_pool3d
from .max_pool import max_pool1d, max_pool2d, max_pool3d
from .pool_sizes import sizes_of

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor

_MEANS = {1: avg_pool1d, 2: avg_pool2d, 3: avg_pool3d}
_MAXIMA = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}


def _lp(k, input, norm_type, kernel_size, stride, ceil_mode):
    if norm_type == float("inf"):
        return _MAXIMA[k](input.abs(), kernel_size, stride, 0, 1, ceil_mode)
    if norm_type == -float("inf"):
        return -_MAXIMA[k](-input.abs(), kernel_size, stride, 0, 1, ceil_mode)
    count = 1
    for n in sizes_of(f"lp_pool{k}d", "kernel_size", kernel_size, k):
        count *= n
    mean = _MEANS[k](input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
    return (sign(mean) * relu(mean.abs())).mul(count).pow(1.0 / norm_type)


@public("functional")
def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: Ints, stride: Ints | None = None, ceil_mode: bool = False
) -> Tensor:
    """The ``norm_type`` norm of each window along the last dimension of (N, C, L) or (C, L).

    >>> torch.nn.functional.lp_pool1d(torch.tensor([[3.0, 4.0]]), 2, 2)
    tensor([[5.]])
    """
    return _lp(1, input, norm_type, kernel_size, stride, ceil_mode)


@public("functional")
def lp_pool2d(
    input: Tensor, norm_type: float, kernel_size: Ints, stride: Ints | None = None, ceil_mode: bool = False
) -> Tensor:
    """The ``norm_type`` norm of each window of (N, C, H, W) or (C, H, W).

    >>> torch.nn.functional.lp_pool2d(torch.ones(1, 2, 2), 2, 2)
    tensor([[[2.]]])
    """
    return _lp(2, input, norm_type, kernel_size, stride, ceil_mode)


@public("functional")
def lp_pool3d(
    input: Tensor, norm_type: float, kernel_size: Ints, stride: Ints | None = None, ceil_mode: bool = False
) -> Tensor:
    """The ``norm_type`` norm of each window of (N, C, D, H, W) or (C, D, H, W).

    >>> torch.nn.functional.lp_pool3d(torch.ones(1, 2, 2, 2), 1, 2)
    tensor([[[[8.]]]])
    """
    return _lp(3, input, norm_type, kernel_size, stride, ceil_mode)
