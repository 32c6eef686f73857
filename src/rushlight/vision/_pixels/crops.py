"""Sizes and parts of either kind of picture, tensors (..., C, H, W) or Pillow's. Arguments as in ``functional``."""

from __future__ import annotations

import warnings

from ... import Tensor
from . import pictures, sizes
from .checks import size_pair
from .pictures import family


def dimensions(img):
    """[channels, height, width]."""
    return family(img, sizes).dimensions(img)


def hflip(img):
    return family(img, sizes).hflip(img)


def vflip(img):
    return family(img, sizes).vflip(img)


def pad(img, padding, fill, padding_mode):
    return family(img, sizes).pad(img, padding, fill, padding_mode)


def crop(img, top, left, height, width):
    return family(img, sizes).crop(img, top, left, height, width)


def resize(img, size, mode, max_size, antialias, second=False):
    _, height, width = dimensions(img)
    new = sizes.resized_size((height, width), size, max_size, second)
    if [height, width] == new:
        return img
    if isinstance(img, Tensor):
        return sizes.resize(img, new, mode, antialias, second)
    if antialias is False:
        warnings.warn(
            "Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.", stacklevel=3
        )
    return pictures.resize(img, new, mode)


def center_crop(img, output_size):
    new_height, new_width = size_pair(output_size)
    _, height, width = dimensions(img)
    if new_width > width or new_height > height:
        missing_w, missing_h = max(new_width - width, 0), max(new_height - height, 0)
        border = [missing_w // 2, missing_h // 2, (missing_w + 1) // 2, (missing_h + 1) // 2]
        img = pad(img, border, 0, "constant")
        _, height, width = dimensions(img)
        if (new_height, new_width) == (height, width):
            return img
    top, left = round((height - new_height) / 2.0), round((width - new_width) / 2.0)
    return crop(img, top, left, new_height, new_width)


def five_crop(img, size):
    h, w = size = size_pair(size)
    _, height, width = dimensions(img)
    if w > width or h > height:
        raise ValueError(f"Requested crop size {size} is bigger than input size {(height, width)}")
    corners = [crop(img, top, left, h, w) for top in (0, height - h) for left in (0, width - w)]
    return (*corners, center_crop(img, [h, w]))


def ten_crop(img, size, vertical_flip):
    mirrored = vflip(img) if vertical_flip else hflip(img)
    return five_crop(img, size) + five_crop(mirrored, size)
