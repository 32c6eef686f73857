"""Maxima over whole pixels in the bins of regions."""

from __future__ import annotations

import numpy as np

from ... import Tensor, from_numpy, nn
from ._regions import as_rois, bin_edges, pair, rounded
from ._rotated import as_array

__all__ = ["RoIPool", "roi_pool"]


def pixel_bins(rois, maps, bins, scale, more, less):
    """(first, end) of the bins in rows, then in columns; ``more``: pixels added to a region's size, ``less``: taken
    from the maps'."""
    found = []
    for k, (n, size) in enumerate(zip(maps.shape[-2:], bins, strict=True)):
        low, high = (rounded(rois[:, i] * rois.dtype.type(scale)) for i in (2 - k, 4 - k))
        found.append(bin_edges(low, np.maximum(high - low + more, 1), size, n - less))
    return found


def _highest(a, rois, rows, columns):
    """For each region, channel and bin the number of the highest pixel in its map; -1 for an empty bin."""
    (top, bottom), (left, right) = rows, columns
    (k, p), q, (_, c, h, w) = top.shape, left.shape[1], a.shape
    best = np.full((k, c, p, q), -1, np.int64)
    down = np.arange(max(int((bottom - top).max(initial=0)), 1))
    across = np.arange(max(int((right - left).max(initial=0)), 1))
    picture = rois[:, 0].astype(np.int64)
    for i in range(p):
        y = top[:, i, None] + down
        for j in range(q):
            x = left[:, j, None] + across
            there = (y < bottom[:, i, None])[:, :, None] & (x < right[:, j, None])[:, None, :]
            flat = (np.minimum(y, h - 1)[:, :, None] * w + np.minimum(x, w - 1)[:, None, :]).reshape(k, -1)
            window = a.reshape(len(a), c, h * w)[picture[:, None], :, flat].transpose(0, 2, 1)
            window = np.where(there.reshape(k, 1, -1), window, -np.inf)
            at = window.argmax(2)
            best[:, :, i, j] = np.where(there.any((1, 2))[:, None], np.take_along_axis(flat, at, 1), -1)
    return best


def roi_pool(
    input: Tensor, boxes: Tensor | list[Tensor], output_size: int | tuple[int, int], spatial_scale: float = 1.0
) -> Tensor:
    """Regions of feature maps, each as a grid of maxima over whole pixels; 0 for an empty bin. Girshick, Fast R-CNN,
    2015.

    Shapes and arguments as for ``roi_align``.

    >>> roi_pool(torch.arange(16.0).reshape(1, 1, 4, 4), [torch.tensor([[0.0, 0, 3, 3]])], 2)
    tensor([[[[ 5.,  7.],
              [13., 15.]]]])
    """
    rois, bins = as_rois("roi_pool", input, boxes), pair(output_size)
    best = _highest(as_array(input), rois, *pixel_bins(rois, input, bins, spatial_scale, 1, 0))
    c, h, w = input.shape[1:]
    plane = rois[:, 0].astype(np.int64)[:, None] * c + np.arange(c)
    at = from_numpy(plane[:, :, None, None] * (h * w) + best.clip(min=0))
    return input.reshape(-1)[at].masked_fill(from_numpy(best < 0), 0)


class RoIPool(nn.Module):
    """``roi_pool`` as a layer.

    >>> RoIPool(7, 0.5)
    RoIPool(output_size=7, spatial_scale=0.5)
    """

    def __init__(self, output_size: int | tuple[int, int], spatial_scale: float) -> None:
        super().__init__()
        self.output_size, self.spatial_scale = output_size, spatial_scale

    def forward(self, input: Tensor, rois: Tensor | list[Tensor]) -> Tensor:
        return roi_pool(input, rois, self.output_size, self.spatial_scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale})"
