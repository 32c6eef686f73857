"""Transforms as plain functions, for Pillow pictures and for tensors of shape (..., C, H, W)."""

from __future__ import annotations

import warnings

from ... import Tensor, float32
from ..._errors import MissingName
from .._pixels import pictures, sizes
from .._pixels.conversions import pil_to_tensor, to_pil_image, to_tensor
from .._pixels.modes import InterpolationMode, chosen, pil_modes_mapping
from ._colour_functions import (
    adjust_brightness,
    adjust_contrast,
    adjust_gamma,
    adjust_hue,
    adjust_saturation,
    adjust_sharpness,
    autocontrast,
    equalize,
    gaussian_blur,
    invert,
    posterize,
    rgb_to_grayscale,
    solarize,
    to_grayscale,
)
from ._warp_functions import affine, elastic_transform, perspective, rotate

__all__ = [
    "InterpolationMode",
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "adjust_sharpness",
    "affine",
    "autocontrast",
    "center_crop",
    "convert_image_dtype",
    "crop",
    "elastic_transform",
    "equalize",
    "erase",
    "five_crop",
    "gaussian_blur",
    "get_dimensions",
    "get_image_num_channels",
    "get_image_size",
    "hflip",
    "invert",
    "normalize",
    "pad",
    "perspective",
    "pil_to_tensor",
    "posterize",
    "resize",
    "resized_crop",
    "rgb_to_grayscale",
    "rotate",
    "solarize",
    "ten_crop",
    "to_grayscale",
    "to_pil_image",
    "to_tensor",
    "vflip",
]


def get_dimensions(img):
    """[channels, height, width] of a picture or tensor.

    >>> import rushlight as torch
    >>> get_dimensions(torch.zeros(3, 4, 5))
    [3, 4, 5]
    """
    return sizes.dimensions(img) if isinstance(img, Tensor) else pictures.dimensions(img)


def get_image_size(img):
    """[width, height] of a picture or tensor."""
    _, height, width = get_dimensions(img)
    return [width, height]


def get_image_num_channels(img):
    """The number of channels of a picture or tensor."""
    return get_dimensions(img)[0]


def convert_image_dtype(image, dtype=float32):
    """A tensor in another dtype, its values scaled: 0 … 1 for floats, 0 … the largest number for integers.

    Raises: RuntimeError for float32 to int32 or int64 and float64 to int64, which cannot hold the values.

    >>> import rushlight as torch
    >>> convert_image_dtype(torch.ones(1, 1, 1), torch.uint8).item()
    255
    """
    if not isinstance(image, Tensor):
        raise TypeError(f"Input img should be Tensor Image. Got {type(image)}")
    return sizes.convert_dtype(image, dtype)


