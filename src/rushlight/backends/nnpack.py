"""NNPACK, which isn't there: our own kernels compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._switches import switched

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["enabled", "flags", "is_available", "set_flags"]

enabled = True


def is_available() -> bool:
    """Whether NNPACK is there: False."""
    return False


def set_flags(_enabled: bool) -> tuple[bool]:
    """Set the switch, which changes nothing; returns what it was."""
    global enabled
    before, enabled = enabled, bool(_enabled)
    return (before,)


def flags(enabled: bool = False) -> AbstractContextManager[None]:
    """Context manager: the switch inside, and what it was after it."""
    return switched(globals(), enabled=enabled)
