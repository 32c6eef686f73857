"""Marks for NVIDIA's profilers, of which there are none."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["mark", "range", "range_end", "range_pop", "range_push", "range_start"]

_TEXT = "NVTX functions not installed. Are you sure you have a CUDA build? Use torch.profiler.profile on the CPU"


@contextmanager
def range(msg: str, *args: Any, **kwargs: Any) -> Iterator[None]:
    """Context manager and decorator: a range. Raises RuntimeError when entered: there is no profiler."""
    range_push(msg.format(*args, **kwargs))
    try:
        yield
    finally:
        range_pop()


def range_push(msg: str) -> int:
    """Begin a range. Raises RuntimeError: there is no profiler."""
    raise RuntimeError(_TEXT)


def range_pop() -> int:
    """End a range. Raises RuntimeError: there is no profiler."""
    raise RuntimeError(_TEXT)


def range_start(msg: str) -> int:
    """Begin a range of any thread. Raises AttributeError: there is no profiler."""
    raise AttributeError("'_NVTXStub' object has no attribute 'rangeStartA': there is no CUDA here")


def range_end(range_id: int) -> None:
    """End such a range. Raises AttributeError: there is no profiler."""
    raise AttributeError("'_NVTXStub' object has no attribute 'rangeEnd': there is no CUDA here")


def mark(msg: str) -> int:
    """Mark an event. Raises RuntimeError: there is no profiler."""
    raise RuntimeError(_TEXT)
