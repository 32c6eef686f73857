"""``torch.cpu``: the CPU as a device among others, for code that asks all of them the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Device
    from . import amp

__all__ = [
    "Event",
    "Stream",
    "StreamContext",
    "amp",
    "current_device",
    "current_stream",
    "device_count",
    "get_capabilities",
    "is_available",
    "is_initialized",
    "set_device",
    "stream",
    "synchronize",
]


class Stream:
    """An order of work on the CPU, where all is done when a call returns."""

    def __init__(self, priority: int = -1) -> None:
        pass

    def wait_stream(self, stream: Stream) -> None:
        """Let later work wait for another stream: nothing is waiting."""

    def record_event(self) -> None:
        """Set a point in the order: none is needed."""

    def wait_event(self, event: Event) -> None:
        """Let later work wait for a point: nothing is waiting."""


class Event:
    """A point in the order of work on the CPU."""

    def query(self) -> bool:
        """Whether the work before it is done: True."""
        return True

    def record(self, stream: Stream | None = None) -> None:
        """Set the point."""

    def synchronize(self) -> None:
        """Wait for the point, which is past."""

    def wait(self, stream: Stream | None = None) -> None:
        """Let later work wait for the point."""


_current = [Stream()]


class StreamContext:
    """Context manager that makes a stream the current one."""

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        self.before = _current[0]
        if self.stream is not None:
            _current[0] = self.stream

    def __exit__(self, *error: object) -> None:
        _current[0] = self.before


def stream(stream: Stream | None) -> StreamContext:
    """``StreamContext(stream)``."""
    return StreamContext(stream)


def current_stream(device: Device = None) -> Stream:
    """The current stream."""
    return _current[0]


def get_capabilities() -> dict[str, bool]:
    """Which instructions our kernels use: the sets by PyTorch's names.

    >>> get_capabilities()["sse4_2"]
    True
    """
    from .._native import ext

    level = ext.isa_level()
    names = {0: "sse4_2", 1: "avx avx2 fma3 bmi bmi2 f16c lzcnt", 2: "avx512_f avx512_bw avx512_cd avx512_dq avx512_vl"}
    return {name: level >= least for least, group in names.items() for name in group.split()}


def is_available() -> bool:
    """Whether there is a CPU to compute on: True."""
    return True


def is_initialized() -> bool:
    """Whether the CPU is ready: True."""
    return True


def device_count() -> int:
    """The number of CPU devices: 1, whatever the number of its cores."""
    return 1


def current_device() -> str:
    """The name of the device in use: 'cpu'."""
    return "cpu"


def set_device(device: Device) -> None:
    """Choose the device: there is one."""


def synchronize(device: Device = None) -> None:
    """Wait until all is computed, which it is."""


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name == "amp":
            from importlib import import_module

            return import_module(".amp", __name__)
        raise MissingName("torch.cpu", name, __all__)
