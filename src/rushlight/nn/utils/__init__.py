"""Helpers around parameters and gradients."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from ..._base.errors import MissingName
from . import rnn
from .clip_grad import clip_grad_norm, clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm
from .convert_parameters import parameters_to_vector, vector_to_parameters
from .spectral_norm import remove_spectral_norm, spectral_norm
from .weight_norm import remove_weight_norm, weight_norm

if TYPE_CHECKING:
    from typing import Any

    from . import fusion, init, memory_format, parametrizations, parametrize, prune
    from .fusion import *
    from .init import skip_init
    from .memory_format import *

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
    "parameters_to_vector",
    "remove_spectral_norm",
    "remove_weight_norm",
    "rnn",
    "spectral_norm",
    "vector_to_parameters",
    "weight_norm",
]

# Loaded when first used
_SUBMODULES = ("fusion", "init", "memory_format", "parametrizations", "parametrize", "prune")
_ELSEWHERE = {
    "convert_conv2d_weight_memory_format": "memory_format",
    "convert_conv3d_weight_memory_format": "memory_format",
    "fuse_conv_bn_eval": "fusion",
    "fuse_conv_bn_weights": "fusion",
    "fuse_linear_bn_eval": "fusion",
    "fuse_linear_bn_weights": "fusion",
    "skip_init": "init",
}


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in _SUBMODULES:
            return importlib.import_module(f"{__name__}.{name}")
        if name in _ELSEWHERE:
            return getattr(importlib.import_module(f"{__name__}.{_ELSEWHERE[name]}"), name)
        raise MissingName("torch.nn.utils", name, [*__all__, *_SUBMODULES, *_ELSEWHERE])
