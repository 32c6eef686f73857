"""Processes that a launcher starts."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.elastic",
    "ask for one of its modules",
    submodules="agent multiprocessing rendezvous utils",
)
