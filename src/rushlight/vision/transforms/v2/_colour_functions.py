"""Changes of colour and sharpness. Shapes: Pillow pictures, tensors or Images (..., C, H, W), C being 1 or 3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...._base.exports import defined_in
from ..._pixels import colours, pictures
from ..._pixels.conversions import through_tensor
from ._dispatch import for_pictures, with_pictures

if TYPE_CHECKING:
    from ..._types import Picture


@with_pictures(pictures.to_grayscale)
def rgb_to_grayscale(inpt: Picture, num_output_channels: int = 1) -> Picture:
    """Grey, with 1 or 3 equal channels. Raises: ValueError for another number.

    >>> rgb_to_grayscale(torch.ones(3, 2, 2)).shape
    torch.Size([1, 2, 2])
    """
    return colours.to_grayscale(inpt, num_output_channels, second=True)


to_grayscale = rgb_to_grayscale


@with_pictures(lambda image: image.convert(mode="RGB"))
def grayscale_to_rgb(inpt: Picture) -> Picture:
    """Three equal channels; what has three or more stays."""
    return colours.to_rgb(inpt)


@with_pictures(pictures.adjust_brightness)
def adjust_brightness(inpt: Picture, brightness_factor: float) -> Picture:
    """Brightness multiplied: 0 black, 1 as it is, 2 twice as bright. Raises: ValueError for a negative factor.

    >>> adjust_brightness(torch.tensor([[[0.25, 0.75]]]), 2).tolist()
    [[[0.5, 1.0]]]
    """
    return colours.adjust_brightness(inpt, brightness_factor, second=True)


@with_pictures(pictures.adjust_saturation)
def adjust_saturation(inpt: Picture, saturation_factor: float) -> Picture:
    """Mixed with its version in grey: 0 grey, 1 as it is, 2 twice as colourful. Raises: ValueError if negative."""
    return colours.adjust_saturation(inpt, saturation_factor, second=True)


@with_pictures(pictures.adjust_contrast)
def adjust_contrast(inpt: Picture, contrast_factor: float) -> Picture:
    """Mixed with its mean grey: 0 all grey, 1 as it is, 2 twice the contrast. Raises: ValueError if negative."""
    return colours.adjust_contrast(inpt, contrast_factor, second=True)


@with_pictures(pictures.adjust_sharpness)
def adjust_sharpness(inpt: Picture, sharpness_factor: float) -> Picture:
    """Mixed with a softened version: 0 soft, 1 as it is, 2 twice as sharp. The outermost pixels stay."""
    return colours.adjust_sharpness(inpt, sharpness_factor, second=True)


@with_pictures(pictures.adjust_hue)
def adjust_hue(inpt: Picture, hue_factor: float) -> Picture:
    """Colours turned around the circle of hues by -0.5 … 0.5 of a turn. Raises: ValueError for other factors."""
    return colours.adjust_hue(inpt, hue_factor, second=True)


@with_pictures(pictures.adjust_gamma)
def adjust_gamma(inpt: Picture, gamma: float, gain: float = 1) -> Picture:
    """``gain * inpt ** gamma``, of values 0 … 1. Raises: ValueError for a negative ``gamma``."""
    return colours.adjust_gamma(inpt, gamma, gain, second=True)


@with_pictures(pictures.posterize)
def posterize(inpt: Picture, bits: int) -> Picture:
    """The lowest bits cleared, ``bits`` (0 … 8) kept; floats 0 … 1 as so many bits. Raises: TypeError for others.

    >>> posterize(torch.tensor([[[0.3, 0.8]]]), 1).tolist()
    [[[0.0, 0.5]]]
    """
    if not isinstance(bits, int) or not 0 <= bits <= 8:
        raise TypeError(f"bits must be a positive integer in the range [0, 8], got {bits} instead.")
    return colours.posterize(inpt, bits, second=True)


@with_pictures(pictures.invert)
def invert(inpt: Picture) -> Picture:
    """The negative."""
    return colours.invert(inpt, second=True)


@with_pictures(pictures.solarize)
def solarize(inpt: Picture, threshold: float) -> Picture:
    """Pixels at or above ``threshold`` inverted. Raises: TypeError for a threshold above white."""
    return colours.solarize(inpt, threshold, second=True)


@with_pictures(pictures.autocontrast)
def autocontrast(inpt: Picture) -> Picture:
    """Each channel stretched from black to white; a channel of one value stays."""
    return colours.autocontrast(inpt, second=True)


@with_pictures(pictures.equalize)
def equalize(inpt: Picture) -> Picture:
    """Each channel's levels spread so that all are about equally frequent; other dtypes through uint8."""
    return colours.equalize(inpt, second=True)


@for_pictures
def permute_channels(inpt: Picture, permutation: Sequence[int]) -> Picture:
    """Channels in another order, a list of their numbers. Raises: ValueError for another length."""
    return through_tensor(colours.permute_channels, inpt, permutation)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
