"""Automatic differentiation: passes, modes, operations of one's own, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import anomaly_mode, function, functional, grad_mode, graph
from .anomaly_mode import detect_anomaly, set_detect_anomaly
from .function import Function
from .grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from .gradcheck import GradcheckError, gradcheck, gradgradcheck
from .passes import backward, grad
from .variable import Variable

if TYPE_CHECKING:
    from typing import Any

    from . import forward_ad, profiler, profiler_util

__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "anomaly_mode",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "function",
    "functional",
    "grad",
    "grad_mode",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name in ("forward_ad", "module_hooks", "profiler", "profiler_legacy", "profiler_util"):
            return import_module("." + name, __name__)
        if name in ("_disable_profiler", "_kineto_step", "_profiler_enabled", "kineto_available"):
            return getattr(import_module(".profiler", __name__), name)
        raise MissingName("torch.autograd", name, __all__)
