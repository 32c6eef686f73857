"""Changes of colour and sharpness as plain functions, for Pillow pictures and for tensors of shape (..., C, H, W)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from .._pixels import colours, pictures
from .._pixels.checks import check_blur
from .._pixels.conversions import through_tensor
from .._pixels.pictures import family
from .._pixels.pillow import is_picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from .._types import Picture, Size


def adjust_brightness(img: Picture, brightness_factor: float) -> Picture:
    """``img`` with its brightness multiplied: 0 black, 1 as it is, 2 twice as bright.

    Shapes: picture or (..., 1 or 3, H, W). Raises: ValueError for a negative factor, TypeError for other inputs.

    >>> adjust_brightness(torch.tensor([[[0.25, 0.75]]]), 2).tolist()
    [[[0.5, 1.0]]]
    """
    return family(img, colours).adjust_brightness(img, brightness_factor)


def adjust_contrast(img: Picture, contrast_factor: float) -> Picture:
    """``img`` mixed with its mean grey: 0 all grey, 1 as it is, 2 twice the contrast.

    >>> adjust_contrast(torch.tensor([[[0.25, 0.75]]]), 0).tolist()
    [[[0.5, 0.5]]]
    """
    return family(img, colours).adjust_contrast(img, contrast_factor)


def adjust_saturation(img: Picture, saturation_factor: float) -> Picture:
    """``img`` mixed with its version in grey: 0 grey, 1 as it is, 2 twice as colourful.

    >>> adjust_saturation(torch.tensor([[[255]], [[0]], [[0]]], dtype=torch.uint8), 0).view(-1).tolist()
    [76, 76, 76]
    """
    return family(img, colours).adjust_saturation(img, saturation_factor)


def adjust_hue(img: Picture, hue_factor: float) -> Picture:
    """``img`` with its colours turned around the circle of hues by ``hue_factor``, -0.5 … 0.5 of a turn.

    Grey pictures stay. Raises: ValueError for other factors.

    >>> adjust_hue(torch.tensor([1.0, 0.0, 0.0]).view(3, 1, 1), 1 / 3).round().view(-1).tolist()
    [0.0, 1.0, 0.0]
    """
    return family(img, colours).adjust_hue(img, hue_factor)


def adjust_gamma(img: Picture, gamma: float, gain: float = 1) -> Picture:
    """``gain * img ** gamma``, of values 0 … 1: above 1 shadows get darker, below 1 lighter.

    Raises: ValueError for a negative ``gamma``.

    >>> adjust_gamma(torch.tensor([[[0.5, 1.0]]]), 2).tolist()
    [[[0.25, 1.0]]]
    """
    return family(img, colours).adjust_gamma(img, gamma, gain)


def adjust_sharpness(img: Picture, sharpness_factor: float) -> Picture:
    """``img`` mixed with a softened version: 0 soft, 1 as it is, 2 twice as sharp. The outermost pixels stay.

    >>> adjust_sharpness(torch.ones(1, 3, 3), 2).sum().item()
    9.0
    """
    return family(img, colours).adjust_sharpness(img, sharpness_factor)


def invert(img: Picture) -> Picture:
    """The negative of ``img``.

    >>> invert(torch.tensor([[[0, 200]]], dtype=torch.uint8)).tolist()
    [[[255, 55]]]
    """
    return family(img, colours).invert(img)


def posterize(img: Picture, bits: int) -> Picture:
    """A picture or uint8 tensor with the lowest bits cleared: ``bits``, 0 … 8, are kept.

    Raises: ValueError for other ``bits``, TypeError for tensors of other dtypes.

    >>> posterize(torch.tensor([[[127, 255]]], dtype=torch.uint8), 1).tolist()
    [[[0, 128]]]
    """
    if not 0 <= bits <= 8:
        raise ValueError(f"The number if bits should be between 0 and 8. Got {bits}")
    return family(img, colours).posterize(img, bits)


def solarize(img: Picture, threshold: float) -> Picture:
    """``img`` with pixels at or above ``threshold`` inverted (in Pillow pictures and uint8: of 255; in floats: of 1).

    Raises: TypeError for a threshold above white.

    >>> solarize(torch.tensor([[[0.25, 0.75]]]), 0.5).tolist()
    [[[0.25, 0.25]]]
    """
    return family(img, colours).solarize(img, threshold)


def autocontrast(img: Picture) -> Picture:
    """``img`` with each channel stretched from black to white; a channel of one value stays.

    >>> autocontrast(torch.tensor([[[0.25, 0.5, 0.75]]])).tolist()
    [[[0.0, 0.5, 1.0]]]
    """
    return family(img, colours).autocontrast(img)


def equalize(img: Picture) -> Picture:
    """A picture or uint8 tensor with each channel's levels spread so that all are about equally frequent.

    >>> equalize(torch.arange(0, 64, dtype=torch.uint8).view(1, 8, 8).repeat(1, 4, 4)).unique()[-1].item()
    255
    """
    return family(img, colours).equalize(img)


def gaussian_blur(img: Picture, kernel_size: Size, sigma: float | Sequence[float] | None = None) -> Picture:
    """``img`` blurred by a Gaussian; the border is mirrored.

    Args: ``kernel_size``: an odd number of pixels, or (width, height); ``sigma``: pixels, or (x, y); by default
    0.15 ``kernel_size`` + 0.35. Raises: TypeError, ValueError for other arguments.

    >>> gaussian_blur(torch.eye(3).view(1, 3, 3), 3, 100.0).mul(9).round().tolist()[0][1]
    [3.0, 3.0, 3.0]
    """
    return through_tensor(colours.gaussian_blur, img, *check_blur(kernel_size, sigma))


def to_grayscale(img: Image, num_output_channels: int = 1) -> Image:
    """A Pillow picture in grey, with 1 or 3 equal channels. Raises: TypeError for tensors (see rgb_to_grayscale)."""
    if not is_picture(img):
        raise TypeError("Input should be PIL Image")
    return pictures.to_grayscale(img, num_output_channels)


def rgb_to_grayscale(img: Picture, num_output_channels: int = 1) -> Picture:
    """A picture or tensor (..., 3, H, W) in grey, with 1 or 3 equal channels."""
    return family(img, colours).to_grayscale(img, num_output_channels)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
