"""Copies of states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from typing import Any

__all__: list[str] = []


def _copied(state: Any) -> Any:
    if isinstance(state, Tensor):
        return state.detach().clone()
    if isinstance(state, dict):
        return {k: _copied(v) for k, v in state.items()}
    return type(state)(_copied(v) for v in state) if type(state) in (list, tuple) else state


def _offload_state_dict_to_cpu(state_dict: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The state with its tensors on the CPU, where they are."""
    return _copied(state_dict)


def _copy_state_dict(state_dict: dict[str, Any], copy_state_dict: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Copy the tensors of a state into those of another."""
    for key, value in state_dict.items():
        if isinstance(value, Tensor):
            copy_state_dict[key].copy_(value)
        elif isinstance(value, dict):
            _copy_state_dict(value, copy_state_dict[key])
        else:
            copy_state_dict[key] = value
    return copy_state_dict
