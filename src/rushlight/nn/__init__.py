"""Networks: modules (layers), their parameters, the functions behind them, initialisation."""

from __future__ import annotations

from .._errors import MissingName
from . import functional, init, modules, parameter, utils
from .modules import *  # noqa: F403
from .modules import __all__ as _layers
from .parameter import Buffer, Parameter

__all__ = ["Buffer", "Parameter", "functional", "init", "modules", "parameter", "utils", *_layers]


def __getattr__(name):
    raise MissingName("torch.nn", name, __all__)
