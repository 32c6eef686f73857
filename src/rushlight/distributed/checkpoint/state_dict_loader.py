"""Saving and loading of states."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from ..._core import state as modes
from ..._tensor.tensor import Tensor
from .filesystem import FileSystemReader, FileSystemWriter
from .planner import flat

if TYPE_CHECKING:
    import os
    from typing import Any

__all__ = ["async_save", "load", "load_state_dict", "save", "save_state_dict"]


def _states(state_dict: dict[str, Any]) -> dict[str, Any]:
    """The objects that have a state_dict in it, by theirs."""
    return {k: v.state_dict() if hasattr(v, "state_dict") else v for k, v in state_dict.items()}


def save(
    state_dict: dict[str, Any],
    *,
    checkpoint_id: str | os.PathLike[str] | None = None,
    storage_writer: FileSystemWriter | None = None,
    planner: Any = None,
    process_group: Any = None,
    no_dist: bool = False,
    **more: Any,
) -> None:
    """Write a state, nested dicts of tensors and data, and of objects that have a ``state_dict``, into the folder
    ``checkpoint_id``. Raises RuntimeError if no folder is named."""
    if storage_writer is None:
        if checkpoint_id is None:
            raise RuntimeError("save: `checkpoint_id` must be specified if storage_writer is None.")
        storage_writer = FileSystemWriter(checkpoint_id)
    elif checkpoint_id is not None:
        storage_writer.path = type(storage_writer.path)(checkpoint_id)
    storage_writer.write(flat(_states(state_dict)))


def async_save(state_dict: dict[str, Any], **where: Any) -> Future[None]:
    """``save``; a Future, which is done: the state may change while a thread would write it."""
    done: Future[None] = Future()
    save(state_dict, **where)
    done.set_result(None)
    return done


def load(
    state_dict: dict[str, Any],
    *,
    checkpoint_id: str | os.PathLike[str] | None = None,
    storage_reader: FileSystemReader | None = None,
    planner: Any = None,
    process_group: Any = None,
    no_dist: bool = False,
) -> None:
    """Read into a state: tensors are written in place, other entries replaced, and objects that have a ``state_dict``
    get theirs. Raises RuntimeError for entries that the checkpoint lacks, or tensors of another shape."""
    if storage_reader is None:
        if checkpoint_id is None:
            raise RuntimeError("load: `checkpoint_id` must be specified if storage_reader is None.")
        storage_reader = FileSystemReader(checkpoint_id)
    entries = storage_reader.read()
    states = _states(state_dict)
    partial = bool(getattr(planner, "allow_partial_load", False))
    missing = sorted(set(flat(states)) - set(entries))
    if missing and not partial:
        raise RuntimeError(f"Missing key in checkpoint state_dict: {missing[0]}. ({len(missing)} are missing)")
    _read_into(states, entries, "")
    for key, value in state_dict.items():
        if hasattr(value, "load_state_dict"):
            value.load_state_dict(states[key])
        else:
            state_dict[key] = states[key]


def _read_into(state: Any, entries: dict[str, Any], path: str) -> None:
    for key, value in state.items():
        name = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict) and value:
            _read_into(value, entries, name)
        elif name in entries and isinstance(value, Tensor):
            _copy(name, value, entries[name])
        elif name in entries:
            state[key] = entries[name]


def _copy(name: str, into: Tensor, new: Tensor) -> None:
    if into.shape != new.shape:
        raise ValueError(f"Size mismatch between saved {tuple(new.shape)} and current: {tuple(into.shape)} for {name}")
    recorded, modes.grad = modes.grad, False
    try:
        into.copy_(new)
    finally:
        modes.grad = recorded


def save_state_dict(state_dict: dict[str, Any], storage_writer: FileSystemWriter, **more: Any) -> None:
    """The older name of ``save``."""
    save(state_dict, storage_writer=storage_writer)


def load_state_dict(state_dict: dict[str, Any], storage_reader: FileSystemReader, **more: Any) -> None:
    """The older name of ``load``."""
    load(state_dict, storage_reader=storage_reader)
