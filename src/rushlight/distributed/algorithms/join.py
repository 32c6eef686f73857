"""Join: training with uneven inputs."""

from __future__ import annotations

from ..._distributed.join import Join, Joinable, JoinHook

__all__ = ["Join", "JoinHook", "Joinable"]
