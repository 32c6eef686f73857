"""Modes that see every operation (``TorchDispatchMode``), and whether tensors stand for batches."""

from __future__ import annotations

from typing import Any

from .._core.batched import level_of

__all__ = ["MODES", "batched", "through_modes"]

MODES: list[Any] = []  # the modes that are entered, the innermost last


def batched(tensors):
    """Whether any tensor stands for the examples of a batch."""
    return any(level_of(t) for t in tensors)


def through_modes(func, args, kwargs):
    """A call of an operator as the innermost mode answers it, which sees no call that it makes itself."""
    mode = MODES.pop()
    try:
        return mode.__torch_dispatch__(func, (), args, kwargs)
    finally:
        MODES.append(mode)
