"""Sizes, crops, borders and warps. Shapes: Pillow pictures, tensors or Images (..., C, H, W)."""

from __future__ import annotations

from .... import rot90, tensor, uint8
from ..._pixels import pictures, sizes, warps
from ..._pixels.conversions import through_tensor
from ..._pixels.modes import InterpolationMode, from_int, pil_modes_mapping
from .. import functional as first
from .._warp_functions import check_affine, from_middle
from ._dispatch import for_pictures

__all__ = [
    "affine",
    "center_crop",
    "crop",
    "elastic",
    "elastic_transform",
    "five_crop",
    "hflip",
    "horizontal_flip",
    "pad",
    "perspective",
    "resize",
    "resized_crop",
    "rotate",
    "ten_crop",
    "vertical_flip",
    "vflip",
]

_BILINEAR, _NEAREST = InterpolationMode.BILINEAR, InterpolationMode.NEAREST


def _mode(interpolation):
    """The mode meant by a member of InterpolationMode, its value, or Pillow's number. Raises: ValueError for others."""
    if isinstance(interpolation, int):
        return from_int(interpolation)
    if isinstance(interpolation, str):
        return InterpolationMode(interpolation)
    if not isinstance(interpolation, InterpolationMode):
        raise ValueError(
            "Argument interpolation should be an `InterpolationMode` or a corresponding Pillow integer constant, "
            f"but got {interpolation}."
        )
    return interpolation


def _number(interpolation):
    return pil_modes_mapping[_mode(interpolation)]


@for_pictures(pictures.hflip)
def horizontal_flip(inpt):
    """Mirrored left to right."""
    return inpt.flip(-1)


@for_pictures(pictures.vflip)
def vertical_flip(inpt):
    """Upside down."""
    return inpt.flip(-2)


hflip, vflip = horizontal_flip, vertical_flip


def _resized_size(size, new, max_size):
    """[height, width] for ``new``: both, the shorter side, or None for the longer one to be ``max_size``."""
    if new is None:
        if not isinstance(max_size, int):
            raise ValueError(f"max_size must be an integer when size is None, but got {max_size} instead.")
        height, width = size
        short = int(max_size * min(size) / max(size))
        return [max_size, short] if width <= height else [short, max_size]
    new = [new] if isinstance(new, int) else new
    if max_size is not None and len(new) != 1:
        raise ValueError(
            "max_size should only be passed if size is None or specifies the length of the smaller edge, "
            "i.e. size should be an int or a sequence of length 1 in torchscript mode."
        )
    return first._compute_resized_output_size(size, new, max_size)


def _picture_resized(image, size, interpolation=_BILINEAR, max_size=None, antialias=True):
    new = _resized_size((image.height, image.width), size, max_size)
    number = _number(interpolation)
    return image if [image.height, image.width] == new else pictures.resize(image, new, number)


@for_pictures(_picture_resized)
def resize(inpt, size, interpolation=_BILINEAR, max_size=None, antialias=True):
    """Resized to ``size``: (height, width), an int for the shorter side, or None for the longer one to be ``max_size``.

    Args: ``interpolation``: an InterpolationMode, its value, or Pillow's number; ``antialias``: for tensors.
    Raises: ValueError for other arguments.

    >>> import rushlight as torch
    >>> resize(torch.zeros(3, 20, 40), None, max_size=10).shape
    torch.Size([3, 5, 10])
    """
    mode = _mode(interpolation)
    new = _resized_size(tuple(inpt.shape[-2:]), size, max_size)
    if list(inpt.shape[-2:]) == new:
        return inpt
    if inpt.dtype is uint8 and mode in (_BILINEAR, InterpolationMode.BICUBIC):
        return sizes.resize_bytes(inpt, new, mode.value, bool(antialias))
    return sizes.resize(inpt, new, mode.value, antialias)


@for_pictures(pictures.crop)
def crop(inpt, top, left, height, width):
    """The part with these edges; what lies outside is black."""
    return sizes.crop(inpt, top, left, height, width)


@for_pictures(first.center_crop)
def center_crop(inpt, output_size):
    """The middle: (height, width), or an int for a square; a smaller picture gets a black border."""
    return first.center_crop(inpt, output_size)


def _picture_part(image, top, left, height, width, size, interpolation=_BILINEAR, antialias=True):
    return _picture_resized(pictures.crop(image, top, left, height, width), size, interpolation)


@for_pictures(_picture_part)
def resized_crop(inpt, top, left, height, width, size, interpolation=_BILINEAR, antialias=True):
    """``crop``, then ``resize``."""
    part = sizes.crop(inpt, top, left, height, width)
    return resize(part, size, interpolation, antialias=antialias)


@for_pictures(first.five_crop)
def five_crop(inpt, size):
    """The four corners and the middle, each (height, width) or an int for a square, as a tuple."""
    return first.five_crop(inpt, size)


@for_pictures(first.ten_crop)
def ten_crop(inpt, size, vertical_flip=False):
    """``five_crop``, then that of the mirror image (left to right, or with ``vertical_flip`` upside down)."""
    return first.ten_crop(inpt, size, vertical_flip)


def _picture_padded(image, padding, fill=0, padding_mode="constant"):
    return pictures.pad(image, padding, fill, padding_mode)


