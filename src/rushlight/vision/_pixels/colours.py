"""Changes of colour and sharpness of tensors (..., C, H, W). Names and arguments as in ``functional``.

``second``: checked and rounded as transforms.v2 does, else as transforms.
"""

from __future__ import annotations

import numpy as np

from ... import float32, from_numpy, int16, int64, randn_like, stack, tensor, uint8, where
from ...nn.functional import conv2d
from ...nn.functional import pad as pad_nd
from .checks import check_factor, check_gamma, check_hue, check_outputs
from .sizes import check, convert_dtype, dimensions, maximum, rounded, value_bits
from .weights import gaussian


def _channels(x, second):
    """The number of channels, 1 or 3. Raises: TypeError for others."""
    channels = x.shape[-3] if second else dimensions(x)[0]
    if channels not in (1, 3):
        raise TypeError(f"Input image tensor permitted channel values are 1 or 3, but found {channels}")
    return channels


def _check_planes(x):
    check(x)
    if x.ndim < 3:
        raise TypeError(f"Input image tensor should have at least 3 dimensions, but found {x.ndim}")


def _check_bytes(x):
    if x.dtype is not uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {x.dtype}")


def _floating(x):
    """``x`` in the dtype in which to compute with it."""
    return x if x.is_floating_point() else x.to(float32)


def _bounded(y, dtype):
    """``y`` cut to the range of a dtype, in it (to integers cut, not rounded)."""
    return y.clamp(0, maximum(dtype)).to(dtype)


def _blend(x, other, ratio, second):
    """``ratio`` parts of x, the rest ``other``, in the dtype and range of x."""
    ratio = float(ratio)
    y = x.mul(ratio).add(other, alpha=1.0 - ratio) if second else ratio * x + (1.0 - ratio) * other
    return _bounded(y, x.dtype)


def _grey(x, second):
    r, g, b = x.unbind(-3)
    grey = r.mul(0.2989).add(g, alpha=0.587).add(b, alpha=0.114) if second else 0.2989 * r + 0.587 * g + 0.114 * b
    return grey.unsqueeze(-3)


def _level_grey(x, second):
    """Grey of three channels in floats, which are whole numbers if ``x`` has whole numbers."""
    grey = _grey(x, second)
    return grey if x.is_floating_point() else grey.floor() if second else grey.trunc()


def to_grayscale(x, num_output_channels, second=False):
    if not second:
        _check_planes(x)
        _channels(x, second)
    check_outputs(num_output_channels)
    if x.shape[-3] == 1:
        return x.repeat(*[1] * (x.ndim - 3), 3, 1, 1) if second and num_output_channels == 3 else x.clone()
    grey = _grey(x, second).to(x.dtype)
    return grey.expand(x.shape) if num_output_channels == 3 else grey


def to_rgb(x):
    return x if x.shape[-3] >= 3 else to_grayscale(x, 3, second=True)


def adjust_brightness(x, brightness_factor, second=False):
    check_factor("brightness_factor", brightness_factor)
    _channels(x, second)
    return _bounded(x * (brightness_factor if second else float(brightness_factor)), x.dtype)


def adjust_contrast(x, contrast_factor, second=False):
    check_factor("contrast_factor", contrast_factor)
    grey = _level_grey(x, second) if _channels(x, second) == 3 else x
    return _blend(x, _floating(grey).mean((-3, -2, -1), keepdim=True), contrast_factor, second)


def adjust_saturation(x, saturation_factor, second=False):
    check_factor("saturation_factor", saturation_factor)
    return x if _channels(x, second) == 1 else _blend(x, _level_grey(x, second), saturation_factor, second)


def adjust_hue(x, hue_factor, second=False):
    check_hue(hue_factor)
    if _channels(x, second) == 1 or x.numel() == 0:
        return x
    return convert_dtype(_shifted_hue(convert_dtype(x, float32, second), hue_factor, second), x.dtype, second)


