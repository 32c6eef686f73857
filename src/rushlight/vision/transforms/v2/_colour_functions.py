"""Changes of colour and sharpness. Shapes: Pillow pictures, tensors or Images (..., C, H, W), C being 1 or 3."""

from __future__ import annotations

from .... import float32, uint8, where
from ..._pixels import colours, pictures
from ..._pixels.conversions import pil_to_tensor, to_pil_image
from ..._pixels.sizes import maximum
from ._dispatch import for_pictures
from ._other_functions import convert, value_bits

__all__ = [
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "adjust_sharpness",
    "autocontrast",
    "equalize",
    "grayscale_to_rgb",
    "invert",
    "permute_channels",
    "posterize",
    "rgb_to_grayscale",
    "solarize",
    "to_grayscale",
]


def _check_channels(x):
    if x.shape[-3] not in (1, 3):
        raise TypeError(f"Input image tensor permitted channel values are 1 or 3, but found {x.shape[-3]}")


def _check_factor(name, factor):
    if factor < 0:
        raise ValueError(f"{name} ({factor}) is not non-negative.")


def _bounded(y, dtype):
    """Floats cut to the range of a dtype, in it."""
    return y.clamp(0, maximum(dtype)).to(dtype)


def _blend(x, other, ratio):
    return _bounded(x.mul(ratio).add(other, alpha=1.0 - ratio), x.dtype)


def _grey(x):
    """Grey of three channels, in floats that are whole numbers if ``x`` has whole numbers."""
    r, g, b = (x.select(-3, i) for i in range(3))
    grey = r.mul(0.2989).add(g, alpha=0.587).add(b, alpha=0.114).unsqueeze(-3)
    return grey if x.is_floating_point() else grey.floor()


def _check_outputs(channels):
    if channels not in (1, 3):
        raise ValueError(f"num_output_channels must be 1 or 3, got {channels}.")


def _picture_to_grey(image, num_output_channels=1):
    _check_outputs(num_output_channels)
    return pictures.to_grayscale(image, num_output_channels)


@for_pictures(_picture_to_grey)
def rgb_to_grayscale(inpt, num_output_channels=1):
    """Grey, with 1 or 3 equal channels. Raises: ValueError for another number.

    >>> import rushlight as torch
    >>> rgb_to_grayscale(torch.ones(3, 2, 2)).shape
    torch.Size([1, 2, 2])
    """
    _check_outputs(num_output_channels)
    if inpt.shape[-3] == 1:
        return inpt.clone() if num_output_channels == 1 else inpt.repeat(*[1] * (inpt.ndim - 3), 3, 1, 1)
    grey = _grey(inpt).to(inpt.dtype)
    return grey.expand(inpt.shape) if num_output_channels == 3 else grey


to_grayscale = rgb_to_grayscale


@for_pictures(lambda image: image.convert(mode="RGB"))
def grayscale_to_rgb(inpt):
    """Three equal channels; what has three or more stays."""
    return inpt if inpt.shape[-3] >= 3 else inpt.repeat(*[1] * (inpt.ndim - 3), 3, 1, 1)


@for_pictures(lambda image, brightness_factor: pictures.adjust_brightness(image, brightness_factor))
def adjust_brightness(inpt, brightness_factor):
    """Brightness multiplied: 0 black, 1 as it is, 2 twice as bright. Raises: ValueError for a negative factor.

    >>> import rushlight as torch
    >>> adjust_brightness(torch.tensor([[[0.25, 0.75]]]), 2).tolist()
    [[[0.5, 1.0]]]
    """
    _check_factor("brightness_factor", brightness_factor)
    _check_channels(inpt)
    return _bounded(inpt.mul(brightness_factor), inpt.dtype)


@for_pictures(lambda image, saturation_factor: pictures.adjust_saturation(image, saturation_factor))
def adjust_saturation(inpt, saturation_factor):
    """Mixed with its version in grey: 0 grey, 1 as it is, 2 twice as colourful. Raises: ValueError if negative."""
    _check_factor("saturation_factor", saturation_factor)
    _check_channels(inpt)
    return inpt if inpt.shape[-3] == 1 else _blend(inpt, _grey(inpt), float(saturation_factor))


@for_pictures(lambda image, contrast_factor: pictures.adjust_contrast(image, contrast_factor))
def adjust_contrast(inpt, contrast_factor):
    """Mixed with its mean grey: 0 all grey, 1 as it is, 2 twice the contrast. Raises: ValueError if negative."""
    _check_factor("contrast_factor", contrast_factor)
    _check_channels(inpt)
    grey = _grey(inpt) if inpt.shape[-3] == 3 else inpt
    grey = grey if grey.is_floating_point() else grey.to(float32)
    return _blend(inpt, grey.mean((-3, -2, -1), keepdim=True), float(contrast_factor))


