"""The transforms on Pillow pictures. Names and arguments as in ``functional``, which are checked for both kinds."""

from __future__ import annotations

import sys

import numpy as np

from ... import Tensor
from .checks import check_gamma, check_hue, check_outputs, check_padding, sides
from .modes import pil_modes_mapping
from .pillow import is_picture, picture, pillow


def family(img, tensors):
    """Where the functions for ``img`` stand: for a tensor in the module ``tensors``, for anything else in this one."""
    return tensors if isinstance(img, Tensor) else sys.modules[__name__]


def _check(image):
    if not is_picture(image):
        raise TypeError(f"img should be PIL Image. Got {type(image)}; a tensor or a Pillow picture is expected")


def dimensions(image):
    """[channels, height, width]."""
    if not is_picture(image):
        raise TypeError(f"Unexpected type {type(image)}: a tensor or a Pillow picture is expected")
    return [len(image.getbands()), image.size[1], image.size[0]]


def hflip(image):
    _check(image)
    return image.transpose(pillow().Transpose.FLIP_LEFT_RIGHT)


def vflip(image):
    _check(image)
    return image.transpose(pillow().Transpose.FLIP_TOP_BOTTOM)


def crop(image, top, left, height, width):
    _check(image)
    return image.crop((left, top, left + width, top + height))


def resize(image, size, mode):
    _check(image)
    return image.resize((size[1], size[0]), pil_modes_mapping[mode])


def to_grayscale(image, num_output_channels=1):
    _check(image)
    check_outputs(num_output_channels)
    grey = image.convert("L")
    if num_output_channels == 1:
        return grey
    return picture(np.repeat(np.asarray(grey)[:, :, None], 3, 2), "RGB")


def pad(image, padding, fill=0, padding_mode="constant"):
    _check(image)
    check_padding(padding, fill, padding_mode, fills=(tuple, list, type(None)))
    palette = image.getpalette() if image.mode == "P" else None
    if padding_mode == "constant":
        border = tuple(padding) if isinstance(padding, (tuple, list)) else padding
        border = border[0] if isinstance(border, tuple) and len(border) == 1 else border
        padded = pillow("ImageOps").expand(image, border=border, fill=_fill(fill, image))
    else:
        left, right, top, bottom = sides(padding)
        image = image.crop((-min(left, 0), -min(top, 0), image.width + min(right, 0), image.height + min(bottom, 0)))
        pixels = np.asarray(image)
        width = [(max(top, 0), max(bottom, 0)), (max(left, 0), max(right, 0)), (0, 0)]
        padded = pillow().fromarray(np.pad(pixels, width[: pixels.ndim], mode=padding_mode))
    if palette is not None:
        padded.putpalette(palette)
    return padded


def _fill(fill, image):
    """The colour of a border as Pillow wants it: a number, or one per channel; whole unless the picture has floats."""
    channels = len(image.getbands())
    fill = 0 if fill is None else fill
    if isinstance(fill, (int, float)) and channels > 1:
        fill = (fill,) * channels
    if isinstance(fill, (list, tuple)):
        fill = tuple(fill) * channels if len(fill) == 1 else tuple(fill)
        if len(fill) != channels:
            raise ValueError(
                "The number of elements in 'fill' does not match the number of channels of the image "
                f"({len(fill)} != {channels})"
            )
    if image.mode == "F":
        return fill
    return tuple(int(v) for v in fill) if isinstance(fill, tuple) else int(fill)


def _enhanced(image, kind, factor):
    _check(image)
    return getattr(pillow("ImageEnhance"), kind)(image).enhance(factor)


def adjust_brightness(image, brightness_factor):
    return _enhanced(image, "Brightness", brightness_factor)


def adjust_contrast(image, contrast_factor):
    return _enhanced(image, "Contrast", contrast_factor)


def adjust_saturation(image, saturation_factor):
    return _enhanced(image, "Color", saturation_factor)


def adjust_sharpness(image, sharpness_factor):
    return _enhanced(image, "Sharpness", sharpness_factor)


def adjust_hue(image, hue_factor):
    check_hue(hue_factor)
    _check(image)
    if image.mode in ("L", "1", "I", "F"):
        return image
    hsv = np.array(image.convert("HSV"))
    hsv[..., 0] += np.uint8(int(hue_factor * 255) % 256)  # around the circle
    return picture(hsv, "HSV").convert(image.mode)


def adjust_gamma(image, gamma, gain=1):
    _check(image)
    check_gamma(gamma)
    table = [int((256 - 1e-3) * gain * pow(v / 255.0, gamma)) for v in range(256)]
    return image.convert("RGB").point(table * 3).convert(image.mode)


def invert(image):
    _check(image)
    return pillow("ImageOps").invert(image)


def posterize(image, bits):
    _check(image)
    return pillow("ImageOps").posterize(image, bits)


def solarize(image, threshold):
    _check(image)
    return pillow("ImageOps").solarize(image, threshold)


def autocontrast(image):
    _check(image)
    return pillow("ImageOps").autocontrast(image)


def equalize(image):
    _check(image)
    return pillow("ImageOps").equalize(image)


def affine(image, matrix, mode, fill):
    """``matrix``: as ``warps`` says, but from the top left corner."""
    _check(image)
    method = pillow().Transform.AFFINE
    return image.transform(image.size, method, matrix, pil_modes_mapping[mode], fillcolor=_fill(fill, image))


def rotate(image, angle, mode, expand, center, fill):
    _check(image)
    return image.rotate(angle, pil_modes_mapping[mode], expand, center, fillcolor=_fill(fill, image))


def perspective(image, coefficients, mode, fill):
    _check(image)
    method = pillow().Transform.PERSPECTIVE
    return image.transform(image.size, method, coefficients, pil_modes_mapping[mode], fillcolor=_fill(fill, image))
