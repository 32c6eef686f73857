"""Which CPU cores and memory the processes that a launcher starts are bound to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["AffinityMode", "NumaOptions"]


class AffinityMode(StrEnum):
    """What a process is bound to."""

    NODE = "node"
    SOCKET = "socket"
    EXCLUSIVE = "exclusive"
    CORE_COMPLEX = "core-complex"


@dataclass(frozen=True)
class NumaOptions:
    """How a launcher is to bind its processes. Launching several is not there yet, so that none is bound."""

    affinity_mode: AffinityMode
    should_fall_back_if_binding_fails: bool = False
