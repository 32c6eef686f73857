"""Changes of colour of tensors of shape (..., C, H, W), C being 1 or 3. Names and arguments as in ``functional``."""

from __future__ import annotations

import numpy as np

from ... import float32, from_numpy, int64, stack, tensor, uint8, where
from ...nn.functional import conv2d
from ...nn.functional import pad as pad_nd
from .sizes import check, convert_dtype, dimensions, maximum, rounded, to_grayscale
from .weights import gaussian

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "adjust_sharpness",
    "autocontrast",
    "blur",
    "check_channels",
    "equalize",
    "equalized",
    "gaussian_blur",
    "invert",
    "neighbourhood",
    "posterize",
    "shift_hue",
    "solarize",
]


def check_channels(x):
    """Raises TypeError unless ``x`` is a picture of 1 or 3 channels."""
    channels = dimensions(x)[0]
    if channels not in (1, 3):
        raise TypeError(f"Input image tensor permitted channel values are [1, 3], but found {channels}")


def _check_planes(x):
    check(x)
    if x.ndim < 3:
        raise TypeError(f"Input image tensor should have at least 3 dimensions, but found {x.ndim}")
    check_channels(x)


def _floating(x):
    """The dtype in which to compute with ``x``."""
    return x.dtype if x.is_floating_point() else float32


def _blend(x, other, ratio):
    """``ratio`` parts of x, the rest ``other``, in the dtype and range of x (integers are cut, not rounded)."""
    return (ratio * x + (1.0 - ratio) * other).clamp(0, maximum(x.dtype)).to(x.dtype)


def adjust_brightness(x, factor):
    check_channels(x)
    return (factor * x).clamp(0, maximum(x.dtype)).to(x.dtype)


def adjust_contrast(x, factor):
    check_channels(x)
    grey = to_grayscale(x, 1) if dimensions(x)[0] == 3 else x
    return _blend(x, grey.to(_floating(x)).mean((-3, -2, -1), keepdim=True), factor)


def adjust_saturation(x, factor):
    check_channels(x)
    return x if dimensions(x)[0] == 1 else _blend(x, to_grayscale(x, 1), factor)


def adjust_hue(x, factor):
    check_channels(x)
    if dimensions(x)[0] == 1:
        return x
    return convert_dtype(shift_hue(convert_dtype(x, float32), factor), x.dtype)


def shift_hue(x, factor, second=False):
    """Floats (..., 3, H, W) with the hue turned by ``factor`` of a full circle.

    Through hue, saturation and value (Smith 1978). ``second``: rounded as transforms.v2 does, else as transforms.
    """
    high, low = x.amax(-3), x.amin(-3)
    grey = high == low  # their differences are replaced by 1: no division by zero, and no nan in gradients
    span = high - low
    saturation = span / where(grey, 1.0, high)
    r, g, b = ((high.unsqueeze(-3) - x) / where(grey, 1.0, span).unsqueeze(-3)).unbind(-3)
    is_r, is_g = high == x.select(-3, 0), high == x.select(-3, 1)
    sixths = where(is_r, b - g, where(is_g, 2.0 + r - b, 4.0 + g - r))
    hue = (sixths * (1.0 / 6.0) if second else sixths / 6.0) + 1.0
    hue = (hue.fmod(1.0) + factor) % 1.0 * 6.0
    sector = hue.floor()
    f = hue - sector
    rest = 1.0 - saturation
    p = (high * rest).clamp(0.0, 1.0)
    q = (high * (1.0 - saturation * f)).clamp(0.0, 1.0)
    t = saturation * f + rest if second else 1.0 - saturation * (1.0 - f)
    choices = stack((high, p, q, (high * t).clamp(0.0, 1.0)), -3)
    which = _SECTORS[:, sector.to(int64) % 6]  # (3, ..., H, W)
    return choices.gather(-3, which.movedim(0, -3))


# which of (v, p, q, t) is red, green and blue in each sixth of the circle
_SECTORS = tensor([[0, 2, 1, 1, 3, 0], [3, 0, 0, 2, 1, 1], [1, 1, 3, 0, 0, 2]])


def adjust_gamma(x, gamma, gain):
    check_channels(x)
    y = x if x.is_floating_point() else convert_dtype(x, float32)
    return convert_dtype((gain * y.pow(gamma)).clamp(0, 1), x.dtype)


