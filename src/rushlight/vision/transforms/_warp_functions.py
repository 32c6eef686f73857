"""Turned, sheared and distorted pictures as plain functions, for Pillow pictures and tensors of shape (..., C, H,
W)."""

from __future__ import annotations

from ... import Tensor
from .._pixels import pictures, sizes, warps
from .._pixels.conversions import through_tensor
from .._pixels.modes import InterpolationMode, chosen, pil_modes_mapping
from .._pixels.warps import inverse_matrix, perspective_coefficients

__all__ = ["affine", "check_affine", "elastic_transform", "from_middle", "perspective", "rotate"]


def from_middle(center, img):
    """A point given from the top left corner of a picture, measured from its middle; None is the middle."""
    if center is None:
        return [0.0, 0.0]
    family = sizes if isinstance(img, Tensor) else pictures
    _, height, width = family.dimensions(img)
    return [c - 0.5 * s for c, s in zip(center, (width, height), strict=False)]


def _check_center(center):
    if center is not None and not isinstance(center, (list, tuple)):
        raise TypeError(f"Argument center should be a sequence, got {center!r}")


def rotate(img, angle, interpolation=InterpolationMode.NEAREST, expand=False, center=None, fill=None):
    """``img`` turned counter-clockwise by ``angle`` degrees.

    Args: ``expand``: enlarge the result so that it holds all of it, instead of cutting corners off; ``center``: (x, y)
    of the point that stays, by default the middle; ``fill``: the colour of what comes from outside, a number or one
    per channel. Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> rotate(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 90).tolist()
    [[[2.0, 4.0], [1.0, 3.0]]]
    """
    interpolation = chosen(interpolation)
    if not isinstance(angle, (int, float)):
        raise TypeError(f"Argument angle should be int or float, got {angle!r}")
    _check_center(center)
    if not isinstance(img, Tensor):
        return pictures.rotate(img, angle, pil_modes_mapping[interpolation], expand, center, fill)
    matrix = inverse_matrix(from_middle(center, img), -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    return warps.rotate(img, matrix, interpolation.value, expand, fill)


def check_affine(angle, translate, scale, shear, center):
    """The shear as a pair. Raises: TypeError, ValueError for arguments of ``affine`` that make no sense."""
    if not isinstance(angle, (int, float)):
        raise TypeError(f"Argument angle should be int or float, got {angle!r}")
    if not isinstance(translate, (list, tuple)):
        raise TypeError(f"Argument translate should be a sequence, got {translate!r}")
    if len(translate) != 2:
        raise ValueError(f"Argument translate should be a sequence of length 2, got {translate!r}")
    if scale <= 0.0:
        raise ValueError(f"Argument scale should be positive, got {scale}")
    if not isinstance(shear, (int, float, list, tuple)):
        raise TypeError(f"Shear should be either a single value or a sequence of two values, got {shear!r}")
    _check_center(center)
    shear = [shear, 0.0] if isinstance(shear, (int, float)) else list(shear)
    shear = shear * 2 if len(shear) == 1 else shear
    if len(shear) != 2:
        raise ValueError(f"Shear should be a sequence containing two values. Got {shear}")
    return shear


def affine(img, angle, translate, scale, shear, interpolation=InterpolationMode.NEAREST, fill=None, center=None):
    """``img`` sheared, scaled and turned about ``center``, then moved.

    Args: ``angle``: degrees, clockwise; ``translate``: (x, y) in pixels; ``scale``: above 0; ``shear``: degrees along
    x, or (x, y); ``fill``, ``center``: as for ``rotate``. Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> affine(torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]), 0, [1, 0], 1.0, 0.0).tolist()
    [[[0.0, 1.0], [0.0, 3.0]]]
    """
    interpolation = chosen(interpolation)
    shear = check_affine(angle, translate, scale, shear, center)
    if not isinstance(img, Tensor):
        _, height, width = pictures.dimensions(img)
        middle = [width * 0.5, height * 0.5] if center is None else center
        matrix = inverse_matrix(middle, angle, translate, scale, shear)
        return pictures.affine(img, matrix, pil_modes_mapping[interpolation], fill)
    matrix = inverse_matrix(from_middle(center, img), angle, translate, scale, shear)
    return warps.affine(img, matrix, interpolation.value, fill)


def perspective(img, startpoints, endpoints, interpolation=InterpolationMode.BILINEAR, fill=None):
    """``img`` as seen from elsewhere: its points ``startpoints`` come to lie at ``endpoints``, four [x, y] each.

    Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> corners = [[0, 0], [3, 0], [3, 3], [0, 3]]
    >>> x = torch.rand(1, 4, 4)
    >>> torch.allclose(perspective(x, corners, corners), x, atol=1e-5)
    True
    """
    coefficients = perspective_coefficients(startpoints, endpoints)
    interpolation = chosen(interpolation)
    if not isinstance(img, Tensor):
        return pictures.perspective(img, coefficients, pil_modes_mapping[interpolation], fill)
    return warps.perspective(img, coefficients, interpolation.value, fill)


def elastic_transform(img, displacement, interpolation=InterpolationMode.BILINEAR, fill=None):
    """``img`` with each pixel taken from ``displacement`` away: (1, H, W, 2), x and y in halves of the picture's size.

    Raises: TypeError, ValueError for other arguments.

    >>> import rushlight as torch
    >>> elastic_transform(torch.ones(1, 2, 2), torch.zeros(1, 2, 2, 2)).tolist()
    [[[1.0, 1.0], [1.0, 1.0]]]
    """
    interpolation = chosen(interpolation)
    if not isinstance(displacement, Tensor):
        raise TypeError(f"Argument displacement should be a Tensor, got {type(displacement)}")
    return through_tensor(_elastic, img, displacement, interpolation.value, fill)


def _elastic(x, displacement, mode, fill):
    expected = (1, *x.shape[-2:], 2)
    if expected != displacement.shape:
        raise ValueError(f"Argument displacement shape should be {expected}, but given {tuple(displacement.shape)}")
    return warps.elastic(x, displacement, mode, fill)
