"""Meetings of processes that come and go, which aren't there yet."""

from __future__ import annotations

from ...._base.refused import refusing

__all__ = ["RendezvousConnectionError", "RendezvousError", "RendezvousTimeoutError"]


class RendezvousError(Exception):
    """Processes could not meet."""


class RendezvousConnectionError(RendezvousError):
    """A place to meet could not be reached."""


class RendezvousTimeoutError(RendezvousError):
    """Processes did not come in time."""


__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.elastic.rendezvous",
    "process groups have one process so far; use torch.distributed.init_process_group",
    "RendezvousHandler RendezvousHandlerRegistry RendezvousInfo RendezvousParameters RendezvousStoreInfo",
)
