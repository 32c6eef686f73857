"""Streams and events of CUDA devices, of which there are none: making one says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _streams
from ._none import none_here

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device

__all__ = [
    "Event",
    "ExternalStream",
    "Stream",
    "StreamContext",
    "current_stream",
    "default_stream",
    "get_stream_from_external",
    "set_stream",
    "stream",
]


class Stream(_streams.Stream):
    """An order of work on a CUDA device. Raises RuntimeError: there is none."""

    def __init__(self, device: Device = None, priority: int = 0, **kwargs: Any) -> None:
        raise RuntimeError("torch.cuda.Stream requires CUDA support: there is no CUDA here; use device 'cpu'")


class ExternalStream(Stream):
    """A stream that another library made. Raises RuntimeError: there is none."""

    def __init__(self, stream_ptr: int, device: Device = None, **kwargs: Any) -> None:
        super().__init__(device)


class Event(_streams.Event):
    """A point in the work of a CUDA device. Raises RuntimeError: there is none."""

    def __init__(
        self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False, external: bool = False
    ) -> None:
        raise RuntimeError("Tried to instantiate dummy base class Event: there is no CUDA here; use torch.Event()")


class StreamContext:
    """Context manager that makes a stream the current one; None changes nothing."""

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


def stream(stream: Stream | None) -> StreamContext:
    """``StreamContext(stream)``."""
    return StreamContext(stream)


def set_stream(stream: Stream | None) -> None:
    """Make a stream the current one; None changes nothing."""


def current_stream(device: Device = None) -> Stream:
    """The current stream. Raises AssertionError: there is no device."""
    raise none_here()


def default_stream(device: Device = None) -> Stream:
    """The first stream. Raises AssertionError: there is no device."""
    raise none_here()


def get_stream_from_external(data_ptr: int, device: Device = None) -> Stream:
    """The stream that another library made. Raises AssertionError: there is no device."""
    raise none_here()
