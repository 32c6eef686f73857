"""Watchers of processes."""

from __future__ import annotations

from ...._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(), "torch.distributed.elastic.agent", "ask for one of its modules", submodules=""
)
