"""Parallel training that changes a Module in place."""

from __future__ import annotations

from .fsdp import fully_shard
from .replicate import replicate

__all__ = ["fully_shard", "replicate"]
