"""Gradients through calls in other processes, of which there are none."""

from __future__ import annotations

from .._base.refused import refusing


def is_available() -> bool:
    """Whether gradients go through other processes: False."""
    return False


__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.autograd",
    "call backward() here: all was computed in this process",
    "context",
    "backward",
)
