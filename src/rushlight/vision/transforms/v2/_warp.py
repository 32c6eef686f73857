"""Turned, sheared and distorted pictures, of samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..._pixels.checks import angles, check_affine_ranges, check_pair, numbers
from ..._pixels.warps import perspective_coefficients
from .. import _draws
from . import functional as F
from ._transform import RandomApplyTransform, Transform, fill_of, fills, query_size

if TYPE_CHECKING:
    from ..._types import Mode, Range
    from ._transform import Fills

__all__ = ["ElasticTransform", "RandomAffine", "RandomPerspective", "RandomRotation"]


class RandomRotation(Transform):
    """``functional.rotate`` by a random angle. ``degrees``: d for -d to d, or (min, max)."""

    _function, _arguments = "rotate", ("interpolation", "expand", "center")
    get_params = staticmethod(_draws.rotation_params)

    def __init__(
        self,
        degrees: Range,
        interpolation: Mode | str = "nearest",
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: Fills = 0,
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        self.interpolation, self.expand = interpolation, expand
        self.fill, self._fill = fill, fills(fill)
        if center is not None:
            check_pair(center, "center")
        self.center = center

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"angle": self.get_params(self.degrees)}


class RandomAffine(Transform):
    """``functional.affine`` with random angle, move, scale and shear.

    Args: ``degrees``: d for -d to d, or (min, max); ``translate``: the largest moves (x, y), of the picture's width and
    height; ``scale``: (min, max); ``shear``: degrees along x, a number or (min, max), or (min x, max x, min y, max y).
    """

    _function, _arguments = "affine", ("interpolation", "center")
    get_params = staticmethod(_draws.affine_params)

    def __init__(
        self,
        degrees: Range,
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: Range | None = None,
        interpolation: Mode | str = "nearest",
        fill: Fills = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        self.degrees = angles(degrees, "degrees")
        self.translate, self.scale = translate, scale
        self.shear = check_affine_ranges(translate, scale, shear)
        self.interpolation = interpolation
        self.fill, self._fill = fill, fills(fill)
        if center is not None:
            check_pair(center, "center")
        self.center = center

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        size = query_size(flat_inputs)[::-1]
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, size)
        return dict(zip(("angle", "translate", "scale", "shear"), drawn))


class RandomPerspective(RandomApplyTransform):
    """``functional.perspective`` to random corners, with probability ``p``.

    Args: ``distortion_scale``: how far the corners move, 0 not at all, 1 up to the middle.
    """

    get_params = staticmethod(_draws.perspective_params)

    def __init__(
        self, distortion_scale: float = 0.5, p: float = 0.5, interpolation: Mode | str = "bilinear", fill: Fills = 0
    ) -> None:
        super().__init__(p=p)
        if not 0 <= distortion_scale <= 1:
            raise ValueError(f"Argument distortion_scale value should be between 0 and 1. Got {distortion_scale}")
        self.distortion_scale, self.interpolation = distortion_scale, interpolation
        self.fill, self._fill = fill, fills(fill)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = query_size(flat_inputs)
        return {"coefficients": perspective_coefficients(*self.get_params(width, height, self.distortion_scale))}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        fill = fill_of(self._fill, inpt)
        return self._call(F.perspective, inpt, None, None, fill=fill, interpolation=self.interpolation, **params)


class ElasticTransform(Transform):
    """``functional.elastic`` by random displacements: noise blurred by ``sigma``, times ``alpha`` pixels."""

    _function, _arguments = "elastic", ("interpolation",)
    get_params = staticmethod(_draws.elastic_params)

    def __init__(
        self, alpha: Range = 50.0, sigma: Range = 5.0, interpolation: Mode | str = "bilinear", fill: Fills = 0
    ) -> None:
        super().__init__()
        self.alpha, self.sigma = numbers(alpha, "alpha"), numbers(sigma, "sigma")
        self.interpolation = interpolation
        self.fill, self._fill = fill, fills(fill)

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"displacement": self.get_params(self.alpha, self.sigma, query_size(flat_inputs))}
