"""Norms over windows and over neighbouring channels, made of average pools."""

from __future__ import annotations

from ..common.arguments import check_tensor
from ..elementwise.abs_sign_round import sign
from ..elementwise.activation import relu
from .adaptive_unpool import max_pool3d, sizes_of
from .max_pool_avg_pool import avg_pool1d, avg_pool2d, max_pool1d, max_pool2d
from .pad import pad
from .resample import avg_pool3d

__all__ = ["local_response_norm", "lp_pool1d", "lp_pool2d", "lp_pool3d"]

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


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The ``norm_type`` norm of each window along the last dimension of (N, C, L) or (C, L).

    >>> import rushlight as torch
    >>> torch.nn.functional.lp_pool1d(torch.tensor([[3.0, 4.0]]), 2, 2)
    tensor([[5.]])
    """
    check_tensor(input, "lp_pool1d")
    return _lp(1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The ``norm_type`` norm of each window of (N, C, H, W) or (C, H, W).

    >>> import rushlight as torch
    >>> torch.nn.functional.lp_pool2d(torch.ones(1, 2, 2), 2, 2)
    tensor([[[2.]]])
    """
    check_tensor(input, "lp_pool2d")
    return _lp(2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The ``norm_type`` norm of each window of (N, C, D, H, W) or (C, D, H, W).

    >>> import rushlight as torch
    >>> torch.nn.functional.lp_pool3d(torch.ones(1, 2, 2, 2), 1, 2)
    tensor([[[[8.]]]])
    """
    check_tensor(input, "lp_pool3d")
    return _lp(3, input, norm_type, kernel_size, stride, ceil_mode)


def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """input over (k + alpha * mean of squares of the ``size`` channels around)^beta; input (N, C, ...).

    Raises ValueError for fewer than 3 dimensions. Krizhevsky, Sutskever and Hinton (2012).

    >>> import rushlight as torch
    >>> torch.nn.functional.local_response_norm(torch.ones(1, 1, 1), 1, alpha=1.0, beta=1.0)
    tensor([[[0.5000]]])
    """
    check_tensor(input, "local_response_norm")
    if input.ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {input.ndim} dimensions)")
    if not input.numel():
        return input
    n, c = input.shape[:2]
    squares = pad((input * input).reshape(n, 1, c, -1), (0, 0, size // 2, (size - 1) // 2))
    mean = avg_pool2d(squares, (size, 1), 1).reshape(input.shape)
    return input / mean.mul(alpha).add(k).pow(beta)
