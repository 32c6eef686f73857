"""Streams and events. The CPU computes at once: its streams have nothing to wait for; other devices have none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ._base.devices import device as device_type_of

if TYPE_CHECKING:
    from typing import Any, Self

    from ._face.types import Device

__all__ = ["Event", "Stream"]


def _cpu(device: Any) -> Any:
    d = device_type_of("cpu" if device is None else device)
    if d.type != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {d.type} devices; use 'cpu'")
    return d


class Stream:
    """An order of work on a device. On the CPU all is done when a call returns.

    >>> Stream().query()
    True
    """

    def __init__(self, device: Device = None, priority: int = 0, **kwargs: Any) -> None:
        self.device: Any = _cpu(device)
        self.device_type, self.device_index, self.stream_id = 0, -1, 0

    def query(self) -> bool:
        """Whether all work is done: True."""
        return True

    def synchronize(self) -> None:
        """Wait until all work is done, which it is."""

    def wait_event(self, event: Event) -> None:
        """Let later work wait for an event."""

    def wait_stream(self, stream: Stream) -> None:
        """Let later work wait for another stream."""

    def record_event(self, event: Event | None = None) -> Event:
        """Record an event (None: a new one), and return it."""
        event = Event(self.device) if event is None else event
        event.record(self)
        return event

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and self.device == other.device and self.stream_id == other.stream_id

    def __hash__(self) -> int:
        return hash((self.device, self.stream_id))

    def __repr__(self) -> str:
        return f"torch.Stream device_type=cpu, device_index={self.device_index}, stream_id={self.stream_id}"


class Event:
    """A point in the order of work, with its time if ``enable_timing``."""

    def __init__(
        self, device: Device = None, *, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False
    ) -> None:
        self.device: Any = _cpu(device)
        self.event_id = 0
        self._timed, self._at = enable_timing, None

    def record(self, stream: Stream | None = None) -> None:
        """Set the point now."""
        self._at = time.perf_counter()  # type: ignore[assignment]

    def wait(self, stream: Stream | None = None) -> None:
        """Let later work wait for the point."""

    def query(self) -> bool:
        """Whether the work before the point is done: True."""
        return True

    def synchronize(self) -> None:
        """Wait for the point, which is past."""

    def elapsed_time(self, end_event: Event) -> float:
        """Milliseconds from here to another event. Raises RuntimeError if one has no time."""
        if not (self._timed and end_event._timed) or self._at is None or end_event._at is None:
            raise RuntimeError("Both events must be created with enable_timing=True and recorded")
        return (end_event._at - self._at) * 1e3

    def __repr__(self) -> str:
        return f"torch.Event device_type=cpu, device_index=-1, event_flag={int(self._timed)}, event_id={self.event_id}"
