"""Pillow pictures as tensors, and tensors as pictures."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import Tensor, from_numpy, get_default_dtype
from .pillow import as_array, is_picture, picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from .._types import Picture


def to_tensor(pic: Image | np.ndarray) -> Tensor:
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


def pil_to_tensor(pic: Image) -> Tensor:
    """A picture as a tensor (C, H, W) of the same values (a copy). Raises: TypeError for anything else."""
    if not is_picture(pic):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    array = np.array(pic)
    return from_numpy(array[None] if array.ndim == 2 else array.transpose(2, 0, 1))


_MODES = {2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}


def to_pil_image(pic: Tensor | np.ndarray, mode: str | None = None) -> Image:
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
            raise ValueError(f"Incorrect mode ({mode}) supplied for input type {pic.dtype}. Should be {expected}")
        mode = expected
    else:
        if mode is not None and mode not in _MODES[channels]:
            raise ValueError(f"Only modes {list(_MODES[channels])} are supported for {channels}D inputs")
        if mode is None and pic.dtype == np.uint8:
            mode = _MODES[channels][0]
    if mode is None:
        raise TypeError(f"Input type {pic.dtype} is not supported")
    return picture(pic, mode)


def through_tensor(function: Any, img: Picture, *args: Any) -> Picture:
    """``function`` of a tensor applied to a tensor, or to the pixels of a Pillow picture."""
    if isinstance(img, Tensor):
        return function(img, *args)
    if not is_picture(img):
        raise TypeError(f"img should be PIL Image or Tensor. Got {type(img)}")
    return to_pil_image(function(pil_to_tensor(img), *args), img.mode)