@for_pictures(_picture_padded)
def pad(inpt, padding, fill=None, padding_mode="constant"):
    """A border. ``padding``: one width, (left and right, top and bottom) or (left, top, right, bottom).

    Args: ``fill``: a number, or one per channel; ``padding_mode``: ``constant``, ``edge`` (repeat the last pixel),
    ``reflect`` (mirror without it) or ``symmetric`` (with it). Raises: TypeError, ValueError, RuntimeError.

    >>> import rushlight as torch
    >>> pad(torch.ones(1, 1, 1), [1, 0], fill=3).tolist()
    [[[3.0, 1.0, 3.0]]]
    """
    fill = [0 if fill is None else fill] if not isinstance(fill, (list, tuple)) else fill
    if len(fill) == 1:
        return sizes.pad(inpt, padding, fill[0], padding_mode)
    if padding_mode != "constant":
        raise ValueError(f"Padding mode '{padding_mode}' is not supported if fill is not scalar")
    y = sizes.pad(inpt, padding, 0, "constant")
    colour = tensor(fill).to(y.dtype).reshape(-1, 1, 1)
    left, right, top, bottom = sizes.sides(padding)
    height, width = y.shape[-2:]
    for rows, columns in (
        (slice(0, max(top, 0)), slice(None)),
        (slice(height - max(bottom, 0), height), slice(None)),
        (slice(None), slice(0, max(left, 0))),
        (slice(None), slice(width - max(right, 0), width)),
    ):
        y[..., rows, columns] = colour
    return y


def _picture_rotated(image, angle, interpolation=_NEAREST, expand=False, center=None, fill=None):
    return pictures.rotate(image, angle, _number(interpolation), expand, center, fill)


@for_pictures(_picture_rotated)
def rotate(inpt, angle, interpolation=_NEAREST, expand=False, center=None, fill=None):
    """Turned counter-clockwise by ``angle`` degrees; tensors exactly by right angles where they fit.

    Args: ``expand``: enlarge the result so that it holds all of it; ``center``: (x, y) of the point that stays, by
    default the middle; ``fill``: the colour of what comes from outside, a number or one per channel.

    >>> import rushlight as torch
    >>> rotate(torch.tensor([[[1.0, 2.0]]]), 90, expand=True).tolist()
    [[[2.0], [1.0]]]
    """
    angle %= 360
    height, width = inpt.shape[-2:]
    turns = angle / 90
    if center is None and turns in (0, 2):
        return rot90(inpt, 2, (-2, -1)) if turns else inpt.clone()
    if center is None and turns in (1, 3) and (expand or height == width):
        return rot90(inpt, int(turns), (-2, -1))
    matrix = warps.inverse_matrix(from_middle(center, inpt), -angle, [0.0, 0.0], 1.0, [0.0, 0.0], True)
    return warps.rotate(inpt, matrix, _mode(interpolation).value, expand, fill, second=True)


def _picture_affine(image, angle, translate, scale, shear, interpolation=_NEAREST, fill=None, center=None):
    number = _number(interpolation)
    shear = check_affine(angle, translate, scale, shear, center)
    middle = [image.width * 0.5, image.height * 0.5] if center is None else center
    matrix = warps.inverse_matrix(middle, angle, translate, scale, shear, True)
    return pictures.affine(image, matrix, number, fill)


@for_pictures(_picture_affine)
def affine(inpt, angle, translate, scale, shear, interpolation=_NEAREST, fill=None, center=None):
    """Sheared, scaled and turned about ``center``, then moved.

    Args: ``angle``: degrees, clockwise; ``translate``: (x, y) in pixels; ``scale``: above 0; ``shear``: degrees along
    x, or (x, y); ``fill``, ``center``: as for ``rotate``. Raises: TypeError, ValueError for other arguments.
    """
    mode = _mode(interpolation)
    shear = check_affine(angle, translate, scale, shear, center)
    matrix = warps.inverse_matrix(from_middle(center, inpt), angle, translate, scale, shear, True)
    return warps.affine(inpt, matrix, mode.value, fill, second=True)


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


def _picture_perspective(image, startpoints, endpoints, interpolation=_BILINEAR, fill=None, coefficients=None):
    eight = _coefficients(startpoints, endpoints, coefficients)
    return pictures.perspective(image, eight, _number(interpolation), fill)


@for_pictures(_picture_perspective)
def perspective(inpt, startpoints, endpoints, interpolation=_BILINEAR, fill=None, coefficients=None):
    """As seen from elsewhere: its points ``startpoints`` come to lie at ``endpoints``, four [x, y] each.

    Or by ``coefficients``, eight numbers: (x, y) comes from (a x + b y + c, d x + e y + f) / (g x + h y + 1).
    """
    eight = _coefficients(startpoints, endpoints, coefficients)
    return warps.perspective(inpt, eight, _mode(interpolation).value, fill, second=True)


def _displaced(x, displacement, mode, fill):
    expected = (1, *x.shape[-2:], 2)
    if expected != displacement.shape:
        raise ValueError(f"Argument displacement shape should be {expected}, but given {tuple(displacement.shape)}")
    return warps.elastic(x, displacement, mode, fill, second=True)


def _picture_displaced(image, displacement, interpolation=_BILINEAR, fill=None):
    return through_tensor(_displaced, image, displacement, _mode(interpolation).value, fill)


@for_pictures(_picture_displaced)
def elastic(inpt, displacement, interpolation=_BILINEAR, fill=None):
    """Each pixel taken from ``displacement`` away: (1, H, W, 2), x and y in halves of the picture's size."""
    return _displaced(inpt, displacement, _mode(interpolation).value, fill)


elastic_transform = elastic
