"""Sizes, crops, flips and borders, of samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .... import rand
from ...._base.exports import defined_in
from ..._pixels.checks import check_padding_mode, check_pair, check_ranges, sides, size_pair
from .. import _draws
from .._draws import below
from . import functional as F
from ._transform import RandomApplyTransform, Transform, fill_of, fills, query_size

if TYPE_CHECKING:
    from ..._types import Mode, Size
    from ._transform import Fills


class RandomHorizontalFlip(RandomApplyTransform):
    """Mirrored left to right with probability ``p``."""

    _function = "horizontal_flip"


class RandomVerticalFlip(RandomApplyTransform):
    """Upside down with probability ``p``."""

    _function = "vertical_flip"


class Resize(Transform):
    """``functional.resize``: to (height, width), an int for the shorter side, or None and ``max_size`` for the
    longer."""

    _function, _arguments = "resize", ("size", "interpolation", "max_size", "antialias")

    def __init__(
        self,
        size: Size | None,
        interpolation: Mode | str = "bilinear",
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        if isinstance(size, int):
            size = [size]
        elif isinstance(size, Sequence) and len(size) in (1, 2):
            size = list(size)
        elif size is not None:
            raise ValueError(
                f"size can be an integer, a sequence of one or two integers, or None, but got {size} instead."
            )
        elif not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        self.size, self.interpolation, self.max_size, self.antialias = size, interpolation, max_size, antialias


class CenterCrop(Transform):
    """``functional.center_crop``: the middle, (height, width) or an int for a square."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size_pair(size)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self._call(F.center_crop, inpt, output_size=self.size)


