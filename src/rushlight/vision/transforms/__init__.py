"""Transforms of pictures (Pillow's, or tensors of shape (..., C, H, W)); ``functional`` has them as plain functions."""

from __future__ import annotations

from ..._errors import MissingName
from . import functional, transforms
from .functional import InterpolationMode
from .transforms import (
    CenterCrop,
    Compose,
    ConvertImageDtype,
    Grayscale,
    Lambda,
    Normalize,
    Pad,
    PILToTensor,
    RandomApply,
    RandomChoice,
    RandomCrop,
    RandomGrayscale,
    RandomHorizontalFlip,
    RandomOrder,
    RandomResizedCrop,
    RandomTransforms,
    RandomVerticalFlip,
    Resize,
    ToPILImage,
    ToTensor,
)  # fmt: skip

__all__ = [
    "CenterCrop",
    "Compose",
    "ConvertImageDtype",
    "Grayscale",
    "InterpolationMode",
    "Lambda",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandomApply",
    "RandomChoice",
    "RandomCrop",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomOrder",
    "RandomResizedCrop",
    "RandomTransforms",
    "RandomVerticalFlip",
    "Resize",
    "ToPILImage",
    "ToTensor",
    "functional",
    "transforms",
]


def __getattr__(name):
    raise MissingName("torchvision.transforms", name, __all__)
