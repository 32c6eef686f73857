"""Changes of colour and sharpness, of samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .... import randperm
from ...._base.exports import defined_in
from ..._pixels.checks import jitter_range
from .. import _draws
from .._draws import happens, uniform
from . import functional as F
from ._transform import RandomApplyTransform, Transform, query_chw

if TYPE_CHECKING:
    from ..._types import Range


class Grayscale(Transform):
    """``functional.rgb_to_grayscale``: grey, with 1 or 3 equal channels."""

    _function, _arguments = "rgb_to_grayscale", ("num_output_channels",)

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels


class RandomGrayscale(RandomApplyTransform):
    """Grey with probability ``p``; the number of channels stays."""

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p=p)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"num_input_channels": query_chw(flat_inputs)[0]}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call(F.rgb_to_grayscale, inpt, num_output_channels=params["num_input_channels"])


class RGB(Transform):
    """Three equal channels out of one; what has three stays."""

    _function = "grayscale_to_rgb"


class _Jittering(Transform):
    """Base: the changes whose numbers are in ``order`` of the params, by their ``factors``, None for no change."""

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        for k in params["order"]:
            if params["factors"][k] is not None:
                inpt = self._call(_CHANGES[k], inpt, params["factors"][k])
        return inpt


_CHANGES = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)


class ColorJitter(_Jittering):
    """Random brightness, contrast, saturation and hue, in random order.

    Args: each None, a number d for factors from 1 - d to 1 + d (hue: from -d to d), or a range (low, high).
    Raises: TypeError, ValueError for other arguments.

    >>> ColorJitter(0.5, hue=0.1)(torch.rand(3, 4, 4)).shape
    torch.Size([3, 4, 4])
    """

    get_params = staticmethod(_draws.jitter_params)

    def __init__(
        self,
        brightness: Range | None = None,
        contrast: Range | None = None,
        saturation: Range | None = None,
        hue: Range | None = None,
    ) -> None:
        super().__init__()
        self.brightness = None if brightness is None else jitter_range(brightness, "brightness")
        self.contrast = None if contrast is None else jitter_range(contrast, "contrast")
        self.saturation = None if saturation is None else jitter_range(saturation, "saturation")
        self.hue = None if hue is None else jitter_range(hue, "hue", 0.0, (-0.5, 0.5))

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        return {"order": order.tolist(), "factors": factors}


class RandomChannelPermutation(Transform):
    """The channels in random order."""

    _function = "permute_channels"

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"permutation": randperm(query_chw(flat_inputs)[0]).tolist()}


class RandomPhotometricDistort(_Jittering):
    """Random brightness, contrast, saturation, hue and order of channels, each with probability ``p``.

    Args: ranges (low, high) of the factors. Source: Liu et al. 2015, "SSD: single shot multibox detector".
    """

    def __init__(
        self,
        brightness: tuple[float, float] = (0.875, 1.125),
        contrast: tuple[float, float] = (0.5, 1.5),
        saturation: tuple[float, float] = (0.5, 1.5),
        hue: tuple[float, float] = (-0.05, 0.05),
        p: float = 0.5,
    ) -> None:
        super().__init__()
        self.brightness, self.contrast, self.hue, self.saturation, self.p = brightness, contrast, hue, saturation, p

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        channels = query_chw(flat_inputs)[0]
        ranges = self.brightness, self.contrast, self.saturation, self.hue
        factors = [uniform(*r) if happens(self.p) else None for r in ranges]
        early = happens(0.5)  # contrast before saturation and hue, or after them
        order = randperm(channels).tolist() if happens(self.p) else None
        return {"factors": factors, "order": (0, 1, 2, 3) if early else (0, 2, 3, 1), "channels": order}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        inpt = super().transform(inpt, params)
        return inpt if params["channels"] is None else self._call(F.permute_channels, inpt, params["channels"])


class RandomInvert(RandomApplyTransform):
    """The negative, with probability ``p``."""

    _function = "invert"


class RandomEqualize(RandomApplyTransform):
    """``functional.equalize`` with probability ``p``."""

    _function = "equalize"


class RandomAutocontrast(RandomApplyTransform):
    """``functional.autocontrast`` with probability ``p``."""

    _function = "autocontrast"


class RandomPosterize(RandomApplyTransform):
    """``functional.posterize`` to ``bits`` with probability ``p``."""

    _function, _arguments = "posterize", ("bits",)

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.bits = bits


class RandomSolarize(RandomApplyTransform):
    """``functional.solarize`` at ``threshold`` with probability ``p``."""

    _function, _arguments = "solarize", ("threshold",)

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.threshold = threshold


class RandomAdjustSharpness(RandomApplyTransform):
    """``functional.adjust_sharpness`` by ``sharpness_factor`` with probability ``p``."""

    _function, _arguments = "adjust_sharpness", ("sharpness_factor",)

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(p=p)
        self.sharpness_factor = sharpness_factor


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
