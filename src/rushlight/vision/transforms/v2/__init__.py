"""Transforms of samples: pictures among labels and others, in tuples, lists and dicts; ``functional`` has plain
functions.

Pictures are tensors (..., C, H, W), marked ones (``tv_tensors.Image``), or Pillow's. What the functions compute stands
in ``vision._pixels``; ``_dispatch`` gives them all three kinds of pictures. The transforms stand by what they do, in
``_shape``, ``_warp``, ``_colour``, ``_auto_augment``, ``_augment`` (erasing and mixing), ``_misc`` and ``_container``,
on ``_transform``, which finds the pictures in a sample; what they draw at random in ``transforms._draws``.
"""

from __future__ import annotations

from ...._base.errors import MissingName
from ..._pixels.modes import InterpolationMode
from .._policies import AutoAugmentPolicy
from . import _augment, _auto_augment, _colour, _container, _misc, _shape, _warp, functional
from ._augment import *
from ._auto_augment import *
from ._colour import *
from ._container import *
from ._misc import *
from ._shape import *
from ._transform import Transform, check_type, has_all, has_any, query_chw, query_size
from ._warp import *

__all__ = ["AutoAugmentPolicy", "InterpolationMode", "Transform", "functional"]
__all__ += ["check_type", "has_all", "has_any", "query_chw", "query_size"]
__all__ += _augment.__all__ + _auto_augment.__all__ + _colour.__all__ + _container.__all__
__all__ += _misc.__all__ + _shape.__all__ + _warp.__all__


def __getattr__(name: str) -> object:
    raise MissingName("torchvision.transforms.v2", name, __all__)
