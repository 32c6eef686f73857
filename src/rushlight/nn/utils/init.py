"""Modules without drawing their initial numbers."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from ..modules.module import Module

if TYPE_CHECKING:
    from typing import Any

    from ..common_types import ModuleT

__all__ = ["skip_init"]


def skip_init(module_cls: type[ModuleT], *args: Any, **kwargs: Any) -> ModuleT:
    """``module_cls(*args, **kwargs)`` with arbitrary numbers in its parameters: nothing is drawn.

    Raises RuntimeError for what is no Module, or takes no ``device``.

    >>> skip_init(torch.nn.Linear, 2, 3)
    Linear(in_features=2, out_features=3, bias=True)
    """
    if not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in inspect.signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    device = kwargs.pop("device", "cpu")
    return module_cls(*args, **kwargs, device="meta").to_empty(device=device)
