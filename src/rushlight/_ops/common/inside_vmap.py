"""Questions about tensors inside vmap: what they stand for, and which numbers may be read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from ..._arrays.batched import Batched, as_example
from ..._arrays.sparse import NO_MEMORY
from ..._core import Value, level_of, state
from ..._core.sparse import is_sparse

if TYPE_CHECKING:
    from ..._face.types import Tensor

V = TypeVar("V", bound="Tensor")


class Running(threading.local):
    """The gradient transforms that run in a thread, outermost first."""

    scopes: tuple = ()


running = Running()


def transforms_active() -> bool:
    """Whether a transform of functions (vmap, grad, jvp, ...) runs in this thread."""
    return state.vmap is not None or bool(running.scopes)


def peel(v, level: int):
    """(physical tensor, whether it has the batch dimension) of a value at a level; others as they are."""
    if level_of(v) == level:
        return v._array.physical, v._array.split
    return v, False


def traced(v) -> bool:
    """Whether a tensor, or the batch that it stands for, requires a gradient."""
    return v.requires_grad or (type(v._array) is Batched and traced(v._array.physical))


def plain(v: Value) -> Value:
    """The tensor that holds the numbers, where they are the same for all examples; else ``v``."""
    while type(v._array) is Batched and not v._array.split:
        v = v._array.physical
    return v


def readable_tensor(t):
    """``t``, inside vmap the tensor outside that it stands for. Raises RuntimeError if that has many examples."""
    if type(t._array) is not Batched:
        if is_sparse(t):
            raise RuntimeError(NO_MEMORY)
        return t
    t = plain(t)
    if type(t._array) is Batched:
        raise RuntimeError(
            "Cannot access data pointer of Tensor that doesn't have storage: inside vmap a tensor stands for many "
            "examples, whose numbers can't be read. Return it from the function, and read the result."
        )
    return t


def all_examples(v: V) -> V:
    """The tensor outside all batches that has the numbers of every example: for checks that hold for all or fail."""
    while type(v._array) is Batched:
        v = v._array.physical
    return v


def holds(condition) -> bool:
    """Whether a condition (a bool tensor) holds everywhere; inside vmap, for all examples."""
    return bool(all_examples(condition).all())


def varies(v) -> bool:
    """Whether a tensor stands for examples that may differ, so that its numbers can't be read."""
    return type(plain(v)._array) is Batched


def drawable(x: V) -> V:
    """``x``, just made and about to be filled with random numbers: one for each example, where a vmap wants them
    different."""
    levels = []
    level = state.vmap
    while level is not None:
        levels.append(level)
        level = level.outer
    for level in reversed(levels):
        if level.randomness == "different" and level_of(x) < level.number:
            physical = x.unsqueeze(0).expand((level.size, *x._array.shape)).clone()
            x = type(x)._wrap(as_example(physical, level.number, True), x._dtype, x._device)
    return x


def alike(t: V, other: Tensor) -> V:
    """``t``, just made to be like ``other``, as a batch of its own if ``other`` is one: it may be written example by
    example."""
    level, own = level_of(other), level_of(t)
    if not level:
        return t
    if own > level:
        physical, split, level = alike(t._array.physical, other), t._array.split, own
    else:
        physical, split = peel(t, level)
        if other._array.split and not split:
            n = len(other._array.physical._array)
            physical, split = physical.unsqueeze(0).expand((n, *t._array.shape)).clone(), True
        physical = alike(physical, other._array.physical)
    return type(t)._wrap(as_example(physical, level, split), t._dtype, t._device)
