"""Means of samples in the bins of regions."""

from __future__ import annotations

import numpy as np

from ... import Tensor, cat, from_numpy, nn
from ._regions import as_rois, by_picture, pair, sampling

__all__ = ["RoIAlign", "roi_align"]


def region_weights(rois, maps, bins, scale, ratio, aligned):
    """The weights of rows and of columns in the bins of the regions."""
    found = []
    half = rois.dtype.type(0.5 if aligned else 0.0)
    for k, (n, size) in enumerate(zip(maps.shape[-2:], bins, strict=True)):
        low, high = (rois[:, i] * rois.dtype.type(scale) - half for i in (2 - k, 4 - k))
        length = high - low if aligned else np.maximum(high - low, rois.dtype.type(1))
        found.append(sampling(low, length, size, n, ratio, maps.dtype))
    return found


def in_order(parts, rois, shape, like):
    """Results picture by picture in the order of the regions."""
    if not parts:
        return like.new_zeros((0, *shape)) + like.sum() * 0
    order = np.concatenate([rows for _, rows in by_picture(rois)])
    return cat(parts)[from_numpy(np.argsort(order))]


def roi_align(
    input: Tensor,
    boxes: Tensor | list[Tensor],
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Tensor:
    """Regions of feature maps, each as a grid of means of samples between the pixels. He et al., Mask R-CNN, 2017.

    Shapes: input (N, C, H, W); boxes (K, 5) with the picture's number first, or a list of (L, 4), one per picture;
    result (K, C, *output_size). ``spatial_scale``: pixels of the maps per unit of the boxes; ``sampling_ratio``:
    samples per bin and side, 0 or less: one per pixel; ``aligned``: pixel i lies at i + 0.5. Gradients flow to
    ``input``.

    >>> roi_align(torch.ones(1, 1, 4, 4), [torch.tensor([[0.0, 0, 3, 3]])], 2)
    tensor([[[[1., 1.],
              [1., 1.]]]])
    """
    rois, bins = as_rois("roi_align", input, boxes), pair(output_size)
    parts = []
    for n, rows in by_picture(rois):
        down, across = region_weights(rois[rows], input, bins, spatial_scale, sampling_ratio, aligned)
        k, c, (h, w) = len(rows), input.shape[1], input.shape[2:]
        lines = down.reshape(k * bins[0], h) @ input[n].permute(1, 0, 2).reshape(h, c * w)
        columns = lines.reshape(k, bins[0] * c, w) @ across.transpose(1, 2)
        parts.append(columns.reshape(k, bins[0], c, bins[1]).transpose(1, 2))
    return in_order(parts, rois, (input.shape[1], *bins), input)


class RoIAlign(nn.Module):
    """``roi_align`` as a layer.

    >>> RoIAlign(7, 0.5, 2)
    RoIAlign(output_size=7, spatial_scale=0.5, sampling_ratio=2, aligned=False)
    """

    def __init__(
        self, output_size: int | tuple[int, int], spatial_scale: float, sampling_ratio: int, aligned: bool = False
    ) -> None:
        super().__init__()
        self.output_size, self.spatial_scale = output_size, spatial_scale
        self.sampling_ratio, self.aligned = sampling_ratio, aligned

    def forward(self, input: Tensor, rois: Tensor | list[Tensor]) -> Tensor:
        return roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio, self.aligned)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale}, "
            f"sampling_ratio={self.sampling_ratio}, aligned={self.aligned})"
        )
