"""MIOpen, which isn't there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._switches import switched

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["flags", "immediate", "set_flags"]

immediate = False


def set_flags(_immediate: bool | None = None) -> tuple[bool]:
    """Set the switch, which changes nothing; returns what it was."""
    global immediate
    before = immediate
    if _immediate is not None:
        immediate = bool(_immediate)
    return (before,)


def flags(immediate: bool = False) -> AbstractContextManager[None]:
    """Context manager: the switch inside, and what it was after it."""
    return switched(globals(), immediate=immediate)
