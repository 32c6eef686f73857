"""Means of samples in the bins of regions, where every bin reads channels of its own."""

from __future__ import annotations

from ... import Tensor, einsum, nn
from ._regions import as_rois, by_picture, pair
from .roi_align import in_order, region_weights

__all__ = ["PSRoIAlign", "ps_roi_align"]


def ps_roi_align(
    input: Tensor,
    boxes: Tensor | list[Tensor],
    output_size: int | tuple[int, int],
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
) -> Tensor:
    """``roi_align`` in which every bin reads channels of its own. Shapes: input (N, C * bins, H, W), result (K, C,
    *output_size), where bins is the number of bins. Raises RuntimeError for other numbers of channels.

    >>> ps_roi_align(torch.ones(1, 8, 4, 4), torch.tensor([[0.0, 0, 0, 3, 3]]), 2).shape
    torch.Size([1, 2, 2, 2])
    """
    rois, (p, q) = as_rois("ps_roi_align", input, boxes), pair(output_size)
    if input.shape[1] % (p * q):
        raise RuntimeError("input channels must be a multiple of pooling height * pooling width")
    parts = []
    for n, rows in by_picture(rois):
        down, across = region_weights(rois[rows], input, (p, q), spatial_scale, sampling_ratio, True)
        maps = input[n].reshape(-1, p, q, *input.shape[2:])
        parts.append(einsum("kph,cpqhw,kqw->kcpq", down, maps, across))
    return in_order(parts, rois, (input.shape[1] // (p * q), p, q), input)


class PSRoIAlign(nn.Module):
    """``ps_roi_align`` as a layer.

    >>> PSRoIAlign(7, 0.5, 2)
    PSRoIAlign(output_size=7, spatial_scale=0.5, sampling_ratio=2)
    """

    def __init__(self, output_size: int | tuple[int, int], spatial_scale: float, sampling_ratio: int) -> None:
        super().__init__()
        self.output_size, self.spatial_scale, self.sampling_ratio = output_size, spatial_scale, sampling_ratio

    def forward(self, input: Tensor, rois: Tensor | list[Tensor]) -> Tensor:
        return ps_roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale}, "
            f"sampling_ratio={self.sampling_ratio})"
        )
