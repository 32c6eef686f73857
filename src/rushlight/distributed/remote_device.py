"""Devices of other processes, by rank: "rank:0/cpu"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.devices import device as as_device

if TYPE_CHECKING:
    from .._base.devices import device

__all__ = ["_remote_device"]


class _remote_device:
    """A process and a device of it."""

    def __init__(self, remote_device: str | device) -> None:
        text = str(remote_device)
        name, slash, kind = text.partition("/")
        self._worker: str | None = name if slash else None
        self._device = as_device(kind if slash else text)
        self._rank = int(name[5:]) if slash and name.startswith("rank:") else None

    def worker_name(self) -> str | None:
        """The process's name, if it has one."""
        return None if self._rank is not None else self._worker

    def rank(self) -> int | None:
        """The process's number, if it is given by one."""
        return self._rank

    def device(self) -> device:
        """The device."""
        return self._device

    def __repr__(self) -> str:
        return f"{self._worker}/{self._device}" if self._worker else str(self._device)
