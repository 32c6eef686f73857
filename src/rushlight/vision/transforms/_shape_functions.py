"""Sizes, crops, borders and warps as plain functions, for Pillow pictures and tensors of shape (..., C, H, W)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from .._pixels import crops, warps
from .._pixels.modes import InterpolationMode, chosen

if TYPE_CHECKING:
    from ... import Tensor
    from .._types import Fill, Mode, Picture, Size


def resize(
    img: Picture,
    size: Size,
    interpolation: Mode = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Picture:
    """Resize to ``size``: (height, width), or an int for the shorter side, the other following.

    Args: ``interpolation``: an InterpolationMode or Pillow's number; ``max_size``: limit of the longer side;
    ``antialias``: for tensors; pictures are always smoothed. Raises: TypeError, ValueError for other arguments.

    >>> resize(torch.zeros(3, 20, 40), 10).shape
    torch.Size([3, 10, 20])
    """
    return crops.resize(img, size, chosen(interpolation), max_size, antialias)


def pad(img: Picture, padding: Size, fill: Fill = 0, padding_mode: str = "constant") -> Picture:
    """Add a border. ``padding``: one width, (left and right, top and bottom) or (left, top, right, bottom).

    Args: ``fill``: grey level, for pictures also a colour; ``padding_mode``: ``constant``, ``edge`` (repeat the last
    pixel), ``reflect`` (mirror without it) or ``symmetric`` (with it). Raises: TypeError, ValueError, RuntimeError.
    """
    return crops.pad(img, padding, fill, padding_mode)


def crop(img: Picture, top: int, left: int, height: int, width: int) -> Picture:
    """The part of ``img`` with these edges; what lies outside is black."""
    return crops.crop(img, top, left, height, width)


def center_crop(img: Picture, output_size: Size) -> Picture:
    """The middle of ``img``: (height, width), or an int for a square; a smaller picture gets a black border.

    >>> center_crop(torch.arange(9).view(1, 3, 3), 1).item()
    4
    """
    return crops.center_crop(img, output_size)


def resized_crop(
    img: Picture,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Size,
    interpolation: Mode = InterpolationMode.BILINEAR,
    antialias: bool | None = True,
) -> Picture:
    """``crop``, then ``resize``."""
    return resize(crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def hflip(img: Picture) -> Picture:
    """``img`` mirrored left to right."""
    return crops.hflip(img)


def vflip(img: Picture) -> Picture:
    """``img`` upside down."""
    return crops.vflip(img)


def five_crop(img: Picture, size: Size) -> tuple[Picture, ...]:
    """The four corners and the middle of ``img``, each (height, width) or an int for a square.

    Returns: (top left, top right, bottom left, bottom right, middle). Raises: ValueError for a smaller ``img``.

    >>> [part.item() for part in five_crop(torch.arange(9).view(1, 3, 3), 1)]
    [0, 2, 6, 8, 4]
    """
    return crops.five_crop(img, size)


def ten_crop(img: Picture, size: Size, vertical_flip: bool = False) -> tuple[Picture, ...]:
    """``five_crop`` of ``img``, then of its mirror image (left to right, or with ``vertical_flip`` upside down)."""
    return crops.ten_crop(img, size, vertical_flip)


def rotate(
    img: Picture,
    angle: float,
    interpolation: Mode = InterpolationMode.NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: Fill = None,
) -> Picture:
    """``img`` turned counter-clockwise by ``angle`` degrees.

    Args: ``expand``: enlarge the result so that it holds all of it, instead of cutting corners off; ``center``: (x, y)
    of the point that stays, by default the middle; ``fill``: the colour of what comes from outside, a number or one
    per channel. Raises: TypeError, ValueError for other arguments.

    >>> rotate(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 90).tolist()
    [[[2.0, 4.0], [1.0, 3.0]]]
    """
    return warps.rotate(img, angle, chosen(interpolation), expand, center, fill)


def affine(
    img: Picture,
    angle: float,
    translate: Sequence[int],
    scale: float,
    shear: float | Sequence[float],
    interpolation: Mode = InterpolationMode.NEAREST,
    fill: Fill = None,
    center: Sequence[float] | None = None,
) -> Picture:
    """``img`` sheared, scaled and turned about ``center``, then moved.

    Args: ``angle``: degrees, clockwise; ``translate``: (x, y) in pixels; ``scale``: above 0; ``shear``: degrees along
    x, or (x, y); ``fill``, ``center``: as for ``rotate``. Raises: TypeError, ValueError for other arguments.

    >>> affine(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 0, [1, 0], 1.0, 0.0).tolist()
    [[[0.0, 1.0], [0.0, 3.0]]]
    """
    return warps.affine(img, angle, translate, scale, shear, chosen(interpolation), fill, center)


def perspective(
    img: Picture,
    startpoints: Sequence[Sequence[int]],
    endpoints: Sequence[Sequence[int]],
    interpolation: Mode = InterpolationMode.BILINEAR,
    fill: Fill = None,
) -> Picture:
    """``img`` as seen from elsewhere: its points ``startpoints`` come to lie at ``endpoints``, four [x, y] each.

    Raises: TypeError, ValueError for other arguments.

    >>> corners = [[0, 0], [3, 0], [3, 3], [0, 3]]
    >>> x = torch.rand(1, 4, 4)
    >>> torch.allclose(perspective(x, corners, corners), x, atol=1e-5)
    True
    """
    coefficients = warps.perspective_coefficients(startpoints, endpoints)
    return warps.perspective(img, coefficients, chosen(interpolation), fill)


def elastic_transform(
    img: Picture, displacement: Tensor, interpolation: Mode = InterpolationMode.BILINEAR, fill: Fill = None
) -> Picture:
    """``img`` with each pixel taken from ``displacement`` away: (1, H, W, 2), x and y in halves of the picture's size.

    Raises: TypeError, ValueError for other arguments.

    >>> elastic_transform(torch.ones(1, 2, 2), torch.zeros(1, 2, 2, 2)).tolist()
    [[[1.0, 1.0], [1.0, 1.0]]]
    """
    return warps.elastic(img, displacement, chosen(interpolation), fill)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