@for_pictures(lambda image, sharpness_factor: pictures.adjust_sharpness(image, sharpness_factor))
def adjust_sharpness(inpt, sharpness_factor):
    """Mixed with a softened version: 0 soft, 1 as it is, 2 twice as sharp. The outermost pixels stay."""
    _check_channels(inpt)
    _check_factor("sharpness_factor", sharpness_factor)
    if inpt.numel() == 0 or min(inpt.shape[-2:]) <= 2:
        return inpt
    y = inpt.to(inpt.dtype if inpt.is_floating_point() else float32, copy=True)
    soft = colours.neighbourhood(y)
    soft = soft if inpt.is_floating_point() else soft.round()
    inner = y[..., 1:-1, 1:-1]
    inner.add_(soft.sub(inner), alpha=1.0 - sharpness_factor)
    return _bounded(y, inpt.dtype)


@for_pictures(lambda image, hue_factor: pictures.adjust_hue(image, hue_factor))
def _adjust_hue(inpt, hue_factor):
    _check_channels(inpt)
    if inpt.shape[-3] == 1 or inpt.numel() == 0:
        return inpt
    return convert(colours.shift_hue(convert(inpt, float32), hue_factor, second=True), inpt.dtype)


def adjust_hue(inpt, hue_factor):
    """Colours turned around the circle of hues by -0.5 … 0.5 of a turn. Raises: ValueError for other factors."""
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    return _adjust_hue(inpt, hue_factor)


@for_pictures(lambda image, gamma, gain=1: pictures.adjust_gamma(image, gamma, gain))
def _adjust_gamma(inpt, gamma, gain=1):
    y = (inpt if inpt.is_floating_point() else convert(inpt, float32)).pow(gamma)
    return convert(y if gain == 1.0 else y.mul(gain).clamp(0.0, 1.0), inpt.dtype)


def adjust_gamma(inpt, gamma, gain=1):
    """``gain * inpt ** gamma``, of values 0 … 1. Raises: ValueError for a negative ``gamma``."""
    if gamma < 0:
        raise ValueError(f"Gamma should be a non-negative real number, got {gamma}")
    return _adjust_gamma(inpt, gamma, gain)


@for_pictures(lambda image, bits: pictures.posterize(image, bits))
def posterize(inpt, bits):
    """The lowest bits cleared, ``bits`` (0 … 8) kept; floats 0 … 1 as so many bits. Raises: TypeError for others.

    >>> import rushlight as torch
    >>> posterize(torch.tensor([[[0.3, 0.8]]]), 1).tolist()
    [[[0.0, 0.5]]]
    """
    if not isinstance(bits, int) or not 0 <= bits <= 8:
        raise TypeError(f"bits must be a positive integer in the range [0, 8], got {bits} instead.")
    if inpt.is_floating_point():
        levels = 1 << bits
        return inpt.mul(levels).floor().clamp(0, levels - 1).mul(1.0 / levels)
    all_bits = value_bits(inpt.dtype)
    return inpt if bits >= all_bits else inpt & ((1 << bits) - 1 << all_bits - bits)


@for_pictures(lambda image: pictures.invert(image))
def invert(inpt):
    """The negative."""
    return maximum(inpt.dtype) - inpt


@for_pictures(lambda image, threshold: pictures.solarize(image, threshold))
def solarize(inpt, threshold):
    """Pixels at or above ``threshold`` inverted. Raises: TypeError for a threshold above white."""
    if threshold > maximum(inpt.dtype):
        raise TypeError(f"Threshold should be less or equal the maximum value of the dtype, but got {threshold}")
    return where(inpt >= threshold, maximum(inpt.dtype) - inpt, inpt)


@for_pictures(lambda image: pictures.autocontrast(image))
def autocontrast(inpt):
    """Each channel stretched from black to white; a channel of one value stays."""
    _check_channels(inpt)
    if inpt.numel() == 0:
        return inpt
    y = inpt if inpt.is_floating_point() else inpt.to(float32)
    low, high = y.amin((-2, -1), keepdim=True), y.amax((-2, -1), keepdim=True)
    flat = high == low
    step = where(flat, 1.0, high.sub(low).mul(1.0 / maximum(inpt.dtype)))
    return _bounded(y.sub(where(flat, 0.0, low)).div(step), inpt.dtype)


@for_pictures(lambda image: pictures.equalize(image))
def equalize(inpt):
    """Each channel's levels spread so that all are about equally frequent; other dtypes through uint8."""
    if inpt.numel() == 0:
        return inpt
    return convert(colours.equalized(convert(inpt.detach(), uint8)), inpt.dtype)


def _picture_permuted(image, permutation):
    return to_pil_image(permute_channels(pil_to_tensor(image), permutation))


@for_pictures(_picture_permuted)
def permute_channels(inpt, permutation):
    """Channels in another order, a list of their numbers. Raises: ValueError for another length."""
    if len(permutation) != inpt.shape[-3]:
        raise ValueError(
            f"Length of permutation does not match number of channels: {len(permutation)} != {inpt.shape[-3]}"
        )
    return inpt if inpt.numel() == 0 else inpt[..., permutation, :, :]
