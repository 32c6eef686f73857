"""The few names of PyTorch's compiled module that its documentation has users import: switches of
``__torch_function__``."""

from __future__ import annotations

from . import _internals
from ._base.errors import MissingName
from ._face.overrides import DisableTorchFunction, DisableTorchFunctionSubclass
from ._face.overrides import disabled as _disabled_torch_function_impl
from ._native import ext
from ._ops.common.inside_vmap import transforms_active

__all__ = [
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "_are_functorch_transforms_active",
    "_disabled_torch_function_impl",
    "_is_torch_function_enabled",
    "_is_torch_function_mode_enabled",
]


def _are_functorch_transforms_active():
    """Whether a transform of functions (vmap, grad, jvp, ...) runs in this thread."""
    return transforms_active()


def _is_torch_function_enabled():
    """Whether classes are asked by ``__torch_function__`` now."""
    return ext.disable_overrides(-1) == 0


def _is_torch_function_mode_enabled():
    """Whether a TorchFunctionMode is active."""
    return bool(ext.function_modes()) and ext.disable_overrides(-1) < 2


def __getattr__(name):
    if hasattr(_internals, name) and not name.startswith("__"):
        return getattr(_internals, name)
    raise MissingName("torch._C", name, __all__)
