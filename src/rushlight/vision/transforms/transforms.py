"""Transforms as objects, to be put together with Compose.

Those that change colours stand in ``_random_colour``, those that turn and distort in ``_random_warp``; what they draw
at random in ``_draws``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..._base.exports import defined_in
from ...nn import Module
from .._pixels.checks import check_padding, check_ranges, size_pair
from .._pixels.modes import InterpolationMode, mode_of
from . import _draws, _random_colour, _random_warp
from . import functional as F
from ._base import Applied, Shown, Sometimes, listed
from ._draws import threshold, words
from ._random_colour import *  # noqa: F403
from ._random_warp import *  # noqa: F403

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from ... import Tensor
    from ... import dtype as Dtype
    from .._types import Fill, Mode, Picture, Size

__all__ = [
    "CenterCrop",
    "Compose",
    "ConvertImageDtype",
    "Grayscale",
    "InterpolationMode",
    "Lambda",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandomApply",
    "RandomChoice",
    "RandomCrop",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomOrder",
    "RandomResizedCrop",
    "RandomTransforms",
    "RandomVerticalFlip",
    "Resize",
    "ToPILImage",
    "ToTensor",
]
__all__ += defined_in(vars(_random_colour)) + defined_in(vars(_random_warp))


class Compose:
    """Several transforms, one after the other.

    >>> import numpy as np
    >>> Compose([ToTensor(), Normalize((0.5,), (0.5,))])(np.zeros((2, 2), np.uint8)).tolist()
    [[[-1.0, -1.0], [-1.0, -1.0]]]
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        for t in self.transforms:
            img = t(img)
        return img

    def __repr__(self) -> str:
        return listed(type(self).__name__, self.transforms)


class ToTensor:
    """``functional.to_tensor``: a picture or uint8 array (H, W, C) as floats 0 … 1, (C, H, W)."""

    def __call__(self, pic: Image | np.ndarray) -> Tensor:
        return F.to_tensor(pic)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class PILToTensor:
    """``functional.pil_to_tensor``: a picture as a tensor (C, H, W) with the same values."""

    def __call__(self, pic: Image) -> Tensor:
        return F.pil_to_tensor(pic)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class ToPILImage:
    """``functional.to_pil_image``: a tensor (C, H, W) or array (H, W, C) as a Pillow picture."""

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Tensor | np.ndarray) -> Image:
        return F.to_pil_image(pic, self.mode)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'' if self.mode is None else f'mode={self.mode}'})"


class Lambda:
    """Any function as a transform. Raises: TypeError if it cannot be called."""

    def __init__(self, lambd: Callable[[Any], Any]) -> None:
        if not callable(lambd):
            raise TypeError(f"Argument lambd should be callable, got {type(lambd).__name__!r}")
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class ConvertImageDtype(Module):
    """``functional.convert_image_dtype``: another dtype, values scaled."""

    def __init__(self, dtype: Dtype) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, image: Tensor) -> Tensor:
        return F.convert_image_dtype(image, self.dtype)


class Normalize(Shown):
    """``(x - mean) / std`` per channel of a float tensor (..., C, H, W)."""

    _shown = ("mean", "std")

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def forward(self, tensor: Tensor) -> Tensor:
        return F.normalize(tensor, self.mean, self.std, self.inplace)


