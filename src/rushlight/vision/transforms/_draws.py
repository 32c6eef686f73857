"""Random numbers for both versions of the transforms: the words that ``rand`` and ``randint`` of single numbers are
made of, and the parameters drawn from them, as the transforms' ``get_params`` gives them."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ... import cat, empty, exp, float32, float64, int64, log, rand, randint, randperm, stack, tensor
from ..._core import apply_
from ..._ops.random.draws import Random
from ..._ops.random.generator import default_generator
from .._pixels.checks import check_blur
from .._pixels.colours import gaussian_blur
from .._pixels.crops import dimensions

if TYPE_CHECKING:
    from ... import Tensor
    from .._types import Picture

    Numbers = Sequence[float]


_WORDS = Random.of(int64, default_generator, None, None, False)


def words(rows, count):
    """``rows`` lists of ``count`` words of 32 bits from the default generator. ``word % n`` is what ``randint(n,
    (1,))`` gives for it (n below 2**28), ``(word % 2**24) / 2**24`` what ``rand(1)`` gives."""
    x = empty((rows, count), dtype=int64)
    return apply_(_WORDS, x, x, 2**32, 0).tolist()


def threshold(p):
    """``rand(1) < p`` is ``word % 2**24 < threshold(p)``; like PyTorch, with ``p`` rounded to float32."""
    return float(np.float32(p)) * 2**24


def happens(p, exact=False):
    """``rand(1) < p``: one draw; ``exact``: ``rand(1).item() < p``, with ``p`` not rounded."""
    return words(1, 1)[0][0] & 0xFFFFFF < (p * 2**24 if exact else threshold(p))


def at_most(p):
    """``rand(()) <= p``: one draw."""
    return words(1, 1)[0][0] & 0xFFFFFF <= threshold(p)


def below(n):
    """``randint(n, (1,))`` as an int: one draw."""
    return words(1, 1)[0][0] % n


def uniform(low: float, high: float) -> float:
    """A number from ``low`` to ``high``, in float32: one draw."""
    return empty(1).uniform_(low, high).item()


def dirichlet(concentration):
    """Samples from Dirichlet distributions, float32 (rows, k) for as many positive numbers; sums of rows are 1.

    Gamma samples divided by their sum. Source: Marsaglia & Tsang 2000, "A simple method for generating gamma
    variables".
    """
    rows = []
    for row in concentration.tolist():
        gammas = np.array([max(_gamma(a), sys.float_info.min) for a in row])
        rows.append(tensor(gammas / gammas.sum()))
    largest = 1.0 - 2.0**-24
    return stack(rows).to(concentration.dtype).clamp(float(np.finfo(np.float32).tiny), largest)


def _gamma(alpha):
    number = empty(1, dtype=float64)
    scale = 1.0
    if alpha < 1.0:
        if alpha == 0.0:
            return 0.0
        scale = (1.0 - number.uniform_().item()) ** (1.0 / alpha)
        alpha += 1.0
    d = alpha - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        y = 0.0
        while y <= 0.0:
            x = number.normal_().item()
            y = 1.0 + c * x
        v = y * y * y
        u = 1.0 - number.uniform_().item()
        if u < 1.0 - 0.0331 * x**4 or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return scale * d * v


def place(height, width, h, w):
    """(top, left) of a part of ``h`` by ``w`` pixels: two draws."""
    i, j = words(1, 2)[0]
    return i % (height - h + 1), j % (width - w + 1)


def crop_of(height, width, output_size):
    """(top, left, height, width) of a random part of a picture. Raises: ValueError for a smaller picture."""
    h, w = output_size
    if height < h or width < w:
        raise ValueError(f"Required crop size {(h, w)} is larger than input image size {(height, width)}")
    return (0, 0, h, w) if (height, width) == (h, w) else (*place(height, width, h, w), h, w)


def crop_params(img: Picture, output_size: Sequence[int]) -> tuple[int, int, int, int]:
    """(top, left, height, width) of a random part of ``img``. Raises: ValueError for a smaller ``img``."""
    _, height, width = dimensions(img)
    return crop_of(height, width, output_size)


def _shaped(area, scale, low, high):
    """Two sides, of random shape, of a rectangle of a random share of ``area``; ``low`` and ``high`` are logarithms."""
    target, aspect = area * uniform(scale[0], scale[1]), exp(empty(1).uniform_(low, high)).item()
    return round(math.sqrt(target * aspect)), round(math.sqrt(target / aspect))


def part_of(height, width, scale, ratio):
    """(top, left, height, width) of a random part, ``scale`` its area, of the whole, ``ratio`` its width / height; the
    middle if ten draws did not fit."""
    bounds = log(tensor(ratio)).tolist()
    for _ in range(10):
        w, h = _shaped(height * width, scale, *bounds)
        if 0 < w <= width and 0 < h <= height:
            return *place(height, width, h, w), h, w
    shape = width / height
    if shape < min(ratio):
        w, h = width, round(width / min(ratio))
    elif shape > max(ratio):
        w, h = round(height * max(ratio)), height
    else:
        w, h = width, height
    return (height - h) // 2, (width - w) // 2, h, w


def resized_crop_params(img: Picture, scale: Numbers, ratio: Numbers) -> tuple[int, int, int, int]:
    """(top, left, height, width) of a random part of ``img``; its middle if ten draws did not fit."""
    _, height, width = dimensions(img)
    return part_of(height, width, scale, ratio)


def erased_part(shape, scale, ratio, value):
    """(top, left, height, width, values) of a random part of a picture of ``shape`` (C, H, W); None if ten draws did
    not fit. ``value``: numbers, one or one per channel; None for noise. Raises: ValueError for another number."""
    channels, height, width = shape
    if value is not None and len(value) not in (1, channels):
        raise ValueError(
            f"If value is a sequence, it should have either a single value or {channels} (number of input channels). "
            f"Got {len(value)}"
        )
    bounds = log(tensor(ratio)).tolist()
    for _ in range(10):
        h, w = _shaped(height * width, scale, *bounds)
        if h < height and w < width:
            v = empty(channels, h, w, dtype=float32).normal_() if value is None else tensor(value)[:, None, None]
            return *place(height, width, h, w), h, w, v
    return None


def erasing_params(
    img: Tensor, scale: Numbers, ratio: Numbers, value: list[float] | None = None
) -> tuple[int, int, int, int, Tensor]:
    """(top, left, height, width, values) of a random part of ``img``; all of it if ten draws did not fit."""
    return erased_part(img.shape[-3:], scale, ratio, value) or (0, 0, img.shape[-2], img.shape[-1], img)


def jitter_params(
    brightness: Numbers | None, contrast: Numbers | None, saturation: Numbers | None, hue: Numbers | None
) -> tuple[Tensor, float | None, float | None, float | None, float | None]:
    """(order of the four changes as a tensor, and a factor or None for each)."""
    order = randperm(4)
    b, c, s, h = (None if r is None else uniform(*r) for r in (brightness, contrast, saturation, hue))
    return order, b, c, s, h


def blur_params(sigma_min: float, sigma_max: float) -> float:
    """A random sigma of this range."""
    return uniform(sigma_min, sigma_max)


def rotation_params(degrees: Numbers) -> float:
    """A random angle of this range."""
    return uniform(float(degrees[0]), float(degrees[1]))


def affine_params(
    degrees: Numbers,
    translate: Numbers | None,
    scale_ranges: Numbers | None,
    shears: Numbers | None,
    img_size: Sequence[int],
) -> tuple[float, tuple[int, int], float, tuple[float, float]]:
    """(angle, (x, y), scale, (shear x, shear y)) of these ranges, for a picture of (width, height)."""
    angle = rotation_params(degrees)
    x, y = (0, 0) if translate is None else (round(uniform(-t * n, t * n)) for t, n in zip(translate, img_size))
    scale = 1.0 if scale_ranges is None else uniform(*scale_ranges)
    shear = [uniform(*shears[k : k + 2]) for k in range(0, len(shears), 2)] if shears else []
    return angle, (x, y), scale, (shear[0] if shear else 0.0, shear[1] if len(shear) > 1 else 0.0)


def perspective_params(width: int, height: int, distortion_scale: float) -> tuple[list[list[int]], list[list[int]]]:
    """(the corners, a random point near each): two lists of four [x, y], from top left clockwise."""
    right, down = int(distortion_scale * (width // 2)) + 1, int(distortion_scale * (height // 2)) + 1
    drawn = iter(words(1, 8)[0])
    firsts = ((0, 0), (width - right, 0), (width - right, height - down), (0, height - down))
    near = [[x + next(drawn) % right, y + next(drawn) % down] for x, y in firsts]
    return [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], near


def pair_params(transform_num: int) -> tuple[int, Tensor, Tensor]:
    """(number of a pair of changes, two random numbers that decide whether, two that decide which way)."""
    return below(transform_num), rand(2), randint(2, (2,))


def elastic_params(alpha: Numbers, sigma: Numbers, size: Sequence[int]) -> Tensor:
    """Random displacements (1, H, W, 2) for a picture of ``size`` (height, width): noise blurred by ``sigma``, times
    ``alpha`` pixels; both (x, y)."""
    planes = []
    for a, s, n in zip(alpha, sigma, size[::-1]):
        noise = rand(1, 1, *size) * 2 - 1
        if s > 0.0:
            k = int(8 * s + 1) | 1  # odd
            noise = gaussian_blur(noise, *check_blur([k, k], list(sigma)))
        planes.append(noise * a / n)
    return cat(planes, 1).permute(0, 2, 3, 1)
