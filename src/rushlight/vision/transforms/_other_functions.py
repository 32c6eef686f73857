"""Sizes, dtypes, normalisation and erasing as plain functions, for pictures and tensors of shape (..., C, H, W)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ... import Tensor, float32
from .._pixels import crops, sizes

if TYPE_CHECKING:
    from ... import dtype as Dtype
    from .._types import Picture

__all__ = ["convert_image_dtype", "erase", "get_dimensions", "get_image_num_channels", "get_image_size", "normalize"]


def get_dimensions(img: Picture) -> list[int]:
    """[channels, height, width] of a picture or tensor.

    >>> get_dimensions(torch.zeros(3, 4, 5))
    [3, 4, 5]
    """
    return crops.dimensions(img)


def get_image_size(img: Picture) -> list[int]:
    """[width, height] of a picture or tensor."""
    return crops.dimensions(img)[:0:-1]


def get_image_num_channels(img: Picture) -> int:
    """The number of channels of a picture or tensor."""
    return crops.dimensions(img)[0]


def convert_image_dtype(image: Tensor, dtype: Dtype = float32) -> Tensor:
    """A tensor in another dtype, its values scaled: 0 … 1 for floats, 0 … the largest number for integers.

    Raises: RuntimeError for float32 to int32 or int64 and float64 to int64, which cannot hold the values.

    >>> convert_image_dtype(torch.ones(1, 1, 1), torch.uint8).item()
    255
    """
    if not isinstance(image, Tensor):
        raise TypeError(f"Input img should be Tensor Image. Got {type(image)}")
    return sizes.convert_dtype(image, dtype)


def normalize(tensor: Tensor, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> Tensor:
    """``(tensor - mean) / std`` per channel.

    Shapes: tensor (..., C, H, W), floats; mean and std (C,). Raises: TypeError, ValueError for other inputs or std 0.
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(tensor)}; put ToTensor() before Normalize")
    return sizes.normalize(tensor, mean, std, inplace)


def erase(img: Tensor, i: int, j: int, h: int, w: int, v: Tensor, inplace: bool = False) -> Tensor:
    """A tensor with the part of ``h`` by ``w`` pixels at row ``i``, column ``j`` replaced by the values ``v``.

    Shapes: img (..., C, H, W); v broadcasts to (..., C, h, w). Raises: TypeError for anything but a tensor.

    >>> erase(torch.zeros(1, 2, 3), 0, 1, 2, 2, torch.tensor(5.0)).tolist()
    [[[0.0, 5.0, 5.0], [0.0, 5.0, 5.0]]]
    """
    if not isinstance(img, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}; put ToTensor() before RandomErasing")
    return sizes.erase(img, i, j, h, w, v, inplace)
