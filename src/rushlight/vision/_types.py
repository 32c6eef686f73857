"""Names for annotations: pictures and the arguments that describe what happens to them, layers, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from typing import Any

    from PIL.Image import Image

    from .. import Tensor, nn
    from ._pixels.modes import InterpolationMode


Picture: TypeAlias = "Tensor | Image"  # a tensor (..., C, H, W), or a Pillow picture
Size: TypeAlias = "int | Sequence[int]"  # (height, width), or one number for both
Fill: TypeAlias = "float | Sequence[float] | None"  # a colour: one number, or one per channel; None is black
Mode: TypeAlias = "InterpolationMode | int"  # or Pillow's number of it
Range: TypeAlias = "float | Sequence[float]"  # (low, high), or one number that stands for both ends
Change: TypeAlias = "Callable[[Any], Any]"  # a transform: a function of one sample, or of its target
Layer: TypeAlias = "Callable[..., nn.Module]"  # a class of layers, or another function that makes one
StrPath: TypeAlias = "str | os.PathLike[str]"
