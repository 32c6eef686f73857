"""The transforms as plain functions, for tensors, ``tv_tensors.Image`` and Pillow pictures.

They stand in ``_shape_functions``, ``_colour_functions`` and ``_other_functions``, what they compute in ``_pixels``.
"""

from __future__ import annotations

from typing import Any

from ...._base.errors import MissingName
from ...._base.exports import defined_in
from ..._pixels.modes import InterpolationMode
from . import _colour_functions, _other_functions, _shape_functions
from ._colour_functions import *  # noqa: F403
from ._dispatch import is_pure_tensor
from ._other_functions import *  # noqa: F403
from ._shape_functions import *  # noqa: F403

__all__ = ["InterpolationMode", "is_pure_tensor"]
__all__ += defined_in(vars(_colour_functions)) + _other_functions.__all__ + defined_in(vars(_shape_functions))


def _of_tensors(function):
    """What a function of pictures does to tensors alone."""
    for module in (_colour_functions, _other_functions, _shape_functions):
        if function in module.__all__:
            return getattr(getattr(module, function), "__wrapped__", None)
    return None


def __getattr__(name: str) -> Any:
    base, _, kind = name.rpartition("_")
    if kind in ("image", "video") and (found := _of_tensors(base)) is not None:
        return found  # torchvision has each function for each kind of tensor, too: hflip_image, to_dtype_video, ...
    raise MissingName("torchvision.transforms.v2.functional", name, __all__)
