"""NCCL, which isn't there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._none import absent

if TYPE_CHECKING:
    from typing import Any

__all__ = ["is_available", "unique_id", "version"]


def is_available(tensors: Any) -> bool:
    """Whether NCCL can exchange these tensors: False."""
    return False


def version() -> tuple[int, ...]:
    """NCCL's version. Raises AttributeError: it isn't there."""
    raise absent("_nccl_version")


def unique_id() -> bytes:
    """A name for a group. Raises AttributeError: NCCL isn't there."""
    raise absent("_nccl_unique_id")
