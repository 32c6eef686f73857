"""Networks: modules (layers), their parameters, the functions behind them, initialisation."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import functional, init, modules, parallel, parameter, utils
from .modules import *
from .parallel import DataParallel
from .parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

if TYPE_CHECKING:
    from typing import Any

    from . import attention, common_types, grad

if not TYPE_CHECKING:  # checkers follow the imports
    __all__ = [
        "Buffer",
        "DataParallel",
        "Parameter",
        "UninitializedBuffer",
        "UninitializedParameter",
        "functional",
        "init",
        "modules",
        "parallel",
        "parameter",
        "utils",
        *modules.__all__,
    ]

_SUBMODULES = ("attention", "common_types", "grad")  # loaded when first used


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in _SUBMODULES:
            return importlib.import_module(f"{__name__}.{name}")
        raise MissingName("torch.nn", name, [*__all__, *_SUBMODULES])
