"""Which pixels, with which weights, make up those of a resized or padded picture, along one axis."""

from __future__ import annotations

import functools
import math

import numpy as np


def indices(size, before, after, mode):
    """The source of each pixel of a row of ``size`` pixels padded by ``before`` and ``after``; negative cuts off.

    Modes: ``edge`` repeats the last pixel, ``reflect`` mirrors without it, ``symmetric`` with it.
    Raises: RuntimeError if there are fewer pixels than padding to mirror.
    """
    at = np.arange(-before, size + after)
    if mode == "edge":
        return at.clip(0, size - 1)
    if max(before, after) >= size + (mode == "symmetric"):
        raise RuntimeError(
            f"Padding size should be less than the corresponding input dimension, but got: padding ({before}, {after}) "
            f"of {size} pixels in mode {mode!r}"
        )
    at = np.where(at < 0, -at if mode == "reflect" else -at - 1, at)
    return np.where(at >= size, 2 * size - at - (2 if mode == "reflect" else 1), at)


@functools.lru_cache(maxsize=256)
def weights(size, new, mode, antialias=False, dtype=np.float32):
    """For resizing ``size`` pixels to ``new``: a matrix (new, size) of ``dtype``, or indices for the nearest modes.

    Computed in ``dtype``, with half-pixel centres; ``antialias`` widens the filter when shrinking.
    The bicubic filter has a = -0.75, with antialias -0.5 (as in Pillow).
    """
    real = np.dtype(dtype).type
    scale = real(size) / real(new)
    i = np.arange(new).astype(dtype)
    if mode == "nearest":
        return np.minimum(np.floor(i * scale).astype(np.int64), size - 1)
    if mode == "nearest-exact":
        return np.minimum(np.floor((i + real(0.5)) * scale).astype(np.int64), size - 1)
    matrix = np.zeros((new, size), dtype)
    if antialias:
        _fill_smooth(matrix, i, scale, mode)
        return matrix
    at = scale * (i + real(0.5)) - real(0.5)
    at = np.maximum(at, real(0)) if mode == "bilinear" else at
    left = np.minimum(np.floor(at).astype(np.int64), size - 1)
    t = np.clip(at - left.astype(dtype), real(0), real(1))
    rows = np.arange(new)
    for k, w in _taps(t, mode):
        np.add.at(matrix, (rows, np.clip(left + k, 0, size - 1)), w)
    return matrix


@functools.lru_cache(maxsize=256)
def whole_weights(size, new, mode, antialias):
    """The matrix of ``weights`` as whole numbers below 2**15, times 2**bits: (float64 matrix, bits)."""
    matrix = weights(size, new, mode, antialias, np.float64)
    bits = 0
    while bits < 22 and int(0.5 + matrix.max() * 2 ** (bits + 1)) < 1 << 15:
        bits += 1
    return np.trunc(matrix * 2.0**bits + np.copysign(0.5, matrix)), bits


def _taps(t, mode):
    """(offset, weight) of the neighbours that a point ``t`` pixels right of a pixel takes its value from."""
    if mode == "bilinear":
        return [(0, 1 - t), (1, t)]
    return [(k, _cubic(abs(t - k), -0.75)) for k in (-1, 0, 1, 2)]


def _cubic(x, a):
    """Keys' cubic convolution kernel at distance ``x`` ≥ 0."""
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((x - 5) * x + 8) * x * a - 4 * a
    return np.where(x < 1, near, np.where(x < 2, far, np.zeros_like(x)))


def _fill_smooth(matrix, i, scale, mode):
    new, size = matrix.shape
    real = matrix.dtype.type
    wide = max(scale, real(1))
    support = real(1 if mode == "bilinear" else 2) * wide
    center = scale * (i + real(0.5))
    first = np.maximum((center - support + real(0.5)).astype(np.int64), 0)
    last = np.minimum((center + support + real(0.5)).astype(np.int64), size)
    for row in range(new):
        j = np.arange(first[row], last[row])
        x = np.abs((j.astype(matrix.dtype) - center[row] + real(0.5)) / wide)
        w = np.maximum(1 - x, real(0)) if mode == "bilinear" else _cubic(x, -0.5)
        matrix[row, first[row] : last[row]] = w / w.sum()


def gaussian(size, sigma, dtype=np.float32):
    """The normal curve of width ``sigma`` at ``size`` points one pixel apart, of sum 1."""
    x = np.linspace(-(size - 1) / 2, (size - 1) / 2, size) / (sigma * math.sqrt(2.0))
    weights = np.exp(-(x**2))
    return (weights / weights.sum()).astype(dtype)
