"""Networks on several devices, or in several processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.errors import MissingName
from .data_parallel import DataParallel

if TYPE_CHECKING:
    from typing import Any

    from . import distributed as distributed
    from .distributed import DistributedDataParallel as DistributedDataParallel

__all__ = ["DataParallel"]  # and DistributedDataParallel, loaded when first used

if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name in ("gather", "scatter", "scatter_gather"):
            module = import_module(".scatter_gather", __name__)
            return module if name == "scatter_gather" else getattr(module, name)
        if name in ("DistributedDataParallel", "distributed"):
            module = import_module(".distributed", __name__)
            return module if name == "distributed" else module.DistributedDataParallel
        raise MissingName("torch.nn.parallel", name, [*__all__, "DistributedDataParallel"])

    def __dir__() -> list[str]:
        return sorted({*globals(), "DistributedDataParallel", "distributed"})
