"""Changes of colour and sharpness, of samples."""

from __future__ import annotations

from .... import randperm
from .. import transforms as first
from .._draws import happens, uniform
from .._random_colour import jitter_range
from . import functional as F
from ._transform import RandomApplyTransform, Transform, query_chw

__all__ = [
    "RGB",
    "ColorJitter",
    "Grayscale",
    "RandomAdjustSharpness",
    "RandomAutocontrast",
    "RandomChannelPermutation",
    "RandomEqualize",
    "RandomGrayscale",
    "RandomInvert",
    "RandomPhotometricDistort",
    "RandomPosterize",
    "RandomSolarize",
]


class Grayscale(Transform):
    """``functional.rgb_to_grayscale``: grey, with 1 or 3 equal channels."""

    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def transform(self, inpt, params):
        return self._call(F.rgb_to_grayscale, inpt, num_output_channels=self.num_output_channels)


class RandomGrayscale(RandomApplyTransform):
    """Grey with probability ``p``; the number of channels stays."""

    def __init__(self, p=0.1):
        super().__init__(p=p)

    def make_params(self, flat_inputs):
        return {"num_input_channels": query_chw(flat_inputs)[0]}

    def transform(self, inpt, params):
        return self._call(F.rgb_to_grayscale, inpt, num_output_channels=params["num_input_channels"])


class RGB(Transform):
    """Three equal channels out of one; what has three stays."""

    def transform(self, inpt, params):
        return self._call(F.grayscale_to_rgb, inpt)


class ColorJitter(Transform):
    """Random brightness, contrast, saturation and hue, in random order.

    Args: each None, a number d for factors from 1 - d to 1 + d (hue: from -d to d), or a range (low, high).
    Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> ColorJitter(0.5, hue=0.1)(torch.rand(3, 4, 4)).shape
    torch.Size([3, 4, 4])
    """

    get_params = staticmethod(first.ColorJitter.get_params)

    def __init__(self, brightness=None, contrast=None, saturation=None, hue=None):
        super().__init__()
        self.brightness = None if brightness is None else jitter_range(brightness, "brightness")
        self.contrast = None if contrast is None else jitter_range(contrast, "contrast")
        self.saturation = None if saturation is None else jitter_range(saturation, "saturation")
        self.hue = None if hue is None else jitter_range(hue, "hue", 0.0, (-0.5, 0.5))

    def make_params(self, flat_inputs):
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        return {"order": order.tolist(), "factors": factors}

    def transform(self, inpt, params):
        for k in params["order"]:
            if params["factors"][k] is not None:
                inpt = self._call(_CHANGES[k], inpt, params["factors"][k])
        return inpt


_CHANGES = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)


class RandomChannelPermutation(Transform):
    """The channels in random order."""

    def make_params(self, flat_inputs):
        return {"permutation": randperm(query_chw(flat_inputs)[0]).tolist()}

    def transform(self, inpt, params):
        return self._call(F.permute_channels, inpt, params["permutation"])


class RandomPhotometricDistort(Transform):
    """Random brightness, contrast, saturation, hue and order of channels, each with probability ``p``.

    Args: ranges (low, high) of the factors. Source: Liu et al. 2015, "SSD: single shot multibox detector".
    """

    def __init__(self, brightness=(0.875, 1.125), contrast=(0.5, 1.5), saturation=(0.5, 1.5), hue=(-0.05, 0.05), p=0.5):
        super().__init__()
        self.brightness, self.contrast, self.hue, self.saturation, self.p = (brightness, contrast, hue, saturation, p)

    def make_params(self, flat_inputs):
        channels = query_chw(flat_inputs)[0]
        ranges = self.brightness, self.contrast, self.saturation, self.hue
        factors = [uniform(*r) if happens(self.p) else None for r in ranges]
        early = happens(0.5)  # contrast before saturation and hue, or after them
        order = randperm(channels).tolist() if happens(self.p) else None
        return {"factors": factors, "order": (0, 1, 2, 3) if early else (0, 2, 3, 1), "channels": order}

    def transform(self, inpt, params):
        for k in params["order"]:
            if params["factors"][k] is not None:
                inpt = self._call(_CHANGES[k], inpt, params["factors"][k])
        if params["channels"] is not None:
            inpt = self._call(F.permute_channels, inpt, params["channels"])
        return inpt


class RandomInvert(RandomApplyTransform):
    """The negative, with probability ``p``."""

    def transform(self, inpt, params):
        return self._call(F.invert, inpt)


class RandomEqualize(RandomApplyTransform):
    """``functional.equalize`` with probability ``p``."""

    def transform(self, inpt, params):
        return self._call(F.equalize, inpt)


class RandomAutocontrast(RandomApplyTransform):
    """``functional.autocontrast`` with probability ``p``."""

    def transform(self, inpt, params):
        return self._call(F.autocontrast, inpt)


class RandomPosterize(RandomApplyTransform):
    """``functional.posterize`` to ``bits`` with probability ``p``."""

    def __init__(self, bits, p=0.5):
        super().__init__(p=p)
        self.bits = bits

    def transform(self, inpt, params):
        return self._call(F.posterize, inpt, bits=self.bits)


class RandomSolarize(RandomApplyTransform):
    """``functional.solarize`` at ``threshold`` with probability ``p``."""

    def __init__(self, threshold, p=0.5):
        super().__init__(p=p)
        self.threshold = threshold

    def transform(self, inpt, params):
        return self._call(F.solarize, inpt, threshold=self.threshold)


class RandomAdjustSharpness(RandomApplyTransform):
    """``functional.adjust_sharpness`` by ``sharpness_factor`` with probability ``p``."""

    def __init__(self, sharpness_factor, p=0.5):
        super().__init__(p=p)
        self.sharpness_factor = sharpness_factor

    def transform(self, inpt, params):
        return self._call(F.adjust_sharpness, inpt, sharpness_factor=self.sharpness_factor)
