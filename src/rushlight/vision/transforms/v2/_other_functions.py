"""Sizes, dtypes, normalisation, blur and noise; pictures and arrays as Images. Shapes: (..., C, H, W)."""

from __future__ import annotations

import numpy as np

from .... import Tensor, clamp, float32, from_numpy, int16, randn_like, uint8, uint16
from ..._pixels import colours, pictures, sizes
from ..._pixels.conversions import pil_to_tensor, through_tensor, to_pil_image
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image
from .._colour_functions import check_blur
from ._dispatch import for_pictures

__all__ = [
    "convert",
    "convert_image_dtype",
    "erase",
    "gaussian_blur",
    "gaussian_noise",
    "get_dimensions",
    "get_image_num_channels",
    "get_image_size",
    "get_num_channels",
    "get_size",
    "normalize",
    "pil_to_tensor",
    "to_dtype",
    "to_image",
    "to_pil_image",
    "value_bits",
]


@for_pictures(pictures.dimensions, marks=False)
def get_dimensions(inpt):
    """[channels, height, width]. Raises: TypeError for fewer than two dimensions."""
    return sizes.dimensions(inpt)


def get_num_channels(inpt):
    """The number of channels."""
    return get_dimensions(inpt)[0]


get_image_num_channels = get_num_channels


def get_size(inpt):
    """[height, width]

    >>> import rushlight as torch
    >>> get_size(torch.zeros(3, 4, 5)), get_image_size(torch.zeros(3, 4, 5))
    ([4, 5], [5, 4])
    """
    return get_dimensions(inpt)[1:]


def get_image_size(inpt):
    """[width, height]; ``get_size`` has them the other way round."""
    return get_size(inpt)[::-1]


def value_bits(dtype):
    """How many bits of an integer dtype hold a value."""
    return (sizes.maximum(dtype) + 1).bit_length() - 1


def convert(x, dtype):
    """A tensor in another dtype, its values scaled: 0 … 1 for floats, 0 … the largest number for integers.

    Raises: RuntimeError for float32 to int32 or int64 and float64 to int64, which cannot hold the values.
    """
    if x.dtype is dtype or x.is_floating_point():
        return sizes.convert_dtype(x, dtype)
    if dtype.is_floating_point:
        return x.to(dtype).mul(1.0 / sizes.maximum(x.dtype))
    shift = value_bits(dtype) - value_bits(x.dtype)
    if shift < 0:
        return (x / 2**-shift).to(dtype) if x.dtype is uint16 else x.bitwise_right_shift(-shift).to(dtype)
    return x.to(dtype) * 2**shift


@for_pictures()
def to_dtype(inpt, dtype=float32, scale=False):
    """In another dtype; ``scale``: values scaled too, 0 … 1 for floats, 0 … the largest number for integers.

    >>> import rushlight as torch
    >>> to_dtype(torch.tensor([[[0, 51, 255]]], dtype=torch.uint8), torch.float32, scale=True).mul(10).round().tolist()
    [[[0.0, 2.0, 10.0]]]
    """
    return convert(inpt, dtype) if scale else inpt.to(dtype)


def convert_image_dtype(image, dtype=float32):
    """``to_dtype`` with ``scale``."""
    return convert(image, dtype)


@for_pictures()
def normalize(inpt, mean, std, inplace=False):
    """``(inpt - mean) / std`` per channel of floats. Raises: TypeError, ValueError for other inputs or std 0."""
    return sizes.normalize(inpt, mean, std, inplace)


def _blurred(x, kernel_size, sigma):
    return x if x.numel() == 0 else colours.gaussian_blur(x, kernel_size, sigma)


def _picture_blurred(image, kernel_size, sigma=None):
    return through_tensor(_blurred, image, *check_blur(kernel_size, sigma))


@for_pictures(_picture_blurred)
def gaussian_blur(inpt, kernel_size, sigma=None):
    """Blurred by a Gaussian; the border is mirrored.

    Args: ``kernel_size``: an odd number of pixels, or (width, height); ``sigma``: pixels, or (x, y); by default
    0.15 ``kernel_size`` + 0.35. Raises: TypeError, ValueError for other arguments.
    """
    return _blurred(inpt, *check_blur(kernel_size, sigma))


def _no_noise(image, *args, **kwargs):
    raise ValueError("Gaussian Noise is not implemented for PIL images: put ToImage() before it.")


@for_pictures(_no_noise)
def gaussian_noise(inpt, mean=0.0, sigma=0.1, clip=True):
    """Normal noise added to floats 0 … 1 or uint8 (``mean`` and ``sigma`` still of 1); ``clip``: results stay in range.

    Raises: ValueError for a negative ``sigma`` or another dtype.
    """
    if sigma < 0:
        raise ValueError(f"sigma shouldn't be negative. Got {sigma}")
    if inpt.is_floating_point():
        y = inpt + (mean + randn_like(inpt) * sigma)
        return clamp(y, 0, 1) if clip else y
    if inpt.dtype is not uint8:
        raise ValueError(f"Input tensor is expected to be in uint8 or float dtype, got dtype={inpt.dtype}")
    noise = (mean * 255 + randn_like(inpt, dtype=float32) * (sigma * 255)).to(int16)
    y = inpt + noise
    return (clamp(y, 0, 255) if clip else y).to(uint8)


def _picture_erased(image, i, j, h, w, v, inplace=False):
    return through_tensor(sizes.erase, image, i, j, h, w, v, inplace)


@for_pictures(_picture_erased)
def erase(inpt, i, j, h, w, v, inplace=False):
    """The part of ``h`` by ``w`` pixels at row ``i``, column ``j`` replaced by the values ``v``."""
    return sizes.erase(inpt, i, j, h, w, v, inplace)


def to_image(inpt):
    """A tensor, array (H, W, C) or Pillow picture as ``tv_tensors.Image``. Raises: TypeError for anything else.

    >>> import numpy as np
    >>> to_image(np.zeros((4, 5, 3), np.uint8)).shape
    torch.Size([3, 4, 5])
    """
    if isinstance(inpt, np.ndarray):
        inpt = from_numpy(np.ascontiguousarray(np.atleast_3d(inpt).transpose(2, 0, 1)))
    elif is_picture(inpt):
        inpt = pil_to_tensor(inpt)
    elif not isinstance(inpt, Tensor):
        raise TypeError(
            f"Input can either be a pure Tensor, a numpy array, or a PIL image, but got {type(inpt)} instead."
        )
    return Image(inpt)
