"""How pictures are prepared for published networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import Tensor, float32, nn
from .._pixels.modes import InterpolationMode
from . import functional as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Picture


class ImageClassification(nn.Module):
    """Resize, crop the middle, scale to 0 … 1, normalize. Takes Pillow pictures or uint8 tensors (..., C, H, W), gives
    float32.

    >>> from rushlight.vision.transforms._presets import ImageClassification
    >>> ImageClassification(crop_size=8, resize_size=10)(torch.zeros(3, 20, 30, dtype=torch.uint8)).shape
    torch.Size([3, 8, 8])
    """

    def __init__(
        self,
        *,
        crop_size: int,
        resize_size: int = 256,
        mean: Sequence[float] = (0.485, 0.456, 0.406),
        std: Sequence[float] = (0.229, 0.224, 0.225),
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.crop_size = [crop_size]
        self.resize_size = [resize_size]
        self.mean = list(mean)
        self.std = list(std)
        self.interpolation = interpolation
        self.antialias = antialias

    def forward(self, img: Picture) -> Tensor:
        img = F.resize(img, self.resize_size, interpolation=self.interpolation, antialias=self.antialias)
        img = F.center_crop(img, self.crop_size)
        if not isinstance(img, Tensor):
            img = F.pil_to_tensor(img)
        return F.normalize(F.convert_image_dtype(img, float32), self.mean, self.std)

    def __repr__(self) -> str:
        names = ("crop_size", "resize_size", "mean", "std", "interpolation")
        return f"{type(self).__name__}(" + "".join(f"\n    {n}={getattr(self, n)}" for n in names) + "\n)"
