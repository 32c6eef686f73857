"""Transforms as objects: random changes of colour and sharpness, blur, erasing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from .._pixels.checks import blur_kernel, check_erasing, check_probability, erasing_values, jitter_range
from . import _draws
from . import functional as F
from ._base import Shown, Sometimes
from ._draws import happens

if TYPE_CHECKING:
    from ... import Tensor
    from .._types import Picture, Range, Size


class ColorJitter(Shown):
    """Random brightness, contrast, saturation and hue, in random order.

    Args: each a number d for factors from 1 - d to 1 + d (hue: from -d to d), or a range (low, high).
    Raises: TypeError, ValueError for other arguments.

    >>> ColorJitter(0.5, hue=0.1)(torch.rand(3, 4, 4)).shape
    torch.Size([3, 4, 4])
    """

    _shown = ("brightness", "contrast", "saturation", "hue")
    get_params = staticmethod(_draws.jitter_params)

    def __init__(self, brightness: Range = 0, contrast: Range = 0, saturation: Range = 0, hue: Range = 0) -> None:
        super().__init__()
        self.brightness = jitter_range(brightness, "brightness")
        self.contrast = jitter_range(contrast, "contrast")
        self.saturation = jitter_range(saturation, "saturation")
        self.hue = jitter_range(hue, "hue", 0.0, (-0.5, 0.5))

    def forward(self, img: Picture) -> Picture:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        changes = F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue
        for k in order.tolist():
            if factors[k] is not None:
                img = changes[k](img, factors[k])
        return img


class GaussianBlur(Shown):
    """``functional.gaussian_blur`` with a random sigma.

    Args: ``kernel_size``: odd, or (width, height); ``sigma``: a number, or a range (min, max).
    """

    _shown = ("kernel_size", "sigma")
    get_params = staticmethod(_draws.blur_params)

    def __init__(self, kernel_size: Size, sigma: Range = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = blur_kernel(kernel_size)
        if isinstance(sigma, (int, float)):
            if sigma <= 0:
                raise ValueError(f"If sigma is a single number, it must be positive. Got {sigma}")
            sigma = sigma, sigma
        elif not isinstance(sigma, Sequence) or len(sigma) != 2:
            raise ValueError(f"sigma should be a single number or a list/tuple with length 2. Got {sigma!r}")
        elif not 0.0 < sigma[0] <= sigma[1]:
            raise ValueError(f"sigma values should be positive and of the form (min, max). Got {sigma}")
        self.sigma = sigma

    def forward(self, img: Picture) -> Picture:
        sigma = self.get_params(*self.sigma)
        return F.gaussian_blur(img, self.kernel_size, [sigma, sigma])


class RandomInvert(Sometimes):
    """The negative, with probability ``p``."""

    _function, _exact = "invert", True


class RandomPosterize(Sometimes):
    """``functional.posterize`` to ``bits`` with probability ``p``."""

    _function, _shown, _exact = "posterize", ("bits",), True

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p)
        self.bits = bits


class RandomSolarize(Sometimes):
    """``functional.solarize`` at ``threshold`` with probability ``p``."""

    _function, _shown, _exact = "solarize", ("threshold",), True

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.threshold = threshold


class RandomAdjustSharpness(Sometimes):
    """``functional.adjust_sharpness`` by ``sharpness_factor`` with probability ``p``."""

    _function, _shown, _exact = "adjust_sharpness", ("sharpness_factor",), True

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p)
        self.sharpness_factor = sharpness_factor


class RandomAutocontrast(Sometimes):
    """``functional.autocontrast`` with probability ``p``."""

    _function, _exact = "autocontrast", True


class RandomEqualize(Sometimes):
    """``functional.equalize`` with probability ``p``."""

    _function, _exact = "equalize", True


class RandomErasing(Shown):
    """A random part of a tensor (..., C, H, W) replaced, with probability ``p``.

    Args: ``scale``: range of the part's area, of the whole; ``ratio``: range of height / width; ``value``: a number,
    one per channel, or "random" for noise; ``inplace``: change the tensor itself. Source: Zhong et al. 2017, "Random
    erasing data augmentation".

    >>> RandomErasing(p=1.0)(torch.ones(3, 8, 8)).min().item()
    0.0
    """

    _shown = ("p", "scale", "ratio", "value", "inplace")
    get_params = staticmethod(_draws.erasing_params)

    def __init__(
        self,
        p: float = 0.5,
        scale: Sequence[float] = (0.02, 0.33),
        ratio: Sequence[float] = (0.3, 3.3),
        value: float | str | Sequence[float] = 0,
        inplace: bool = False,
    ) -> None:
        super().__init__()
        check_erasing(scale, ratio, value)
        check_probability(p)
        self.p, self.scale, self.ratio, self.value, self.inplace = p, scale, ratio, value, inplace

    def forward(self, img: Tensor) -> Tensor:
        if not happens(self.p):
            return img
        part = self.get_params(img, self.scale, self.ratio, erasing_values(self.value))
        return F.erase(img, *part, self.inplace)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
