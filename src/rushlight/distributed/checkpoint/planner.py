"""Which entries of a state are written and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ["DefaultLoadPlanner", "DefaultSavePlanner"]


class DefaultSavePlanner:
    """All entries are written, under the keys of nested dicts joined by dots."""

    def __init__(
        self,
        flatten_state_dict: bool = True,
        flatten_sharded_tensors: bool = True,
        dedup_replicated_tensors: bool | None = None,
        dedup_save_to_lowest_rank: bool = False,
        enable_plan_caching: bool = False,
    ) -> None:
        self.flatten_state_dict = flatten_state_dict


class DefaultLoadPlanner:
    """All entries are read; with ``allow_partial_load`` those that the checkpoint lacks stay as they are."""

    def __init__(
        self, flatten_state_dict: bool = True, flatten_sharded_tensors: bool = True, allow_partial_load: bool = False
    ) -> None:
        self.flatten_state_dict, self.allow_partial_load = flatten_state_dict, allow_partial_load


def flat(state: Any, path: str = "") -> dict[str, Any]:
    """The entries of nested dicts by their keys joined by dots."""
    found: dict[str, Any] = {}
    for key, value in state.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict) and value:
            found.update(flat(value, name))
        else:
            found[name] = value
    return found
