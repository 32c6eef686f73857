"""Automatic differentiation: passes, modes, operations of one's own, checks."""

from __future__ import annotations

from ..tensor import Tensor as Variable
from . import function, grad_mode
from .function import Function
from .grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from .gradcheck import GradcheckError, gradcheck, gradgradcheck
from .passes import backward, grad

__all__ = [
    "Function", "GradcheckError", "Variable", "backward", "enable_grad", "function", "grad", "grad_mode", "gradcheck",
    "gradgradcheck", "inference_mode", "no_grad", "set_grad_enabled",
]  # fmt: skip
