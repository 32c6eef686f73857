"""Ways of training in several processes."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.algorithms",
    "ask for one of its modules",
    submodules="ddp_comm_hooks join model_averaging",
)
