"""The handle that ``register_…`` returns: it takes the hook away again."""

from __future__ import annotations

from ..._core import RemovableHandle

__all__ = ["RemovableHandle"]
