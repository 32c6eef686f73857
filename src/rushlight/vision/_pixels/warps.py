"""Turned, sheared, distorted pictures: where each pixel comes from, and tensors (..., C, H, W) sampled there; Pillow
does it for its own pictures.

A *matrix* is six numbers (a, b, c, d, e, f): the pixel at (x, y), from the middle of the picture, comes from
(a x + b y + c, d x + e y + f). A *grid* is a tensor (1, H, W, 2) of such points, from -1 to 1 across the picture.
``second``: rounded as transforms.v2 does, else as transforms.
"""

from __future__ import annotations

import math

from ... import Tensor, empty, float32, float64, linalg, linspace, ones, rot90, tensor, where
from ...nn.functional import grid_sample
from . import pictures
from .checks import check_affine, check_angle, check_center, check_displacement
from .conversions import through_tensor
from .modes import InterpolationMode
from .sizes import check, dimensions, rounded


def _inverse_matrix(center, angle, translate, scale, shear, second=False):
    """The matrix that takes a pixel of the result back to the original.

    The picture is sheared, scaled and turned about ``center``, then moved. Degrees; ``angle`` clockwise.
    """
    rot, sx, sy = math.radians(angle), math.radians(shear[0]), math.radians(shear[1])
    cos, sin, skew = math.cos(rot - sy), math.sin(rot - sy), math.tan(sx)
    a, c = cos / math.cos(sy), sin / math.cos(sy)
    b = -(a * skew if second else cos * skew / math.cos(sy)) - math.sin(rot)
    d = -(c * skew if second else sin * skew / math.cos(sy)) + math.cos(rot)
    a, b, c, d = d / scale, -b / scale, -c / scale, a / scale
    (cx, cy), (tx, ty) = center, translate
    if second:
        return [a, b, cx - a * (cx + tx) - b * (cy + ty), c, d, cy - c * (cx + tx) - d * (cy + ty)]
    return [a, b, a * (-cx - tx) + b * (-cy - ty) + cx, c, d, c * (-cx - tx) + d * (-cy - ty) + cy]


