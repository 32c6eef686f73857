"""A mode for indexing inside ``vmap``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..overrides import TorchFunctionMode

if TYPE_CHECKING:
    from typing import Any

__all__ = ["TransformGetItemToIndex"]


class TransformGetItemToIndex(TorchFunctionMode):
    """Inside, ``x[i]`` with 0-d tensors as indices gathers instead of asking for their numbers. Here indexing always
    does, so that the mode leaves calls as they are."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return func(*args, **(kwargs or {}))
