"""Sizes, crops, borders and warps. Shapes: Pillow pictures, tensors or Images (..., C, H, W)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...._base.exports import defined_in
from ..._pixels import crops, pictures, sizes, warps
from ..._pixels.modes import InterpolationMode, chosen
from ._dispatch import for_pictures, with_pictures

if TYPE_CHECKING:
    from .... import Tensor
    from ..._types import Fill, Mode, Picture, Size


_BILINEAR, _NEAREST = InterpolationMode.BILINEAR, InterpolationMode.NEAREST


@with_pictures(pictures.hflip)
def horizontal_flip(inpt: Picture) -> Picture:
    """Mirrored left to right."""
    return sizes.hflip(inpt, second=True)


@with_pictures(pictures.vflip)
def vertical_flip(inpt: Picture) -> Picture:
    """Upside down."""
    return sizes.vflip(inpt, second=True)


hflip, vflip = horizontal_flip, vertical_flip


@for_pictures
def resize(
    inpt: Picture,
    size: Size | None,
    interpolation: Mode | str = _BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Picture:
    """Resized to ``size``: (height, width), an int for the shorter side, or None for the longer one to be ``max_size``.

    Args: ``interpolation``: an InterpolationMode, its value, or Pillow's number; ``antialias``: for tensors.
    Raises: ValueError for other arguments.

    >>> resize(torch.zeros(3, 20, 40), None, max_size=10).shape
    torch.Size([3, 5, 10])
    """
    return crops.resize(inpt, size, chosen(interpolation, second=True), max_size, antialias, second=True)


@for_pictures
def crop(inpt: Picture, top: int, left: int, height: int, width: int) -> Picture:
    """The part with these edges; what lies outside is black."""
    return crops.crop(inpt, top, left, height, width)


@for_pictures
def center_crop(inpt: Picture, output_size: Size) -> Picture:
    """The middle: (height, width), or an int for a square; a smaller picture gets a black border."""
    return crops.center_crop(inpt, output_size)


@for_pictures
def resized_crop(
    inpt: Picture,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Size,
    interpolation: Mode | str = _BILINEAR,
    antialias: bool | None = True,
) -> Picture:
    """``crop``, then ``resize``."""
    return resize(crops.crop(inpt, top, left, height, width), size, interpolation, antialias=antialias)


@for_pictures
def five_crop(inpt: Picture, size: Size) -> tuple[Picture, ...]:
    """The four corners and the middle, each (height, width) or an int for a square, as a tuple."""
    return crops.five_crop(inpt, size)


@for_pictures
def ten_crop(inpt: Picture, size: Size, vertical_flip: bool = False) -> tuple[Picture, ...]:
    """``five_crop``, then that of the mirror image (left to right, or with ``vertical_flip`` upside down)."""
    return crops.ten_crop(inpt, size, vertical_flip)


@with_pictures(pictures.pad)
def pad(inpt: Picture, padding: Size, fill: Fill = None, padding_mode: str = "constant") -> Picture:
    """A border. ``padding``: one width, (left and right, top and bottom) or (left, top, right, bottom).

    Args: ``fill``: a number, or one per channel; ``padding_mode``: ``constant``, ``edge`` (repeat the last pixel),
    ``reflect`` (mirror without it) or ``symmetric`` (with it). Raises: TypeError, ValueError, RuntimeError.

    >>> pad(torch.ones(1, 1, 1), [1, 0], fill=3).tolist()
    [[[3.0, 1.0, 3.0]]]
    """
    return sizes.pad_colour(inpt, padding, fill, padding_mode)


@for_pictures
def rotate(
    inpt: Picture,
    angle: float,
    interpolation: Mode | str = _NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: Fill = None,
) -> Picture:
    """Turned counter-clockwise by ``angle`` degrees; tensors exactly by right angles where they fit.

    Args: ``expand``: enlarge the result so that it holds all of it; ``center``: (x, y) of the point that stays, by
    default the middle; ``fill``: the colour of what comes from outside, a number or one per channel.

    >>> rotate(torch.tensor([[[1.0, 2.0]]]), 90, expand=True).tolist()
    [[[2.0], [1.0]]]
    """
    return warps.rotate(inpt, angle, chosen(interpolation, second=True), expand, center, fill, second=True)


@for_pictures
def affine(
    inpt: Picture,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: float | Sequence[float],
    interpolation: Mode | str = _NEAREST,
    fill: Fill = None,
    center: Sequence[float] | None = None,
) -> Picture:
    """Sheared, scaled and turned about ``center``, then moved.

    Args: ``angle``: degrees, clockwise; ``translate``: (x, y) in pixels; ``scale``: above 0; ``shear``: degrees along
    x, or (x, y); ``fill``, ``center``: as for ``rotate``. Raises: TypeError, ValueError for other arguments.
    """
    mode = chosen(interpolation, second=True)
    return warps.affine(inpt, angle, translate, scale, shear, mode, fill, center, second=True)


def _coefficients(startpoints, endpoints, coefficients):
    if coefficients is None:
        if startpoints is None or endpoints is None:
            raise ValueError("Either the startpoints/endpoints or the coefficients must have non `None` values.")
        return warps.perspective_coefficients(startpoints, endpoints)
    if startpoints is not None and endpoints is not None:
        raise ValueError("The startpoints/endpoints and the coefficients shouldn't be defined concurrently.")
    if len(coefficients) != 8:
        raise ValueError(f"Argument coefficients should have 8 float values, got {len(coefficients)}")
    return coefficients


@for_pictures
def perspective(
    inpt: Picture,
    startpoints: Sequence[Sequence[int]] | None,
    endpoints: Sequence[Sequence[int]] | None,
    interpolation: Mode | str = _BILINEAR,
    fill: Fill = None,
    coefficients: Sequence[float] | None = None,
) -> Picture:
    """As seen from elsewhere: its points ``startpoints`` come to lie at ``endpoints``, four [x, y] each.

    Or by ``coefficients``, eight numbers: (x, y) comes from (a x + b y + c, d x + e y + f) / (g x + h y + 1).
    """
    eight = _coefficients(startpoints, endpoints, coefficients)
    return warps.perspective(inpt, eight, chosen(interpolation, second=True), fill, second=True)


@for_pictures
def elastic(inpt: Picture, displacement: Tensor, interpolation: Mode | str = _BILINEAR, fill: Fill = None) -> Picture:
    """Each pixel taken from ``displacement`` away: (1, H, W, 2), x and y in halves of the picture's size."""
    return warps.elastic(inpt, displacement, chosen(interpolation, second=True), fill, second=True)


elastic_transform = elastic


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