def neighbourhood(x):
    """The inner pixels of a float tensor, mixed with their eight neighbours: (..., H - 2, W - 2)."""
    kernel = np.full((1, 1, 3, 3), 1.0 / 13.0)
    kernel[0, 0, 1, 1] = 5.0 / 13.0
    return _filtered(x, from_numpy(kernel).to(x.dtype))


def _filtered(x, *kernels):
    """Every plane of ``x`` filtered by the kernels (1, 1, h, w) in turn, without a border."""
    planes = x.reshape(-1, 1, *x.shape[-2:])
    for kernel in kernels:
        planes = conv2d(planes, kernel)
    return planes.reshape(*x.shape[:-2], *planes.shape[-2:])


def adjust_sharpness(x, factor):
    check_channels(x)
    if min(x.shape[-2:]) <= 2:
        return x
    soft = x.clone()
    soft[..., 1:-1, 1:-1] = rounded(neighbourhood(x.to(_floating(x))), x.dtype)
    return _blend(x, soft, factor)


def gaussian_blur(x, kernel_size, sigma):
    check(x)
    return rounded(blur(x.to(_floating(x)), kernel_size, sigma), x.dtype)


def blur(x, kernel_size, sigma):
    """Floats blurred by a Gaussian of (width, height) ``kernel_size`` and ``sigma``; the border is mirrored."""
    (kx, ky), (sx, sy) = kernel_size, sigma
    column, row = (from_numpy(gaussian(k, s, x.dtype.np)).to(x.dtype) for k, s in ((ky, sy), (kx, sx)))
    planes = x.reshape(-1, 1, *x.shape[-2:])
    planes = pad_nd(planes, [kx // 2, kx // 2, ky // 2, ky // 2], mode="reflect")
    return _filtered(planes, column.view(1, 1, -1, 1), row.view(1, 1, 1, -1)).reshape(x.shape)


def invert(x):
    _check_planes(x)
    return maximum(x.dtype) - x


def _check_bytes(x):
    if x.dtype is not uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {x.dtype}")


def posterize(x, bits):
    check(x)
    if x.ndim < 3:
        raise TypeError(f"Input image tensor should have at least 3 dimensions, but found {x.ndim}")
    _check_bytes(x)
    check_channels(x)
    return x & (256 - 2 ** (8 - bits))


def solarize(x, threshold):
    _check_planes(x)
    if threshold > maximum(x.dtype):
        raise TypeError(f"Threshold should be less than bound of img, which is {maximum(x.dtype)}; got {threshold}")
    return where(x >= threshold, invert(x), x)


def autocontrast(x):
    _check_planes(x)
    white, dtype = maximum(x.dtype), _floating(x)
    low, high = x.amin((-2, -1), keepdim=True).to(dtype), x.amax((-2, -1), keepdim=True).to(dtype)
    scale = white / (high - low)
    flat = scale.isfinite().logical_not()
    low, scale = where(flat, 0.0, low), where(flat, 1.0, scale)
    return ((x - low) * scale).clamp(0, white).to(x.dtype)


def equalize(x):
    """Each plane on its own, through a table of 256 entries."""
    check(x)
    if x.ndim not in (3, 4):
        raise TypeError(f"Input image tensor should have 3 or 4 dimensions, but found {x.ndim}")
    _check_bytes(x)
    check_channels(x)
    return equalized(x)


def equalized(x):
    """A uint8 tensor with every plane's brightness spread out evenly."""
    planes = x.contiguous().numpy().reshape(-1, x.shape[-2] * x.shape[-1])
    out = np.empty_like(planes)
    for plane, result in zip(planes, out, strict=True):
        result[:] = _equalizing(plane)[plane]
    return from_numpy(out.reshape(x.shape))


def _equalizing(plane):
    """The table that equalizes the bytes ``plane``: as many pixels in each step, the brightest ones not counted."""
    counts = np.bincount(plane, minlength=256)
    brightest = int(plane.max()) if plane.size else 0
    step = (plane.size - int(counts[brightest])) // 255
    if step == 0:
        return np.arange(256, dtype=np.uint8)
    below = np.cumsum(counts) - counts
    table = (below + step // 2) // step
    table[0] = 0
    return table.clip(0, 255).astype(np.uint8)
