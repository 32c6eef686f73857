"""Networks on several devices."""

from __future__ import annotations

from .data_parallel import DataParallel

__all__ = ["DataParallel"]


def __getattr__(name: str) -> object:
    if name in ("gather", "scatter", "scatter_gather"):
        from importlib import import_module

        module = import_module(".scatter_gather", __name__)
        return module if name == "scatter_gather" else getattr(module, name)
    raise AttributeError(f"module 'torch.nn.parallel' has no attribute {name!r}")