def _shifted_hue(x, factor, second):
    """Floats (..., 3, H, W) with the hue turned by ``factor`` of a full circle.

    Through hue, saturation and value (Smith 1978).
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


def adjust_gamma(x, gamma, gain, second=False):
    if not second:
        _channels(x, second)
    check_gamma(gamma)
    y = (x if x.is_floating_point() else convert_dtype(x, float32, second)).pow(gamma)
    y = y if second and gain == 1 else (gain * y).clamp(0.0, 1.0)
    return convert_dtype(y, x.dtype, second)


def adjust_sharpness(x, sharpness_factor, second=False):
    """The outermost pixels stay; each other one is mixed with itself and its eight neighbours."""
    check_factor("sharpness_factor", sharpness_factor)
    _channels(x, second)
    if x.numel() == 0 or min(x.shape[-2:]) <= 2:
        return x
    y = _floating(x)
    kernel = np.full((1, 1, 3, 3), 1.0 / 13.0)
    kernel[0, 0, 1, 1] = 5.0 / 13.0
    inner = _filtered(y, from_numpy(kernel).to(y.dtype))
    soft = y.clone()
    soft[..., 1:-1, 1:-1] = inner if x.is_floating_point() else inner.round()
    if second:
        return _bounded(y.add(soft - y, alpha=1.0 - sharpness_factor), x.dtype)
    return _blend(x, soft, sharpness_factor, second)


def _filtered(x, *kernels):
    """Every plane of ``x`` filtered by the kernels (1, 1, h, w) in turn, without a border."""
    planes = x.reshape(-1, 1, *x.shape[-2:])
    for kernel in kernels:
        planes = conv2d(planes, kernel)
    return planes.reshape(*x.shape[:-2], *planes.shape[-2:])


def gaussian_blur(x, kernel_size, sigma, second=False):
    """Blurred by a Gaussian of (width, height) ``kernel_size`` and ``sigma``; the border is mirrored."""
    check(x)
    if second and x.numel() == 0:
        return x
    y, (kx, ky), (sx, sy) = _floating(x), kernel_size, sigma
    column, row = (from_numpy(gaussian(k, s, y.dtype.np)).to(y.dtype) for k, s in ((ky, sy), (kx, sx)))
    planes = pad_nd(y.reshape(-1, 1, *y.shape[-2:]), [kx // 2, kx // 2, ky // 2, ky // 2], mode="reflect")
    return rounded(_filtered(planes, column.view(1, 1, -1, 1), row.view(1, 1, 1, -1)).reshape(x.shape), x.dtype)


def gaussian_noise(x, mean, sigma, clip):
    if sigma < 0:
        raise ValueError(f"sigma shouldn't be negative. Got {sigma}")
    if x.is_floating_point():
        y = x + (mean + randn_like(x) * sigma)
        return y.clamp(0, 1) if clip else y
    if x.dtype is not uint8:
        raise ValueError(f"Input tensor is expected to be in uint8 or float dtype, got dtype={x.dtype}")
    y = x + (mean * 255 + randn_like(x, dtype=float32) * (sigma * 255)).to(int16)
    return (y.clamp(0, 255) if clip else y).to(uint8)


def permute_channels(x, permutation):
    if len(permutation) != x.shape[-3]:
        raise ValueError(
            f"Length of permutation does not match number of channels: {len(permutation)} != {x.shape[-3]}"
        )
    return x if x.numel() == 0 else x[..., permutation, :, :]


def invert(x, second=False):
    if not second:
        _check_planes(x)
        _channels(x, second)
    return maximum(x.dtype) - x


def posterize(x, bits, second=False):
    if not second:
        _check_planes(x)
        _check_bytes(x)
        _channels(x, second)
        return x & (256 - int(2 ** (8 - bits)))
    if x.is_floating_point():
        levels = 1 << bits
        return x.mul(levels).floor().clamp(0, levels - 1).mul(1.0 / levels)
    all_bits = value_bits(x.dtype)
    return x if bits >= all_bits else x & ((1 << bits) - 1 << all_bits - bits)


def solarize(x, threshold, second=False):
    inverted = invert(x, second)
    if threshold > maximum(x.dtype):
        raise TypeError(f"Threshold should be less than bound of img, which is {maximum(x.dtype)}; got {threshold}")
    return where(x >= threshold, inverted, x)


def autocontrast(x, second=False):
    if not second:
        _check_planes(x)
    _channels(x, second)
    if x.numel() == 0 and second:
        return x
    white, y = maximum(x.dtype), _floating(x)
    low, high = y.amin((-2, -1), keepdim=True), y.amax((-2, -1), keepdim=True)
    if second:
        flat = high == low
        y = y.sub(where(flat, 0.0, low)).div(where(flat, 1.0, (high - low).mul(1.0 / white)))
    else:
        scale = white / (high - low)
        flat = scale.isfinite().logical_not()
        y = (y - where(flat, 0.0, low)) * where(flat, 1.0, scale)
    return _bounded(y, x.dtype)


def equalize(x, second=False):
    """Each plane on its own, through a table of 256 entries; ``second``: other dtypes through uint8."""
    if not second:
        check(x)
        if x.ndim not in (3, 4):
            raise TypeError(f"Input image tensor should have 3 or 4 dimensions, but found {x.ndim}")
        _check_bytes(x)
        _channels(x, second)
    if x.numel() == 0:
        return x
    pixels = convert_dtype(x.detach(), uint8, second).contiguous()
    planes = pixels.numpy().reshape(-1, x.shape[-2] * x.shape[-1])
    out = np.empty_like(planes)
    for plane, result in zip(planes, out, strict=True):
        result[:] = _equalizing(plane)[plane]
    return convert_dtype(from_numpy(out.reshape(x.shape)), x.dtype, second)


def _equalizing(plane):
    """The table that equalizes the bytes ``plane``: as many pixels in each step, the brightest ones not counted."""
    counts = np.bincount(plane, minlength=256)
    step = (plane.size - int(counts[int(plane.max())])) // 255
    if step == 0:
        return np.arange(256, dtype=np.uint8)
    below = np.cumsum(counts) - counts
    table = (below + step // 2) // step
    table[0] = 0
    return table.clip(0, 255).astype(np.uint8)
