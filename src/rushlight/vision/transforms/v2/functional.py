"""The transforms as plain functions, for tensors, ``tv_tensors.Image`` and Pillow pictures."""

from __future__ import annotations

from ...._errors import MissingName
from .._modes import InterpolationMode
from ._colour_functions import (
    adjust_brightness,
    adjust_contrast,
    adjust_gamma,
    adjust_hue,
    adjust_saturation,
    adjust_sharpness,
    autocontrast,
    equalize,
    grayscale_to_rgb,
    invert,
    permute_channels,
    posterize,
    rgb_to_grayscale,
    solarize,
    to_grayscale,
)  # fmt: skip
from ._dispatch import is_pure_tensor
from ._other_functions import (
    convert_image_dtype,
    erase,
    gaussian_blur,
    gaussian_noise,
    get_dimensions,
    get_image_num_channels,
    get_image_size,
    get_num_channels,
    get_size,
    normalize,
    pil_to_tensor,
    to_dtype,
    to_image,
    to_pil_image,
)  # fmt: skip
from ._shape_functions import (
    affine,
    center_crop,
    crop,
    elastic,
    elastic_transform,
    five_crop,
    hflip,
    horizontal_flip,
    pad,
    perspective,
    resize,
    resized_crop,
    rotate,
    ten_crop,
    vertical_flip,
    vflip,
)  # fmt: skip

__all__ = [
    "InterpolationMode", "adjust_brightness", "adjust_contrast", "adjust_gamma", "adjust_hue", "adjust_saturation",
    "adjust_sharpness", "affine", "autocontrast", "center_crop", "convert_image_dtype", "crop", "elastic",
    "elastic_transform", "equalize", "erase", "five_crop", "gaussian_blur", "gaussian_noise", "get_dimensions",
    "get_image_num_channels", "get_image_size", "get_num_channels", "get_size", "grayscale_to_rgb", "hflip",
    "horizontal_flip", "invert", "is_pure_tensor", "normalize", "pad", "permute_channels", "perspective",
    "pil_to_tensor", "posterize", "resize", "resized_crop", "rgb_to_grayscale", "rotate", "solarize", "ten_crop",
    "to_dtype", "to_grayscale", "to_image", "to_pil_image", "vertical_flip", "vflip",
]  # fmt: skip


def __getattr__(name):
    raise MissingName("torchvision.transforms.v2.functional", name, __all__)