class RandomResizedCrop(Transform):
    """A part of random area and shape, resized to ``size``.

    Args: ``size``: (height, width) or an int; ``scale``: range of the part's area, of the whole; ``ratio``: range of
    width / height; ``interpolation``, ``antialias``: as ``functional.resize``.

    >>> RandomResizedCrop(4)((torch.rand(3, 8, 8), 1))[0].shape
    torch.Size([3, 4, 4])
    """

    _function, _arguments = "resized_crop", ("size", "interpolation", "antialias")
    get_params = staticmethod(_draws.resized_crop_params)

    def __init__(
        self,
        size: Size,
        scale: Sequence[float] = (0.08, 1.0),
        ratio: Sequence[float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: Mode | str = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = size_pair(size)
        check_ranges(scale, ratio, of_two=True)
        self.scale, self.ratio, self.interpolation, self.antialias = scale, ratio, interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        part = _draws.part_of(*query_size(flat_inputs), self.scale, self.ratio)
        return dict(zip(("top", "left", "height", "width"), part))


class FiveCrop(Transform):
    """``functional.five_crop``: the four corners and the middle, as a tuple."""

    _function, _arguments = "five_crop", ("size",)

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size_pair(size)


class TenCrop(Transform):
    """``functional.ten_crop``: the four corners and the middle, and those of the mirror image, as a tuple."""

    _function, _arguments = "ten_crop", ("size", "vertical_flip")

    def __init__(self, size: Size, vertical_flip: bool = False) -> None:
        super().__init__()
        self.size = size_pair(size)
        self.vertical_flip = vertical_flip


def _check_padding(padding):
    if not isinstance(padding, int) and not (
        isinstance(padding, (tuple, list)) and len(padding) in (1, 2, 4) and all(isinstance(p, int) for p in padding)
    ):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element of tuple or list, got {padding}.")


class Pad(Transform):
    """``functional.pad``: a border. ``fill``: a colour, or a dict of colours by type."""

    _function, _arguments = "pad", ("padding", "padding_mode")

    def __init__(self, padding: Size, fill: Fills = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        _check_padding(padding)
        check_padding_mode(padding_mode)
        self.padding = padding if isinstance(padding, int) else list(padding)
        self.fill, self._fill, self.padding_mode = fill, fills(fill), padding_mode


class RandomZoomOut(RandomApplyTransform):
    """A random border around the picture, with probability ``p``.

    Args: ``fill``; ``side_range``: the new size, of the old one.
    """

    _function = "pad"

    def __init__(self, fill: Fills = 0, side_range: Sequence[float] = (1.0, 4.0), p: float = 0.5) -> None:
        super().__init__(p=p)
        self.fill, self._fill = fill, fills(fill)
        check_pair(side_range, "side_range")
        self.side_range = side_range
        if side_range[0] < 1.0 or side_range[0] > side_range[1]:
            raise ValueError(f"Invalid side range provided {side_range}.")

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        low, high = self.side_range
        grown = low + rand(1) * (high - low)
        room_w, room_h = int(width * grown) - width, int(height * grown) - height
        share = rand(2)
        left, top = int(room_w * share[0]), int(room_h * share[1])
        return {"padding": [left, top, room_w - left, room_h - top]}


class RandomCrop(Transform):
    """A part of size ``size`` from a random place, after adding a border.

    Args: ``size``: (height, width) or an int; ``padding``, ``fill``, ``padding_mode``: as ``functional.pad``;
    ``pad_if_needed`` (bool): enlarge smaller pictures. Raises: ValueError for a picture smaller than ``size``.
    """

    get_params = staticmethod(_draws.crop_params)

    def __init__(
        self,
        size: Size,
        padding: Size | None = None,
        pad_if_needed: bool = False,
        fill: Fills = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = size_pair(size)
        if pad_if_needed or padding is not None:
            if padding is not None:
                _check_padding(padding)
            check_padding_mode(padding_mode)
        self.padding = list(sides(padding)) if padding else None  # left, right, top, bottom
        self.pad_if_needed = pad_if_needed
        self.fill, self._fill, self.padding_mode = fill, fills(fill), padding_mode

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        left, right, top, bottom = self.padding or (0, 0, 0, 0)
        height, width = query_size(flat_inputs)
        height, width = height + top + bottom, width + left + right
        if self.pad_if_needed:
            down, across = max(self.size[0] - height, 0), max(self.size[1] - width, 0)
            left, right, top, bottom = left + across, right + across, top + down, bottom + down
            height, width = height + 2 * down, width + 2 * across
        if height < self.size[0] or width < self.size[1]:
            padded = "" if self.padding is None else "padded "
            raise ValueError(
                f"Required crop size {tuple(self.size)} is larger than {padded}input image size {(height, width)}."
            )
        place = [below(n - m + 1) if n > m else 0 for n, m in zip((height, width), self.size)]
        part = None if (height, width) == tuple(self.size) else (*place, *self.size)
        return {"padding": [left, top, right, bottom], "part": part}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if any(params["padding"]):
            fill = fill_of(self._fill, inpt)
            inpt = self._call(F.pad, inpt, padding=params["padding"], fill=fill, padding_mode=self.padding_mode)
        return inpt if params["part"] is None else self._call(F.crop, inpt, *params["part"])


class _RandomSize(Transform):
    """Base of what resizes to the ``size`` in its params."""

    _function, _arguments = "resize", ("interpolation", "antialias")


class ScaleJitter(_RandomSize):
    """Resized to fit ``target_size`` times a random number of ``scale_range``; the shape stays."""

    def __init__(
        self,
        target_size: tuple[int, int],
        scale_range: tuple[float, float] = (0.1, 2.0),
        interpolation: Mode | str = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.target_size, self.scale_range = target_size, scale_range
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        low, high = self.scale_range
        scale = low + rand(1) * (high - low)
        r = min(self.target_size[1] / height, self.target_size[0] / width) * scale
        return {"size": (int(height * r), int(width * r))}


class RandomShortestSize(_RandomSize):
    """Resized to a shorter side of one of ``min_size``, at random; the longer one not above ``max_size``."""

    def __init__(
        self,
        min_size: Size,
        max_size: int | None = None,
        interpolation: Mode | str = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.min_size = [min_size] if isinstance(min_size, int) else list(min_size)
        self.max_size, self.interpolation, self.antialias = max_size, interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        r = self.min_size[below(len(self.min_size))] / min(height, width)
        if self.max_size is not None:
            r = min(r, self.max_size / max(height, width))
        return {"size": (int(height * r), int(width * r))}


class RandomResize(_RandomSize):
    """Resized to a shorter side from ``min_size`` to below ``max_size``, at random."""

    def __init__(
        self, min_size: int, max_size: int, interpolation: Mode | str = "bilinear", antialias: bool | None = True
    ) -> None:
        super().__init__()
        self.min_size, self.max_size = min_size, max_size
        self.interpolation, self.antialias = interpolation, antialias

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"size": [self.min_size + below(self.max_size - self.min_size)]}


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
