"""Memory saved by computing again."""

from __future__ import annotations

from ...._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(), "torch.distributed.algorithms._checkpoint", "ask for one of its modules", submodules="checkpoint_wrapper"
)
