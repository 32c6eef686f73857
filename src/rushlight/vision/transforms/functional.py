"""Transforms as plain functions, for Pillow pictures and for tensors of shape (..., C, H, W).

They stand in ``_shape_functions``, ``_colour_functions`` and ``_other_functions``, what they compute in ``_pixels``.
"""

from __future__ import annotations

from typing import NoReturn

from ..._base.errors import MissingName
from ..._base.exports import defined_in
from .._pixels.conversions import pil_to_tensor, to_pil_image, to_tensor
from .._pixels.modes import InterpolationMode, pil_modes_mapping  # noqa: F401
from . import _colour_functions, _other_functions, _shape_functions
from ._colour_functions import *  # noqa: F403
from ._other_functions import *  # noqa: F403
from ._shape_functions import *  # noqa: F403

__all__ = ["InterpolationMode", "pil_to_tensor", "to_pil_image", "to_tensor"]
__all__ += defined_in(vars(_colour_functions)) + _other_functions.__all__ + defined_in(vars(_shape_functions))


def __getattr__(name: str) -> NoReturn:
    raise MissingName("torchvision.transforms.functional", name, __all__)
