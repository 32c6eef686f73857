"""What the functions that pool regions of feature maps share: regions as rows, bins, places of samples."""

from __future__ import annotations

import numpy as np

from ... import Tensor, cat, from_numpy, full_like
from ._rotated import as_array

__all__ = ["as_rois", "bin_edges", "by_picture", "pair", "rounded", "sampling"]


def pair(n):
    return (n, n) if isinstance(n, int) else tuple(n)


def as_rois(function, input, boxes):
    """Boxes as (K, 5): the picture's number, then the box. Raises AssertionError for other shapes."""
    if isinstance(boxes, (list, tuple)):
        if not all(b.shape[1] == 4 for b in boxes):
            raise AssertionError("The shape of the tensor in the boxes list is not correct as List[Tensor[L, 4]]")
        numbers = [full_like(b[:, :1], i) for i, b in enumerate(boxes)]
        boxes = cat([cat(numbers), cat(list(boxes))], 1)
    elif not isinstance(boxes, Tensor):
        raise AssertionError("boxes is expected to be a Tensor[L, 5] or a List[Tensor[K, 4]]")
    elif boxes.shape[1] != 5:
        raise AssertionError("The boxes tensor shape is not correct as Tensor[K, 5]")
    if boxes.dtype is not input.dtype:
        raise RuntimeError(
            f"{function}(): input and rois must have the same dtype, got {input.dtype} and {boxes.dtype}"
        )
    rois = as_array(boxes)
    bad = rois[(rois[:, 0] < 0) | (rois[:, 0] >= max(input.shape[0], 1)), 0]
    if bad.size:
        raise IndexError(f"{function}(): a box is of picture {int(bad[0])}, there are {input.shape[0]}")
    return rois


def by_picture(rois):
    """(number of a picture, which rows are its) for each picture that has some."""
    numbers = rois[:, 0].astype(np.int64)
    return [(int(n), np.flatnonzero(numbers == n)) for n in np.unique(numbers)]


def sampling(low, size, bins, n, ratio, dtype):
    """The weights (K, bins, n) by which the n rows (or columns) of a map enter the bins of K regions that begin at
    ``low`` and have ``size``: means of samples, each between two rows. ``ratio``: samples per bin, 0 or less: as many
    as a bin has pixels."""
    step = size / bins
    grid = np.full(len(low), ratio) if ratio > 0 else np.ceil(size / bins).astype(np.int64)
    most = max(int(grid.max(initial=0)), 1)
    each = np.arange(most)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = (each[None, :] + low.dtype.type(0.5)) * (step / grid)[:, None]
    at = low[:, None, None] + np.arange(bins, dtype=low.dtype)[None, :, None] * step[:, None, None] + inside[:, None, :]
    counts = (each[None, None, :] < grid[:, None, None]) & (at >= -1) & (at <= n)
    at = np.where(counts, at, 0).clip(min=0)
    lower = np.minimum(at.astype(np.int64), n - 1)
    upper = np.minimum(lower + 1, n - 1)
    part = np.where(lower >= n - 1, 0, at - lower)
    weights = np.zeros((len(low), bins, n), low.dtype)
    region, bin_, _ = np.nonzero(counts)
    np.add.at(weights, (region, bin_, lower[counts]), (1 - part)[counts])
    np.add.at(weights, (region, bin_, upper[counts]), part[counts])
    return from_numpy(weights / np.maximum(grid, 1)[:, None, None].astype(low.dtype)).to(dtype)


def bin_edges(start, size, bins, top):
    """(first, end) pixels (K, bins) of the bins of regions of whole pixels, cut off at 0 and ``top``."""
    step = size.astype(np.float32) / np.float32(bins)
    number = np.arange(bins, dtype=np.float32)
    first = np.floor(number * step[:, None]).astype(np.int64) + start[:, None]
    end = np.ceil((number + 1) * step[:, None]).astype(np.int64) + start[:, None]
    return first.clip(0, top), end.clip(0, top)


def rounded(x):
    """To whole numbers, halves away from 0."""
    return (np.sign(x) * np.floor(np.abs(x) + x.dtype.type(0.5))).astype(np.int64)
