"""Transforms as objects: turned, sheared and distorted pictures, several crops, whitening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ... import Tensor
from ..._base.exports import defined_in
from ...nn import Module
from .._pixels import sizes
from .._pixels.checks import (
    angles,
    channel_fill,
    check_affine_ranges,
    check_fill,
    check_pair,
    check_whitening,
    size_pair,
)
from .._pixels.modes import InterpolationMode, mode_of
from . import _draws
from . import functional as F
from ._base import Applied, Shown
from ._draws import happens

if TYPE_CHECKING:
    from .._types import Fill, Mode, Picture, Range, Size


def _fill_for(img, fill):
    return channel_fill(fill, F.get_dimensions(img)[0]) if isinstance(img, Tensor) else fill


class RandomRotation(Module):
    """``functional.rotate`` by a random angle.

    Args: ``degrees``: d for -d to d, or (min, max); ``interpolation``, ``expand``, ``center``, ``fill``: as ``rotate``.
    """

    get_params = staticmethod(_draws.rotation_params)

    def __init__(
        self,
        degrees: Range,
        interpolation: Mode = InterpolationMode.NEAREST,
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: Fill = 0,
    ) -> None:
        super().__init__()
        self.interpolation = mode_of(interpolation)
        self.degrees = angles(degrees, "degrees")
        if center is not None:
            check_pair(center, "center")
        self.center, self.expand, self.fill = center, expand, check_fill(fill)

    def forward(self, img: Picture) -> Picture:
        fill = _fill_for(img, self.fill)
        return F.rotate(img, self.get_params(self.degrees), self.interpolation, self.expand, self.center, fill)

    def __repr__(self) -> str:
        center = "" if self.center is None else f", center={self.center}"
        return (
            f"{type(self).__name__}(degrees={self.degrees}, interpolation={self.interpolation.value}, "
            f"expand={self.expand}{center}, fill={self.fill})"
        )


class RandomAffine(Module):
    """``functional.affine`` with random angle, move, scale and shear.

    Args: ``degrees``: d for -d to d, or (min, max); ``translate``: the largest moves (x, y), of the picture's width and
    height; ``scale``: (min, max); ``shear``: degrees along x, a number or (min, max), or (min x, max x, min y, max y);
    ``interpolation``, ``fill``, ``center``: as ``affine``.

    >>> RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1))(torch.rand(3, 8, 8)).shape
    torch.Size([3, 8, 8])
    """

    get_params = staticmethod(_draws.affine_params)

    def __init__(
        self,
        degrees: Range,
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: Range | None = None,
        interpolation: Mode = InterpolationMode.NEAREST,
        fill: Fill = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        super().__init__()
        self.interpolation = mode_of(interpolation)
        self.degrees = angles(degrees, "degrees")
        self.translate, self.scale = translate, scale
        self.shear = check_affine_ranges(translate, scale, shear)
        self.fill = check_fill(fill)
        if center is not None:
            check_pair(center, "center")
        self.center = center

    def forward(self, img: Picture) -> Picture:
        _, height, width = F.get_dimensions(img)
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, [width, height])
        fill = _fill_for(img, self.fill)
        return F.affine(img, *drawn, interpolation=self.interpolation, fill=fill, center=self.center)

    def __repr__(self) -> str:
        parts = [f"degrees={self.degrees}"]
        parts += [f"{n}={v}" for n in ("translate", "scale", "shear") if (v := self.__dict__[n]) is not None]
        if self.interpolation is not InterpolationMode.NEAREST:
            parts.append(f"interpolation={self.interpolation.value}")
        parts += [f"fill={self.fill}"] * (self.fill != 0)
        parts += [f"center={self.center}"] * (self.center is not None)
        return f"{type(self).__name__}({', '.join(parts)})"


class RandomPerspective(Shown):
    """``functional.perspective`` to random corners, with probability ``p``.

    Args: ``distortion_scale``: how far the corners move, 0 not at all, 1 up to the middle; ``interpolation``, ``fill``.
    """

    _shown = ("p",)
    get_params = staticmethod(_draws.perspective_params)

    def __init__(
        self,
        distortion_scale: float = 0.5,
        p: float = 0.5,
        interpolation: Mode = InterpolationMode.BILINEAR,
        fill: Fill = 0,
    ) -> None:
        super().__init__()
        self.p = p
        self.interpolation = mode_of(interpolation)
        self.distortion_scale = distortion_scale
        self.fill = check_fill(fill)

    def forward(self, img: Picture) -> Picture:
        _, height, width = F.get_dimensions(img)
        fill = _fill_for(img, self.fill)
        if not happens(self.p):
            return img
        start, end = self.get_params(width, height, self.distortion_scale)
        return F.perspective(img, start, end, self.interpolation, fill)


def _pair_of_floats(value, name):
    if not isinstance(value, (float, Sequence)):
        raise TypeError(f"{name} should be float or a sequence of floats. Got {type(value)}")
    if isinstance(value, float):
        return [value, value]
    if len(value) != 2:
        raise ValueError(f"If {name} is a sequence its length should be 2. Got {len(value)}")
    for v in value:
        if not isinstance(v, float):
            raise TypeError(f"{name} should be a sequence of floats. Got {type(v)}")
    return value


class ElasticTransform(Module):
    """``functional.elastic_transform`` by random displacements, as seen through water.

    Args: ``alpha``: their size in pixels; ``sigma``: their smoothness; floats or (x, y). Source: Simard et al. 2003,
    "Best practices for convolutional neural networks applied to visual document analysis".
    """

    get_params = staticmethod(_draws.elastic_params)

    def __init__(
        self,
        alpha: Range = 50.0,
        sigma: Range = 5.0,
        interpolation: Mode = InterpolationMode.BILINEAR,
        fill: float | Sequence[float] = 0,
    ) -> None:
        super().__init__()
        self.alpha = _pair_of_floats(alpha, "alpha")
        self.sigma = _pair_of_floats(sigma, "sigma")
        self.interpolation = mode_of(interpolation)
        if not isinstance(fill, (int, float, list, tuple)):
            raise TypeError(f"fill should be int or float or a list or tuple of them. Got {type(fill)}")
        self.fill = channel_fill(fill, 1)

    def forward(self, tensor: Picture) -> Picture:
        moved = self.get_params(self.alpha, self.sigma, F.get_dimensions(tensor)[1:])
        return F.elastic_transform(tensor, moved, self.interpolation, self.fill)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(alpha={self.alpha}, sigma={self.sigma}, interpolation={self.interpolation}, "
            f"fill={self.fill})"
        )


class FiveCrop(Applied):
    """``functional.five_crop``: the four corners and the middle, as a tuple."""

    _function, _shown = "five_crop", ("size",)

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size_pair(size)


class TenCrop(Applied):
    """``functional.ten_crop``: the four corners and the middle, and those of the mirror image, as a tuple."""

    _function, _shown = "ten_crop", ("size", "vertical_flip")

    def __init__(self, size: Size, vertical_flip: bool = False) -> None:
        super().__init__()
        self.size = size_pair(size)
        self.vertical_flip = vertical_flip


class LinearTransformation(Module):
    """Tensors (..., C, H, W) as rows, minus ``mean_vector`` (D,), times ``transformation_matrix`` (D, D); D = C H W.

    For whitening. Raises: ValueError for shapes that don't fit.
    """

    def __init__(self, transformation_matrix: Tensor, mean_vector: Tensor) -> None:
        super().__init__()
        check_whitening(transformation_matrix, mean_vector)
        self.transformation_matrix = transformation_matrix
        self.mean_vector = mean_vector

    def forward(self, tensor: Tensor) -> Tensor:
        return sizes.whitened(tensor, self.transformation_matrix, self.mean_vector)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(transformation_matrix={self.transformation_matrix.tolist()}, "
            f"mean_vector={self.mean_vector.tolist()})"
        )


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
