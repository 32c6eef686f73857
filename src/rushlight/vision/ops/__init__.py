"""Layers that picture networks share. The names and their meaning are torchvision's."""

from __future__ import annotations

from ..._base.errors import MissingName
from .misc import MLP, Conv2dNormActivation, Conv3dNormActivation, FrozenBatchNorm2d, Permute, SqueezeExcitation
from .stochastic_depth import StochasticDepth, stochastic_depth

__all__ = [
    "MLP",
    "Conv2dNormActivation",
    "Conv3dNormActivation",
    "FrozenBatchNorm2d",
    "Permute",
    "SqueezeExcitation",
    "StochasticDepth",
    "stochastic_depth",
]


def __getattr__(name: str) -> object:
    raise MissingName("torchvision.ops", name, __all__)
