"""Turned, sheared, distorted pictures: where each pixel comes from, and tensors (..., C, H, W) sampled there.

A *matrix* is six numbers (a, b, c, d, e, f): the pixel at (x, y), from the middle of the picture, comes from
(a x + b y + c, d x + e y + f). A *grid* is a tensor (1, H, W, 2) of such points, from -1 to 1 across the picture.
"""

from __future__ import annotations

import math

from ... import empty, float32, float64, linalg, linspace, ones, tensor, where
from ...nn.functional import grid_sample
from .sizes import check, dimensions, rounded

__all__ = [
    "affine",
    "elastic",
    "expanded_size",
    "identity_grid",
    "inverse_matrix",
    "perspective",
    "perspective_coefficients",
    "rotate",
    "sampled",
]


def inverse_matrix(center, angle, translate, scale, shear, second=False):
    """The matrix that takes a pixel of the result back to the original.

    The picture is sheared, scaled and turned about ``center``, then moved. Degrees; ``angle`` clockwise.
    ``second``: rounded as transforms.v2 does, else as transforms.
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


def identity_grid(height, width, dtype=float32):
    """The grid that leaves a picture as it is."""
    grid = empty(1, height, width, 2, dtype=dtype)
    grid[..., 0] = linspace((1 - width) / width, (width - 1) / width, width)
    grid[..., 1] = linspace((1 - height) / height, (height - 1) / height, height).unsqueeze(1)
    return grid


def expanded_size(matrix, height, width):
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
    if mode not in ("nearest", "bilinear"):
        raise ValueError(
            f"Interpolation mode '{mode}' is unsupported with Tensor input; use nearest or bilinear, or a Pillow "
            "picture"
        )


def sampled(x, grid, mode, fill, second=False):
    """``x`` at the points of ``grid``; what comes from outside is ``fill``: None (black), a number, or one per channel.

    ``second``: rounded as transforms.v2 does, else as transforms.
    """
    check(x)
    _check_fill(x, fill)
    _check_mode(mode)
    shape = (*x.shape[:-2], *grid.shape[1:3])
    if x.numel() == 0:
        return x.reshape(shape)
    dtype = grid.dtype
    planes = x.reshape(1, -1, *x.shape[-2:]).to(dtype)  # all pictures are sampled at the same points
    y = grid_sample(planes, grid, mode=mode, padding_mode="zeros", align_corners=False).view(shape)
    if fill is None:
        return rounded(y, x.dtype)
    inside = ones(1, 1, *x.shape[-2:], dtype=dtype)
    inside = grid_sample(inside, grid, mode=mode, padding_mode="zeros", align_corners=False)[0, 0]
    colour = tensor(fill if isinstance(fill, (tuple, list)) else [float(fill)], dtype=dtype).view(-1, 1, 1)
    if mode == "nearest":
        y = where(inside < 0.5, colour, y)
    elif second:
        y = (y - colour) * inside + colour
    else:
        y = y * inside + (1.0 - inside) * colour
    return rounded(y, x.dtype)


def _dtype(x):
    return x.dtype if x.is_floating_point() else float32


def affine(x, matrix, mode, fill, second=False):
    check(x)
    size = x.shape[-2:]
    return sampled(x, _affine_grid(matrix, size, size, _dtype(x)), mode, fill, second)


def rotate(x, matrix, mode, expand, fill, second=False):
    check(x)
    size = x.shape[-2:]
    new = expanded_size(matrix, *size) if expand else size
    return sampled(x, _affine_grid(matrix, size, new, _dtype(x)), mode, fill, second)


def perspective(x, coefficients, mode, fill, second=False):
    check(x)
    return sampled(x, _perspective_grid(coefficients, x.shape[-2:], _dtype(x)), mode, fill, second)


def elastic(x, displacement, mode, fill, second=False):
    check(x)
    dtype = _dtype(x) if second else displacement.dtype
    grid = identity_grid(*x.shape[-2:], dtype) + displacement.to(dtype)
    return sampled(x, grid, mode, fill, second)
