"""Sizes, dtypes, normalisation, blur and noise; pictures and arrays as Images. Shapes: (..., C, H, W)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .... import Tensor, float32, from_numpy
from ..._pixels import colours, crops, sizes
from ..._pixels.checks import check_blur
from ..._pixels.conversions import pil_to_tensor, through_tensor, to_pil_image
from ..._pixels.pillow import is_picture
from ...tv_tensors import Image
from ._dispatch import for_pictures, for_tensors, with_pictures

if TYPE_CHECKING:
    from PIL.Image import Image as Pillow

    from .... import dtype as Dtype
    from ..._types import Picture, Size

__all__ = [
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
]


@for_pictures
def get_dimensions(inpt: Picture) -> list[int]:
    """[channels, height, width]. Raises: TypeError for fewer than two dimensions."""
    return crops.dimensions(inpt)


def get_num_channels(inpt: Picture) -> int:
    """The number of channels."""
    return get_dimensions(inpt)[0]


get_image_num_channels = get_num_channels


def get_size(inpt: Picture) -> list[int]:
    """[height, width]

    >>> get_size(torch.zeros(3, 4, 5)), get_image_size(torch.zeros(3, 4, 5))
    ([4, 5], [5, 4])
    """
    return get_dimensions(inpt)[1:]


def get_image_size(inpt: Picture) -> list[int]:
    """[width, height]; ``get_size`` has them the other way round."""
    return get_size(inpt)[::-1]


@for_tensors
def to_dtype(inpt: Tensor, dtype: Dtype = float32, scale: bool = False) -> Tensor:
    """In another dtype; ``scale``: values scaled too, 0 … 1 for floats, 0 … the largest number for integers.

    Raises: RuntimeError for float32 to int32 or int64 and float64 to int64, which cannot hold scaled values.

    >>> to_dtype(torch.tensor([[[0, 51, 255]]], dtype=torch.uint8), torch.float32, scale=True).mul(10).round().tolist()
    [[[0.0, 2.0, 10.0]]]
    """
    return sizes.convert_dtype(inpt, dtype, second=True) if scale else inpt.to(dtype)


def convert_image_dtype(image: Tensor, dtype: Dtype = float32) -> Tensor:
    """``to_dtype`` with ``scale``."""
    return sizes.convert_dtype(image, dtype, second=True)


@for_tensors
def normalize(inpt: Tensor, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> Tensor:
    """``(inpt - mean) / std`` per channel of floats. Raises: TypeError, ValueError for other inputs or std 0."""
    return sizes.normalize(inpt, mean, std, inplace, second=True)


@for_pictures
def gaussian_blur(inpt: Picture, kernel_size: Size, sigma: float | Sequence[float] | None = None) -> Picture:
    """Blurred by a Gaussian; the border is mirrored.

    Args: ``kernel_size``: an odd number of pixels, or (width, height); ``sigma``: pixels, or (x, y); by default
    0.15 ``kernel_size`` + 0.35. Raises: TypeError, ValueError for other arguments.
    """
    return through_tensor(colours.gaussian_blur, inpt, *check_blur(kernel_size, sigma), True)


def _no_noise(image, *args, **kwargs):
    raise ValueError("Gaussian Noise is not implemented for PIL images: put ToImage() before it.")


@with_pictures(_no_noise)
def gaussian_noise(inpt: Tensor, mean: float = 0.0, sigma: float = 0.1, clip: bool = True) -> Tensor:
    """Normal noise added to floats 0 … 1 or uint8 (``mean`` and ``sigma`` still of 1); ``clip``: results stay in range.

    Raises: ValueError for a negative ``sigma`` or another dtype.
    """
    return colours.gaussian_noise(inpt, mean, sigma, clip)


@for_pictures
def erase(inpt: Picture, i: int, j: int, h: int, w: int, v: Tensor, inplace: bool = False) -> Picture:
    """The part of ``h`` by ``w`` pixels at row ``i``, column ``j`` replaced by the values ``v``."""
    return through_tensor(sizes.erase, inpt, i, j, h, w, v, inplace)


def to_image(inpt: Tensor | Pillow | np.ndarray) -> Image:
    """A tensor, array (H, W, C) or Pillow picture as ``tv_tensors.Image``. Raises: TypeError for anything else.

    >>> import numpy as np
    >>> to_image(np.zeros((4, 5, 3), np.uint8)).shape
    torch.Size([3, 4, 5])
    """
    if isinstance(inpt, np.ndarray):
        return Image(from_numpy(np.ascontiguousarray(np.atleast_3d(inpt).transpose(2, 0, 1))))
    if not isinstance(inpt, Tensor) and not is_picture(inpt):
        raise TypeError(
            f"Input can either be a pure Tensor, a numpy array, or a PIL image, but got {type(inpt)} instead."
        )
    return Image(inpt)
