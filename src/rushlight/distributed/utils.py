"""Helpers of process groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._distributed.collectives import _broadcast_coalesced

if TYPE_CHECKING:
    from typing import Any

    from ..nn.modules.module import Module

__all__: list[str] = []


def _sync_module_states(module: Module, process_group: Any, broadcast_bucket_size: int, src: int, *more: Any) -> None:
    """Give a Module the weights and buffers of process ``src``."""
    tensors = [t.detach() for t in (*module.parameters(), *module.buffers())]
    if tensors:
        _broadcast_coalesced(process_group, tensors, broadcast_bucket_size, src)
