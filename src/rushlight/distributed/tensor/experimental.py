"""Mixing DTensors with tensors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["implicit_replication"]


@contextmanager
def implicit_replication() -> Iterator[None]:
    """Context manager: tensors count as DTensors that each process has whole; on one process they always do."""
    yield
