"""Means over whole pixels in the bins of regions, where every bin reads channels of its own."""

from __future__ import annotations

import numpy as np

from ... import Tensor, einsum, from_numpy
from ._regions import as_rois, by_picture, pair
from .roi_align import in_order
from .roi_pool import RoIPool, pixel_bins

__all__ = ["PSRoIPool", "ps_roi_pool"]


def ps_roi_pool(
    input: Tensor, boxes: Tensor | list[Tensor], output_size: int | tuple[int, int], spatial_scale: float = 1.0
) -> Tensor:
    """Means over whole pixels in the bins of regions, where every bin reads channels of its own; 0 for an empty bin.

    Shapes as for ``ps_roi_align``. The last row and column of the maps count for nothing, as in torchvision.

    >>> ps_roi_pool(torch.ones(1, 8, 5, 5), torch.tensor([[0.0, 0, 0, 3, 3]]), 2).shape
    torch.Size([1, 2, 2, 2])
    """
    rois, (p, q) = as_rois("ps_roi_pool", input, boxes), pair(output_size)
    if input.shape[1] % (p * q):
        raise RuntimeError("input channels must be a multiple of pooling height * pooling width")
    parts = []
    for n, rows in by_picture(rois):
        sides = []
        for (first, end), size in zip(
            pixel_bins(rois[rows], input, (p, q), spatial_scale, 0, 1), input.shape[2:], strict=True
        ):
            pixel = np.arange(size)
            inside = (pixel >= first[..., None]) & (pixel < end[..., None])
            mean = inside / np.maximum(inside.sum(-1, keepdims=True), 1)
            sides.append(from_numpy(mean).to(input.dtype))
        maps = input[n].reshape(-1, p, q, *input.shape[2:])
        parts.append(einsum("kph,cpqhw,kqw->kcpq", sides[0], maps, sides[1]))
    return in_order(parts, rois, (input.shape[1] // (p * q), p, q), input)


class PSRoIPool(RoIPool):
    """``ps_roi_pool`` as a layer.

    >>> PSRoIPool(7, 0.5)
    PSRoIPool(output_size=7, spatial_scale=0.5)
    """

    def forward(self, input: Tensor, rois: Tensor | list[Tensor]) -> Tensor:
        return ps_roi_pool(input, rois, self.output_size, self.spatial_scale)
