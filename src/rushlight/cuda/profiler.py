"""NVIDIA's profiler, which isn't there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ._none import none_here

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["profile", "start", "stop"]


@contextmanager
def profile() -> Iterator[None]:
    """Context manager: profile inside. Raises AssertionError when entered: there is no device."""
    start()
    try:
        yield
    finally:
        stop()


def start() -> None:
    """Begin to profile. Raises AssertionError: there is no device."""
    raise none_here()


def stop() -> None:
    """End profiling. Raises AssertionError: there is no device."""
    raise none_here()