class Resize(Applied):
    """``functional.resize``: to (height, width), or an int for the shorter side."""

    _function, _shown = "resize", ("size", "interpolation", "max_size", "antialias")

    def __init__(
        self,
        size: Size,
        interpolation: Mode = InterpolationMode.BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        if not isinstance(size, (int, Sequence)):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError("If size is a sequence, it should have 1 or 2 values")
        self.size, self.max_size, self.antialias = size, max_size, antialias
        self.interpolation = mode_of(interpolation)


class CenterCrop(Applied):
    """``functional.center_crop``: the middle, (height, width) or an int for a square."""

    _function, _shown = "center_crop", ("size",)

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size_pair(size)


class Pad(Applied):
    """``functional.pad``: a border."""

    _function, _shown = "pad", ("padding", "fill", "padding_mode")

    def __init__(self, padding: Size, fill: float | Sequence[float] = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        check_padding(padding, fill, padding_mode, paddings=(float,), second=True)
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode


class Grayscale(Applied):
    """``functional.rgb_to_grayscale``: grey, with 1 or 3 equal channels."""

    _function, _shown = "rgb_to_grayscale", ("num_output_channels",)

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels


class RandomTransforms:
    """Base of RandomOrder and RandomChoice. Raises: TypeError unless given a sequence."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        if not isinstance(transforms, Sequence):
            raise TypeError("Argument transforms should be a sequence")
        self.transforms = transforms

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define __call__")

    def __repr__(self) -> str:
        return listed(type(self).__name__, self.transforms)


class RandomOrder(RandomTransforms):
    """All ``transforms``, in an order drawn by Python's ``random``."""

    def __call__(self, img: Any) -> Any:
        order = list(range(len(self.transforms)))
        random.shuffle(order)
        for i in order:
            img = self.transforms[i](img)
        return img


class RandomChoice(RandomTransforms):
    """One of ``transforms``, drawn by Python's ``random`` with weights ``p``."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]], p: Sequence[float] | None = None) -> None:
        super().__init__(transforms)
        if p is not None and not isinstance(p, Sequence):
            raise TypeError("Argument p should be a sequence")
        self.p = p

    def __call__(self, *args: Any) -> Any:
        return random.choices(self.transforms, weights=self.p)[0](*args)

    def __repr__(self) -> str:
        return f"{super().__repr__()}(p={self.p})"


class RandomApply(Module):
    """All ``transforms`` with probability ``p``, or none."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]], p: float = 0.5) -> None:
        super().__init__()
        self.transforms = transforms
        self.p = p

    def forward(self, img: Any) -> Any:
        if words(1, 1)[0][0] & 0xFFFFFF > threshold(self.p):
            return img
        for t in self.transforms:
            img = t(img)
        return img

    def __repr__(self) -> str:
        return listed(type(self).__name__, self.transforms, f"\n    p={self.p}")


class RandomCrop(Shown):
    """A part of size ``size`` from a random place, after adding a border.

    Args: ``size``: (height, width) or an int; ``padding``, ``fill``, ``padding_mode``: as ``functional.pad``;
    ``pad_if_needed`` (bool): enlarge smaller pictures. Raises: ValueError for a picture smaller than ``size``.
    """

    _shown = ("size", "padding")
    get_params = staticmethod(_draws.crop_params)

    def __init__(
        self,
        size: Size,
        padding: Size | None = None,
        pad_if_needed: bool = False,
        fill: Fill = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = tuple(size_pair(size))
        self.padding, self.pad_if_needed, self.fill, self.padding_mode = padding, pad_if_needed, fill, padding_mode

    def forward(self, img: Picture) -> Picture:
        if self.padding is not None:
            img = F.pad(img, self.padding, self.fill, self.padding_mode)
        _, height, width = F.get_dimensions(img)
        if self.pad_if_needed and width < self.size[1]:
            img = F.pad(img, [self.size[1] - width, 0], self.fill, self.padding_mode)
        if self.pad_if_needed and height < self.size[0]:
            img = F.pad(img, [0, self.size[0] - height], self.fill, self.padding_mode)
        return F.crop(img, *self.get_params(img, self.size))


class RandomHorizontalFlip(Sometimes):
    """Mirror left to right with probability ``p``."""

    _function = "hflip"


class RandomVerticalFlip(Sometimes):
    """Turn upside down with probability ``p``."""

    _function = "vflip"


class RandomGrayscale(Sometimes):
    """Make grey with probability ``p``; the number of channels stays."""

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(p)

    def forward(self, img: Picture) -> Picture:
        channels = F.get_dimensions(img)[0]
        return F.rgb_to_grayscale(img, num_output_channels=channels) if _draws.happens(self.p) else img


class RandomResizedCrop(Module):
    """A part of random area and shape, resized to ``size``.

    Args: ``size``: (height, width) or an int; ``scale``: range of the part's area, of the whole; ``ratio``: range of
    width / height; ``interpolation``, ``antialias``: as ``functional.resize``. Source: Szegedy et al. 2015,
    "Going deeper with convolutions".
    """

    get_params = staticmethod(_draws.resized_crop_params)

    def __init__(
        self,
        size: Size,
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Mode = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = size_pair(size)
        check_ranges(scale, ratio)
        self.scale, self.ratio, self.antialias = scale, ratio, antialias
        self.interpolation = mode_of(interpolation)

    def forward(self, img: Picture) -> Picture:
        part = self.get_params(img, self.scale, self.ratio)
        return F.resized_crop(img, *part, self.size, self.interpolation, antialias=self.antialias)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(size={self.size}, scale={tuple(round(s, 4) for s in self.scale)}, "
            f"ratio={tuple(round(r, 4) for r in self.ratio)}, interpolation={self.interpolation.value}, "
            f"antialias={self.antialias})"
        )
