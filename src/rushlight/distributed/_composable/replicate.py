"""DistributedDataParallel that changes a Module in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._distributed.world import _get_default_group
from ...nn.modules.module import Module
from ...nn.parallel._reducer import Reducer

if TYPE_CHECKING:
    from typing import Any

__all__ = ["replicate"]


def replicate(module: Module, ignored_modules: Any = None, **options: Any) -> Module:
    """Have the gradients of a Module become the mean of all processes' in each backward pass; returns it."""
    ignored = {id(p) for m in ignored_modules or () for p in m.parameters()}
    trained = [p for p in module.parameters() if p.requires_grad and id(p) not in ignored]
    group = options.get("process_group") or _get_default_group()
    module.__dict__["_replicated"] = Reducer(trained, group, 25 * 2**20, 2**20, True)
    return module
