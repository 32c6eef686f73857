"""Regions pooled from the level of a pyramid of feature maps that suits their size."""

from __future__ import annotations

from math import log2

from ... import Tensor, cat, int64, nn
from .boxes import box_area
from .roi_align import roi_align

__all__ = ["LevelMapper", "MultiScaleRoIAlign"]


class LevelMapper:
    """The level for each box: ``canonical_level`` for one of ``canonical_scale`` squared pixels, one more for twice the
    side, between ``k_min`` and ``k_max``. Called with a list of boxes (L, 4); the levels are counted from ``k_min``.

    >>> LevelMapper(2, 5)([torch.tensor([[0.0, 0, 224, 224], [0, 0, 9, 9]])])
    tensor([2, 0])
    """

    def __init__(
        self, k_min: int, k_max: int, canonical_scale: int = 224, canonical_level: int = 4, eps: float = 1e-6
    ) -> None:
        self.k_min, self.k_max, self.s0, self.lvl0, self.eps = k_min, k_max, canonical_scale, canonical_level, eps

    def __call__(self, boxlists: list[Tensor]) -> Tensor:
        side = cat([box_area(boxes) for boxes in boxlists]).sqrt()
        level = (self.lvl0 + (side / self.s0).log2() + self.eps).floor()
        return level.clamp(min=self.k_min, max=self.k_max).to(int64) - self.k_min


def _scale(features, size):
    """Pixels of a feature map per pixel of the pictures: a power of 2."""
    return 2.0 ** round(log2(float(features.shape[-2]) / float(size[0])))


class MultiScaleRoIAlign(nn.Module):
    """``roi_align`` from the feature map that suits the size of each box. Lin et al., Feature Pyramid Networks, 2017.

    ``featmap_names``: the maps to use of the dict given; ``output_size``, ``sampling_ratio``: see ``roi_align``;
    ``canonical_scale``, ``canonical_level``: see ``LevelMapper``. Called with the dict of maps, a list of boxes (L, 4)
    per picture, and the pictures' sizes (height, width).

    >>> pool = MultiScaleRoIAlign(["a", "b"], 3, 2)
    >>> maps = {"a": torch.ones(1, 5, 64, 64), "b": torch.ones(1, 5, 16, 16)}
    >>> pool(maps, [torch.tensor([[0.0, 0, 99, 99]])], [(512, 512)]).shape
    torch.Size([1, 5, 3, 3])
    """

    def __init__(
        self,
        featmap_names: list[str],
        output_size: int | tuple[int, int] | list[int],
        sampling_ratio: int,
        *,
        canonical_scale: int = 224,
        canonical_level: int = 4,
    ) -> None:
        super().__init__()
        self.featmap_names, self.sampling_ratio = featmap_names, sampling_ratio
        self.output_size = (output_size, output_size) if isinstance(output_size, int) else tuple(output_size)
        self.scales: list[float] | None = None
        self.map_levels: LevelMapper | None = None
        self.canonical_scale, self.canonical_level = canonical_scale, canonical_level

    def _set_up(self, maps, image_shapes):
        if not image_shapes:
            raise ValueError("images list should not be empty")
        largest = tuple(max(shape[k] for shape in image_shapes) for k in (0, 1))
        self.scales = [_scale(m, largest) for m in maps]
        first, last = (int(-log2(s)) for s in (self.scales[0], self.scales[-1]))
        self.map_levels = LevelMapper(first, last, self.canonical_scale, self.canonical_level)

    def forward(self, x: dict[str, Tensor], boxes: list[Tensor], image_shapes: list[tuple[int, int]]) -> Tensor:
        maps = [m for name, m in x.items() if name in self.featmap_names]
        if self.scales is None or self.map_levels is None:
            self._set_up(maps, image_shapes)
        rois = cat([cat([b.new_full((len(b), 1), i), b], 1) for i, b in enumerate(boxes)])
        if len(maps) == 1:
            return roi_align(maps[0], rois, self.output_size, self.scales[0], self.sampling_ratio)
        levels = self.map_levels(boxes)
        result = maps[0].new_zeros((len(rois), maps[0].shape[1], *self.output_size))
        for level, (features, scale) in enumerate(zip(maps, self.scales, strict=True)):
            mine = (levels == level).nonzero().squeeze(1)
            found = roi_align(features, rois[mine], self.output_size, scale, self.sampling_ratio)
            result = result.index_copy(0, mine, found.to(result.dtype))
        return result

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(featmap_names={self.featmap_names}, output_size={self.output_size}, "
            f"sampling_ratio={self.sampling_ratio})"
        )
