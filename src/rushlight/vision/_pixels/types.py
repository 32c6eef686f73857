"""Names for annotations: pictures, and the arguments that describe what happens to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from ... import Tensor
    from .modes import InterpolationMode

__all__ = ["Fill", "Mode", "Picture", "Range", "Size"]

Picture: TypeAlias = "Tensor | Image"  # a tensor (..., C, H, W), or a Pillow picture
Size: TypeAlias = "int | Sequence[int]"  # (height, width), or one number for both
Fill: TypeAlias = "float | Sequence[float] | None"  # a colour: one number, or one per channel; None is black
Mode: TypeAlias = "InterpolationMode | int"  # or Pillow's number of it
Range: TypeAlias = "float | Sequence[float]"  # (low, high), or one number that stands for both ends