def normalize(tensor, mean, std, inplace=False):
    """``(tensor - mean) / std`` per channel.

    Shapes: tensor (..., C, H, W), floats; mean and std (C,). Raises: TypeError, ValueError for other inputs or std 0.
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(tensor)}; put ToTensor() before Normalize")
    return sizes.normalize(tensor, mean, std, inplace)


def _compute_resized_output_size(image_size, size, max_size=None):
    """[height, width] for ``size``: both, or the shorter side, the longer one not above ``max_size``."""
    h, w = image_size
    if len(size) == 2:
        return [size[0], size[1]]
    short, long = min(h, w), max(h, w)
    new_short, new_long = size[0], int(size[0] * long / short)
    if max_size is not None:
        if max_size <= new_short:
            raise ValueError(
                f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge size = "
                f"{size}"
            )
        if new_long > max_size:
            new_short, new_long = int(max_size * new_short / new_long), max_size
    return [new_long, new_short] if w <= h else [new_short, new_long]


def resize(img, size, interpolation=InterpolationMode.BILINEAR, max_size=None, antialias=True):
    """Resize to ``size``: (height, width), or an int for the shorter side, the other following.

    Args: ``interpolation``: an InterpolationMode or Pillow's number; ``max_size``: limit of the longer side;
    ``antialias``: for tensors; pictures are always smoothed. Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> resize(torch.zeros(3, 20, 40), 10).shape
    torch.Size([3, 10, 20])
    """
    interpolation = chosen(interpolation)
    if isinstance(size, (list, tuple)):
        if len(size) not in (1, 2):
            raise ValueError(
                f"Size must be an int or a 1 or 2 element tuple/list, not a {len(size)} element tuple/list"
            )
        if max_size is not None and len(size) != 1:
            raise ValueError(
                "max_size should only be passed if size specifies the length of the smaller edge, "
                "i.e. size should be an int or a sequence of length 1 in torchscript mode."
            )
    _, height, width = get_dimensions(img)
    new = _compute_resized_output_size((height, width), [size] if isinstance(size, int) else size, max_size)
    if [height, width] == new:
        return img
    if isinstance(img, Tensor):
        return sizes.resize(img, new, interpolation.value, antialias)
    if antialias is False:
        warnings.warn(
            "Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.", stacklevel=2
        )
    return pictures.resize(img, new, pil_modes_mapping[interpolation])


def pad(img, padding, fill=0, padding_mode="constant"):
    """Add a border. ``padding``: one width, (left and right, top and bottom) or (left, top, right, bottom).

    Args: ``fill``: grey level, for pictures also a colour; ``padding_mode``: ``constant``, ``edge`` (repeat the last
    pixel), ``reflect`` (mirror without it) or ``symmetric`` (with it). Raises: TypeError, ValueError, RuntimeError.
    """
    family = sizes if isinstance(img, Tensor) else pictures
    return family.pad(img, padding, fill, padding_mode)


def crop(img, top, left, height, width):
    """The part of ``img`` with these edges; what lies outside is black."""
    family = sizes if isinstance(img, Tensor) else pictures
    return family.crop(img, top, left, height, width)


def center_crop(img, output_size):
    """The middle of ``img``: (height, width), or an int for a square; a smaller picture gets a black border.

    >>> import rushlight as torch
    >>> center_crop(torch.arange(9).view(1, 3, 3), 1).item()
    4
    """
    if isinstance(output_size, (int, float)):
        output_size = int(output_size), int(output_size)
    elif isinstance(output_size, (tuple, list)) and len(output_size) == 1:
        output_size = output_size[0], output_size[0]
    _, height, width = get_dimensions(img)
    new_height, new_width = output_size
    if new_width > width or new_height > height:
        missing_w, missing_h = max(new_width - width, 0), max(new_height - height, 0)
        img = pad(img, [missing_w // 2, missing_h // 2, (missing_w + 1) // 2, (missing_h + 1) // 2], fill=0)
        _, height, width = get_dimensions(img)
        if (new_height, new_width) == (height, width):
            return img
    top, left = round((height - new_height) / 2.0), round((width - new_width) / 2.0)
    return crop(img, top, left, new_height, new_width)


def resized_crop(img, top, left, height, width, size, interpolation=InterpolationMode.BILINEAR, antialias=True):
    """``crop``, then ``resize``."""
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def hflip(img):
    """``img`` mirrored left to right."""
    return (sizes if isinstance(img, Tensor) else pictures).hflip(img)


def vflip(img):
    """``img`` upside down."""
    return (sizes if isinstance(img, Tensor) else pictures).vflip(img)


def five_crop(img, size):
    """The four corners and the middle of ``img``, each (height, width) or an int for a square.

    Returns: (top left, top right, bottom left, bottom right, middle). Raises: ValueError for a smaller ``img``.

    >>> import rushlight as torch
    >>> [part.item() for part in five_crop(torch.arange(9).view(1, 3, 3), 1)]
    [0, 2, 6, 8, 4]
    """
    if isinstance(size, (int, float)):
        size = int(size), int(size)
    elif isinstance(size, (tuple, list)) and len(size) == 1:
        size = size[0], size[0]
    if len(size) != 2:
        raise ValueError("Please provide only two dimensions (h, w) for size.")
    _, height, width = get_dimensions(img)
    h, w = size
    if w > width or h > height:
        raise ValueError(f"Requested crop size {size} is bigger than input size {(height, width)}")
    corners = [crop(img, top, left, h, w) for top in (0, height - h) for left in (0, width - w)]
    return (*corners, center_crop(img, [h, w]))


def ten_crop(img, size, vertical_flip=False):
    """``five_crop`` of ``img``, then of its mirror image (left to right, or with ``vertical_flip`` upside down)."""
    mirrored = vflip(img) if vertical_flip else hflip(img)
    return five_crop(img, size) + five_crop(mirrored, size)


def erase(img, i, j, h, w, v, inplace=False):
    """A tensor with the part of ``h`` by ``w`` pixels at row ``i``, column ``j`` replaced by the values ``v``.

    Shapes: img (..., C, H, W); v broadcasts to (..., C, h, w). Raises: TypeError for anything but a tensor.

    >>> import rushlight as torch
    >>> erase(torch.zeros(1, 2, 3), 0, 1, 2, 2, torch.tensor(5.0)).tolist()
    [[[0.0, 5.0, 5.0], [0.0, 5.0, 5.0]]]
    """
    if not isinstance(img, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}; put ToTensor() before RandomErasing")
    return sizes.erase(img, i, j, h, w, v, inplace)


def __getattr__(name):
    raise MissingName("torchvision.transforms.functional", name, __all__)
