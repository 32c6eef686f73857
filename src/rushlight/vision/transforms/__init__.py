"""Transforms of pictures (Pillow's, or tensors of shape (..., C, H, W)); ``functional`` has them as plain functions.

What they compute stands in ``vision._pixels``; what both this version and ``v2`` draw at random in ``_draws`` and
``_policies``; whole batches at once in ``_batched``; the preparation for published networks in ``_presets``.
"""

from __future__ import annotations

from ..._base.errors import MissingName
from . import autoaugment, functional, transforms
from .autoaugment import *
from .transforms import *

__all__ = ["functional", "transforms"]
__all__ += autoaugment.__all__ + transforms.__all__


def __getattr__(name: str) -> object:
    raise MissingName("torchvision.transforms", name, __all__)
