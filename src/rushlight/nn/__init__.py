"""Networks: modules (layers), their parameters, the functions behind them, initialisation."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import functional as functional
from . import init as init
from . import modules as modules
from . import parallel as parallel
from . import parameter as parameter
from . import utils as utils
from .modules import *
from .parallel import *
from .parameter import Buffer as Buffer
from .parameter import Parameter as Parameter
from .parameter import UninitializedBuffer as UninitializedBuffer
from .parameter import UninitializedParameter as UninitializedParameter

if TYPE_CHECKING:
    from typing import Any

    from . import attention as attention
    from . import common_types as common_types
    from . import grad as grad

_SUBMODULES = ("attention", "common_types", "grad")  # loaded when first used

if not TYPE_CHECKING:  # checkers follow the imports, and see the names that are there
    __all__ = [
        "Buffer",
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
        *parallel.__all__,
    ]

    def __getattr__(name: str) -> Any:
        if name in _SUBMODULES:
            return importlib.import_module(f"{__name__}.{name}")
        raise MissingName("torch.nn", name, [*__all__, *_SUBMODULES])
