"""Transforms as objects: random changes of colour and sharpness, blur, erasing."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

from ... import empty, exp, float32, log, randperm, tensor
from ...nn import Module
from . import functional as F
from ._base import Sometimes, size_pair
from ._draws import happens, uniform, words

__all__ = [
    "ColorJitter",
    "GaussianBlur",
    "Likely",
    "RandomAdjustSharpness",
    "RandomAutocontrast",
    "RandomEqualize",
    "RandomErasing",
    "RandomInvert",
    "RandomPosterize",
    "RandomSolarize",
    "check_erasing",
    "erasing",
    "jitter_range",
]


def jitter_range(value, name, center=1.0, bound=(0.0, float("inf"))):
    """The range (low, high) of a factor from one number, its distance from ``center``, or a pair; None if it is fixed
    at ``center``. Raises: TypeError, ValueError for anything else or outside ``bound``."""
    if isinstance(value, (int, float)):
        if value < 0:
            raise ValueError(f"If {name} is a single number, it must be non negative. Got {value}")
        value = [center - float(value), center + float(value)]
        if center == 1.0:
            value[0] = max(value[0], 0.0)
    elif isinstance(value, Sequence) and len(value) == 2:
        value = [float(v) for v in value]
    else:
        raise TypeError(f"{name} should be a single number or a list/tuple with length 2. Got {value!r}")
    if not bound[0] <= value[0] <= value[1] <= bound[1]:
        raise ValueError(f"{name} values should be between {bound}, but got {value}.")
    return None if value[0] == value[1] == center else tuple(value)


class ColorJitter(Module):
    """Random brightness, contrast, saturation and hue, in random order.

    Args: each a number d for factors from 1 - d to 1 + d (hue: from -d to d), or a range (low, high).
    Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> ColorJitter(0.5, hue=0.1)(torch.rand(3, 4, 4)).shape
    torch.Size([3, 4, 4])
    """

    def __init__(self, brightness=0, contrast=0, saturation=0, hue=0):
        super().__init__()
        self.brightness = jitter_range(brightness, "brightness")
        self.contrast = jitter_range(contrast, "contrast")
        self.saturation = jitter_range(saturation, "saturation")
        self.hue = jitter_range(hue, "hue", 0.0, (-0.5, 0.5))

    @staticmethod
    def get_params(brightness, contrast, saturation, hue):
        """(order of the four changes as a tensor, and a factor or None for each)."""
        order = randperm(4)
        return order, *(None if r is None else uniform(*r) for r in (brightness, contrast, saturation, hue))

    def forward(self, img):
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        changes = F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue
        for k in order.tolist():
            if factors[k] is not None:
                img = changes[k](img, factors[k])
        return img

    def __repr__(self):
        return (
            f"{type(self).__name__}(brightness={self.brightness}, contrast={self.contrast}, "
            f"saturation={self.saturation}, hue={self.hue})"
        )


class GaussianBlur(Module):
    """``functional.gaussian_blur`` with a random sigma.

    Args: ``kernel_size``: odd, or (width, height); ``sigma``: a number, or a range (min, max).
    """

    def __init__(self, kernel_size, sigma=(0.1, 2.0)):
        super().__init__()
        self.kernel_size = size_pair(kernel_size, "Kernel size should be a tuple/list of two integers")
        if any(k <= 0 or k % 2 == 0 for k in self.kernel_size):
            raise ValueError(f"Kernel size value should be an odd and positive number. Got {kernel_size}")
        if isinstance(sigma, (int, float)):
            if sigma <= 0:
                raise ValueError(f"If sigma is a single number, it must be positive. Got {sigma}")
            sigma = sigma, sigma
        elif not isinstance(sigma, Sequence) or len(sigma) != 2:
            raise ValueError(f"sigma should be a single number or a list/tuple with length 2. Got {sigma!r}")
        elif not 0.0 < sigma[0] <= sigma[1]:
            raise ValueError(f"sigma values should be positive and of the form (min, max). Got {sigma}")
        self.sigma = sigma

    @staticmethod
    def get_params(sigma_min, sigma_max):
        """A random sigma of this range."""
        return uniform(sigma_min, sigma_max)

    def forward(self, img):
        sigma = self.get_params(*self.sigma)
        return F.gaussian_blur(img, self.kernel_size, [sigma, sigma])

    def __repr__(self):
        return f"{type(self).__name__}(kernel_size={self.kernel_size}, sigma={self.sigma})"


class Likely(Sometimes):
    """Base of what happens with probability ``p``, not rounded to float32."""

    def draw(self):
        return happens(self.p, exact=True)


class RandomInvert(Likely):
    """The negative, with probability ``p``."""

    def forward(self, img):
        return F.invert(img) if self.draw() else img


class RandomPosterize(Likely):
    """``functional.posterize`` to ``bits`` with probability ``p``."""

    def __init__(self, bits, p=0.5):
        super().__init__(p)
        self.bits = bits

    def forward(self, img):
        return F.posterize(img, self.bits) if self.draw() else img

    def __repr__(self):
        return f"{type(self).__name__}(bits={self.bits},p={self.p})"


class RandomSolarize(Likely):
    """``functional.solarize`` at ``threshold`` with probability ``p``."""

    def __init__(self, threshold, p=0.5):
        super().__init__(p)
        self.threshold = threshold

    def forward(self, img):
        return F.solarize(img, self.threshold) if self.draw() else img

    def __repr__(self):
        return f"{type(self).__name__}(threshold={self.threshold},p={self.p})"


class RandomAdjustSharpness(Likely):
    """``functional.adjust_sharpness`` by ``sharpness_factor`` with probability ``p``."""

    def __init__(self, sharpness_factor, p=0.5):
        super().__init__(p)
        self.sharpness_factor = sharpness_factor

    def forward(self, img):
        return F.adjust_sharpness(img, self.sharpness_factor) if self.draw() else img

    def __repr__(self):
        return f"{type(self).__name__}(sharpness_factor={self.sharpness_factor},p={self.p})"


class RandomAutocontrast(Likely):
    """``functional.autocontrast`` with probability ``p``."""

    def forward(self, img):
        return F.autocontrast(img) if self.draw() else img


class RandomEqualize(Likely):
    """``functional.equalize`` with probability ``p``."""

    def forward(self, img):
        return F.equalize(img) if self.draw() else img


def check_erasing(scale, ratio, value):
    """Raises TypeError, ValueError for arguments of RandomErasing that make no sense."""
    if not isinstance(value, (int, float, str, tuple, list)):
        raise TypeError(f"Argument value should be either a number or str or a sequence. Got {value!r}")
    if isinstance(value, str) and value != "random":
        raise ValueError(f"If value is str, it should be 'random'. Got {value!r}")
    for name, pair in (("Scale", scale), ("Ratio", ratio)):
        if not isinstance(pair, Sequence):
            raise TypeError(f"{name} should be a sequence. Got {pair!r}")
    if scale[0] > scale[1] or ratio[0] > ratio[1]:
        warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=3)
    if scale[0] < 0 or scale[1] > 1:
        raise ValueError(f"Scale should be between 0 and 1. Got {scale}")


def erasing(shape, scale, ratio, value):
    """(top, left, height, width, values) of a random part of a picture of ``shape`` (C, H, W); None if ten draws did
    not fit. ``value``: numbers, one or one per channel; None for noise."""
    channels, height, width = shape
    low, high = log(tensor(ratio)).tolist()
    for _ in range(10):
        area = height * width * uniform(scale[0], scale[1])
        aspect = exp(empty(1).uniform_(low, high)).item()
        h, w = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if h < height and w < width:
            v = empty(channels, h, w, dtype=float32).normal_() if value is None else tensor(value)[:, None, None]
            i, j = words(1, 2)[0]
            return i % (height - h + 1), j % (width - w + 1), h, w, v
    return None


class RandomErasing(Module):
    """A random part of a tensor (..., C, H, W) replaced, with probability ``p``.

    Args: ``scale``: range of the part's area, of the whole; ``ratio``: range of height / width; ``value``: a number,
    one per channel, or "random" for noise; ``inplace``: change the tensor itself. Source: Zhong et al. 2017, "Random
    erasing data augmentation".

    >>> import rushlight as torch
    >>> RandomErasing(p=1.0)(torch.ones(3, 8, 8)).min().item()
    0.0
    """

    def __init__(self, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False):
        super().__init__()
        check_erasing(scale, ratio, value)
        if p < 0 or p > 1:
            raise ValueError(f"Random erasing probability should be between 0 and 1. Got {p}")
        self.p, self.scale, self.ratio, self.value, self.inplace = p, scale, ratio, value, inplace

    @staticmethod
    def get_params(img, scale, ratio, value=None):
        """(top, left, height, width, values) of a random part of ``img``; all of it if ten draws did not fit."""
        found = erasing(img.shape[-3:], scale, ratio, value)
        return found or (0, 0, img.shape[-2], img.shape[-1], img)

    def forward(self, img):
        if not happens(self.p):
            return img
        value = self.value
        value = (
            None if value == "random" else [float(v) for v in (value if isinstance(value, (list, tuple)) else [value])]
        )
        if value is not None and len(value) not in (1, img.shape[-3]):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {img.shape[-3]} "
                f"(number of input channels). Got {len(value)}"
            )
        part = self.get_params(img, scale=self.scale, ratio=self.ratio, value=value)
        return F.erase(img, *part, self.inplace)

    def __repr__(self):
        return (
            f"{type(self).__name__}(p={self.p}, scale={self.scale}, ratio={self.ratio}, value={self.value}, "
            f"inplace={self.inplace})"
        )
