"""PowerSGD: gradients of few ranks, after Vogels et al., "PowerSGD: Practical Low-Rank Gradient Compression"."""

from __future__ import annotations

from ...._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.algorithms.ddp_comm_hooks.powerSGD_hook",
    "one process has nothing to compress; use default_hooks.allreduce_hook",
    "PowerSGDState",
    "batched_powerSGD_hook powerSGD_hook",
)
