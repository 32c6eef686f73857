"""Helpers of launchers."""

from __future__ import annotations

from ...._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(), "torch.distributed.elastic.utils", "ask for one of its modules", submodules=""
)
