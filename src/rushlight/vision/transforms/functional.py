"""Transforms as plain functions, for Pillow pictures and for tensors of shape (..., C, H, W)."""

from __future__ import annotations

import sys
import warnings
from enum import Enum

import numpy as np

from ... import Tensor, float32, from_numpy, get_default_dtype
from ..._errors import MissingName
from .._pillow import as_array, is_picture, picture
from . import _pictures, _tensors

__all__ = [
    "InterpolationMode", "center_crop", "convert_image_dtype", "crop", "get_dimensions", "get_image_num_channels",
    "get_image_size", "hflip", "normalize", "pad", "pil_to_tensor", "resize", "resized_crop", "rgb_to_grayscale",
    "to_grayscale", "to_pil_image", "to_tensor", "vflip",
]  # fmt: skip


class InterpolationMode(Enum):
    """How pixels between pixels are computed; box, hamming and lanczos are for Pillow pictures only."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


pil_modes_mapping = {
    InterpolationMode.NEAREST: 0,
    InterpolationMode.BILINEAR: 2,
    InterpolationMode.BICUBIC: 3,
    InterpolationMode.NEAREST_EXACT: 0,
    InterpolationMode.BOX: 4,
    InterpolationMode.HAMMING: 5,
    InterpolationMode.LANCZOS: 1,
}


def _interpolation_modes_from_int(i):
    """The mode that Pillow numbers ``i``."""
    return {v: k for k, v in pil_modes_mapping.items() if k is not InterpolationMode.NEAREST_EXACT}[i]


def get_dimensions(img):
    """[channels, height, width] of a picture or tensor.

    >>> import rushlight as torch
    >>> get_dimensions(torch.zeros(3, 4, 5))
    [3, 4, 5]
    """
    return _tensors.dimensions(img) if isinstance(img, Tensor) else _pictures.dimensions(img)


def get_image_size(img):
    """[width, height] of a picture or tensor."""
    _, height, width = get_dimensions(img)
    return [width, height]


def get_image_num_channels(img):
    """The number of channels of a picture or tensor."""
    return get_dimensions(img)[0]


def to_tensor(pic):
    """A picture or array (H, W, C) or (H, W) as a tensor (C, H, W); bytes become floats from 0 to 1.

    Other dtypes keep their values. Raises: TypeError for anything else, ValueError for other numbers of dimensions.

    >>> import numpy as np
    >>> x = to_tensor(np.full((1, 2, 3), 255, np.uint8))
    >>> x.shape, x[2].tolist()
    (torch.Size([3, 1, 2]), [[1.0, 1.0]])
    """
    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        array = pic
    elif is_picture(pic):
        array = _pixels(pic)
    else:
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    array = array[None] if array.ndim == 2 else array.transpose(2, 0, 1)
    if array.dtype == np.uint8:
        dtype = get_default_dtype()
        if dtype.np == np.float32:
            return from_numpy(np.divide(array, np.float32(255), dtype=np.float32, order="C"))
        return from_numpy(np.array(array, order="C")).to(dtype).div(255)
    return from_numpy(np.ascontiguousarray(array))


def _pixels(pic):
    """The pixels of a picture as torchvision reads them: (H, W) or (H, W, C), not read-only unless uint8."""
    if pic.mode == "1":
        return np.array(pic, np.uint8) * np.uint8(255)
    wide = "I;16" if sys.byteorder == "little" else "I;16B"
    kind = {"I": np.int32, wide: np.int16, "F": np.float32}.get(pic.mode)
    if kind is not None:
        return np.array(pic, kind)
    array = as_array(pic)
    return array if array.dtype == np.uint8 else array.astype(np.uint8)


def pil_to_tensor(pic):
    """A picture as a tensor (C, H, W) of the same values (a copy). Raises: TypeError for anything else."""
    if not is_picture(pic):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    array = np.array(pic)
    return from_numpy(array[None] if array.ndim == 2 else array.transpose(2, 0, 1))


def convert_image_dtype(image, dtype=float32):
    """A tensor in another dtype, its values scaled: 0 … 1 for floats, 0 … the largest number for integers.

    Raises: RuntimeError for float32 to int32 or int64 and float64 to int64, which cannot hold the values.

    >>> import rushlight as torch
    >>> convert_image_dtype(torch.ones(1, 1, 1), torch.uint8).item()
    255
    """
    if not isinstance(image, Tensor):
        raise TypeError(f"Input img should be Tensor Image. Got {type(image)}")
    return _tensors.convert_dtype(image, dtype)


_MODES = {2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}


def to_pil_image(pic, mode=None):
    """A Pillow picture of a tensor (C, H, W), an array (H, W, C), or (H, W) for either; floats are multiplied by 255.

    Args: ``mode``: Pillow's name of the colour space, by default the usual one for the number of channels and dtype.
    Raises: TypeError for other types, ValueError for other shapes or a mode that does not fit.
    """
    if isinstance(pic, Tensor):
        pic = pic.detach().cpu().numpy()
        pic = pic.transpose(1, 2, 0) if pic.ndim == 3 else pic
    elif not isinstance(pic, np.ndarray):
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    if pic.ndim not in (2, 3):
        raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
    channels = pic.shape[2] if pic.ndim == 3 else 1
    if channels > 4:
        raise ValueError(f"pic should not have > 4 channels. Got {channels} channels.")
    if pic.dtype.kind == "f" and mode != "F":
        with np.errstate(invalid="ignore"):
            pic = (pic * pic.dtype.type(255)).astype(np.uint8)
    if channels == 1:
        pic = pic[:, :, 0] if pic.ndim == 3 else pic
        short = "I;16" if sys.byteorder == "little" else "I;16B"
        expected = {"uint8": "L", "int16": short, "int32": "I", "float32": "F"}.get(pic.dtype.name)
        if mode is not None and mode != expected:
            raise ValueError(
                f"Incorrect mode ({mode}) supplied for input type {pic.dtype}. Should be {expected}"
            )
        mode = expected
    else:
        if mode is not None and mode not in _MODES[channels]:
            raise ValueError(f"Only modes {list(_MODES[channels])} are supported for {channels}D inputs")
        if mode is None and pic.dtype == np.uint8:
            mode = _MODES[channels][0]
    if mode is None:
        raise TypeError(f"Input type {pic.dtype} is not supported")
    return picture(pic, mode)


def normalize(tensor, mean, std, inplace=False):
    """``(tensor - mean) / std`` per channel.

    Shapes: tensor (..., C, H, W), floats; mean and std (C,). Raises: TypeError, ValueError for other inputs or std 0.
    """
    if not isinstance(tensor, Tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(tensor)}; put ToTensor() before Normalize")
    return _tensors.normalize(tensor, mean, std, inplace)


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
                f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge size = {size}"
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
    if isinstance(interpolation, int):
        interpolation = _interpolation_modes_from_int(interpolation)
    elif not isinstance(interpolation, InterpolationMode):
        raise TypeError(
            "Argument interpolation should be a InterpolationMode or a corresponding Pillow integer constant"
        )
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
        return _tensors.resize(img, new, interpolation.value, antialias)
    if antialias is False:
        warnings.warn(
            "Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.",
            stacklevel=2,
        )
    return _pictures.resize(img, new, pil_modes_mapping[interpolation])


def pad(img, padding, fill=0, padding_mode="constant"):
    """Add a border. ``padding``: one width, (left and right, top and bottom) or (left, top, right, bottom).

    Args: ``fill``: grey level, for pictures also a colour; ``padding_mode``: ``constant``, ``edge`` (repeat the last
    pixel), ``reflect`` (mirror without it) or ``symmetric`` (with it). Raises: TypeError, ValueError, RuntimeError.
    """
    family = _tensors if isinstance(img, Tensor) else _pictures
    return family.pad(img, padding, fill, padding_mode)


def crop(img, top, left, height, width):
    """The part of ``img`` with these edges; what lies outside is black."""
    family = _tensors if isinstance(img, Tensor) else _pictures
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


def resized_crop(
    img, top, left, height, width, size, interpolation=InterpolationMode.BILINEAR, antialias=True
):
    """``crop``, then ``resize``."""
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def hflip(img):
    """``img`` mirrored left to right."""
    return (_tensors if isinstance(img, Tensor) else _pictures).hflip(img)


def vflip(img):
    """``img`` upside down."""
    return (_tensors if isinstance(img, Tensor) else _pictures).vflip(img)


def to_grayscale(img, num_output_channels=1):
    """A Pillow picture in grey, with 1 or 3 equal channels. Raises: TypeError for tensors (see rgb_to_grayscale)."""
    if not is_picture(img):
        raise TypeError("Input should be PIL Image")
    return _pictures.to_grayscale(img, num_output_channels)


def rgb_to_grayscale(img, num_output_channels=1):
    """A picture or tensor (..., 3, H, W) in grey, with 1 or 3 equal channels."""
    return (_tensors if isinstance(img, Tensor) else _pictures).to_grayscale(img, num_output_channels)


def __getattr__(name):
    raise MissingName("torchvision.transforms.functional", name, __all__)