def perspective_coefficients(startpoints, endpoints):
    """Eight numbers of the projection that takes the four ``endpoints`` to the ``startpoints``: (x, y) comes from
    (a x + b y + c, d x + e y + f) / (g x + h y + 1). Raises: ValueError for other than four points."""
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError(
            f"Please provide exactly four corners, got {len(startpoints)} startpoints and {len(endpoints)} endpoints."
        )
    rows = []
    for (x, y), (u, v) in zip(endpoints, startpoints, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    system = tensor(rows, dtype=float64)
    wanted = tensor(startpoints, dtype=float64).view(8)
    return linalg.lstsq(system, wanted.unsqueeze(1), driver="gels").solution.view(8).to(float32).tolist()


def _points(width, height, dtype, corner):
    """(1, H W, 3): x, y and 1 for each pixel; measured from the top left ``corner``, or from the middle."""
    points = empty(height, width, 3, dtype=dtype)
    for k, n in ((0, width), (1, height)):
        first = 0.5 if corner else (1.0 - n) * 0.5
        along = linspace(first, first + n - 1.0, n)
        points[..., k] = along if k == 0 else along.unsqueeze(1)
    points[..., 2] = 1
    return points.view(1, height * width, 3)


def _affine_grid(matrix, size, new_size, dtype):
    (height, width), (new_height, new_width) = size, new_size
    theta = tensor(matrix, dtype=dtype).view(1, 2, 3).transpose(1, 2)
    theta = theta / tensor([0.5 * width, 0.5 * height], dtype=dtype)
    return _points(new_width, new_height, dtype, False).bmm(theta).view(1, new_height, new_width, 2)


def _perspective_grid(coefficients, size, dtype):
    height, width = size
    a, b, c, d, e, f, g, h = coefficients
    above = tensor([[[a, d], [b, e], [c, f]]], dtype=dtype)
    above = above / tensor([0.5 * width, 0.5 * height], dtype=dtype)
    below = tensor([[[g, g], [h, h], [1.0, 1.0]]], dtype=dtype)
    points = _points(width, height, dtype, True)
    return (points.bmm(above) / points.bmm(below) - 1.0).view(1, height, width, 2)


def _identity_grid(height, width, dtype=float32):
    """The grid that leaves a picture as it is."""
    grid = empty(1, height, width, 2, dtype=dtype)
    grid[..., 0] = linspace((1 - width) / width, (width - 1) / width, width)
    grid[..., 1] = linspace((1 - height) / height, (height - 1) / height, height).unsqueeze(1)
    return grid


def _expanded_size(matrix, height, width):
    """(height, width) that hold all of a picture turned by ``matrix``; sizes to 1e-4 pixels count as whole."""
    half = tensor([0.5 * width, 0.5 * height])
    corners = tensor([[x, y, 1.0] for x in (-0.5 * width, 0.5 * width) for y in (-0.5 * height, 0.5 * height)])
    moved = corners.matmul(tensor(matrix, dtype=float32).view(2, 3).t()) + half
    high = ((moved.amax(0) / 1e-4).trunc() * 1e-4).ceil()
    low = ((moved.amin(0) / 1e-4).trunc() * 1e-4).floor()
    new_width, new_height = (high - low).tolist()
    return int(new_height), int(new_width)


def _check_fill(x, fill):
    channels = dimensions(x)[0]
    if isinstance(fill, (tuple, list)) and len(fill) > 1 and len(fill) != channels:
        raise ValueError(
            "The number of elements in 'fill' cannot broadcast to match the number of channels of the image "
            f"({len(fill)} != {channels})"
        )


def _check_mode(mode):
    if mode not in (InterpolationMode.NEAREST, InterpolationMode.BILINEAR):
        raise ValueError(
            f"Interpolation mode '{mode.value}' is unsupported with Tensor input; use nearest or bilinear, or a Pillow "
            "picture"
        )


def _sampled(x, grid, mode, fill, second=False):
    """``x`` at the points of ``grid``; ``fill`` is what comes from outside: a number, one per channel, None (black)."""
    check(x)
    _check_fill(x, fill)
    _check_mode(mode)
    shape = (*x.shape[:-2], *grid.shape[1:3])
    if x.numel() == 0:
        return x.reshape(shape)
    dtype = grid.dtype
    planes = x.reshape(1, -1, *x.shape[-2:]).to(dtype)  # all pictures are sampled at the same points
    y = grid_sample(planes, grid, mode=mode.value, padding_mode="zeros", align_corners=False).view(shape)
    if fill is None:
        return rounded(y, x.dtype)
    inside = ones(1, 1, *x.shape[-2:], dtype=dtype)
    inside = grid_sample(inside, grid, mode=mode.value, padding_mode="zeros", align_corners=False)[0, 0]
    colour = tensor(fill if isinstance(fill, (tuple, list)) else [float(fill)], dtype=dtype).view(-1, 1, 1)
    if mode is InterpolationMode.NEAREST:
        y = where(inside < 0.5, colour, y)
    elif second:
        y = (y - colour) * inside + colour
    else:
        y = y * inside + (1.0 - inside) * colour
    return rounded(y, x.dtype)


def _dtype(x):
    return x.dtype if x.is_floating_point() else float32


def _from_middle(center, x):
    """A point given from the top left corner of a picture, measured from its middle; None is the middle."""
    return [0.0, 0.0] if center is None else [c - 0.5 * s for c, s in zip(center, (x.shape[-1], x.shape[-2]))]


def affine(img, angle, translate, scale, shear, mode, fill, center, second=False):
    shear = check_affine(angle, translate, scale, shear, center)
    if not isinstance(img, Tensor):
        _, height, width = pictures.dimensions(img)
        middle = [width * 0.5, height * 0.5] if center is None else center
        return pictures.affine(img, _inverse_matrix(middle, angle, translate, scale, shear, second), mode, fill)
    check(img)
    matrix = _inverse_matrix(_from_middle(center, img), angle, translate, scale, shear, second)
    size = img.shape[-2:]
    return _sampled(img, _affine_grid(matrix, size, size, _dtype(img)), mode, fill, second)


def rotate(img, angle, mode, expand, center, fill, second=False):
    """``second``: by right angles exactly where they fit."""
    check_angle(angle)
    check_center(center)
    if not isinstance(img, Tensor):
        return pictures.rotate(img, angle, mode, expand, center, fill)
    check(img)
    size = img.shape[-2:]
    if second and center is None:
        turns = angle % 360 / 90
        if turns == 0:
            return img.clone()
        if turns == 2 or (turns in (1, 3) and (expand or size[0] == size[1])):
            return rot90(img, int(turns), (-2, -1))
    angle = angle % 360 if second else angle
    matrix = _inverse_matrix(_from_middle(center, img), -angle, [0.0, 0.0], 1.0, [0.0, 0.0], second)
    new = _expanded_size(matrix, *size) if expand else size
    return _sampled(img, _affine_grid(matrix, size, new, _dtype(img)), mode, fill, second)


def perspective(img, coefficients, mode, fill, second=False):
    if not isinstance(img, Tensor):
        return pictures.perspective(img, coefficients, mode, fill)
    check(img)
    return _sampled(img, _perspective_grid(coefficients, img.shape[-2:], _dtype(img)), mode, fill, second)


def elastic(img, displacement, mode, fill, second=False):
    check_displacement(displacement)
    return through_tensor(_displaced, img, displacement, mode, fill, second)


def _displaced(x, displacement, mode, fill, second):
    expected = (1, *x.shape[-2:], 2)
    if expected != displacement.shape:
        raise ValueError(f"Argument displacement shape should be {expected}, but given {tuple(displacement.shape)}")
    dtype = _dtype(x) if second else displacement.dtype
    grid = _identity_grid(*x.shape[-2:], dtype) + displacement.to(dtype)
    return _sampled(x, grid, mode, fill, second)
