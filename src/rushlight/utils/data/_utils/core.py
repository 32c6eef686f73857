"""What this package takes from the tensor core, and the few places where it works on the arrays themselves."""

from __future__ import annotations

import numpy as np

from ...._arrays.memory import empty as empty_array
from ...._arrays.threads import set_num_threads
from ...._base.devices import cpu
from ...._base.dtypes import ALL, float64, int64
from ...._core import state
from ...._ops.random.generator import Generator, default_generator
from ...._ops.random.normal_bernoulli_multinomial import multinomial
from ...._ops.random.rand_randint import randint, randperm
from ...._ops.shapes.cat_stack import stack
from ...._ops.tensors.tensor_from_numpy import as_tensor, from_numpy, tensor, wrap
from ...._ops.tensors.zeros_full import empty
from ...._tensor.tensor import Tensor

__all__ = [
    "Generator",
    "Tensor",
    "as_tensor",
    "default_generator",
    "draw_seed",
    "float64",
    "from_numpy",
    "gather",
    "generator_state",
    "manual_seed",
    "multinomial",
    "randint",
    "randperm",
    "reduce_tensor",
    "set_generator_state",
    "set_num_threads",
    "stack",
    "stack_arrays",
    "take_rows",
    "tensor",
    "wrap_ints",
]

manual_seed = default_generator.manual_seed


def draw_seed(generator):
    """A seed for another generator: one 64-bit draw, as PyTorch makes it."""
    return empty((), dtype=int64).random_(generator=generator).item()


def generator_state(generator):
    """The state of a generator, as a tensor of bytes."""
    return generator.get_state()


def set_generator_state(generator, value):
    """Put a generator into a state that ``generator_state`` gave."""
    generator.set_state(value)


def stack_arrays(batch):
    """``stack(batch)`` for plain tensors of one shape and dtype that need no node; None if they are anything else."""
    first = batch[0]._array
    dtype, shape = batch[0]._dtype, first.shape
    arrays, grad = [], state.grad
    if state.recorder is not None:
        return None
    for t in batch:
        array = t._array
        if type(t) is not Tensor or t._dtype is not dtype or array.shape != shape or t._device is not cpu:
            return None
        if grad and t.requires_grad:
            return None
        arrays.append(array)
    out = empty_array((len(arrays), *shape), first.dtype)
    if shape and shape[0]:
        np.concatenate(arrays, out=out.reshape(-1, *shape[1:]))
    else:
        for i, a in enumerate(arrays):
            out[i] = a
    return wrap(out, dtype)


def wrap_ints(numbers):
    """A tensor of Python ints; None if they do not all fit into 64 bits, or are something else."""
    array = np.array(numbers)
    return wrap(array, int64) if array.dtype == np.int64 and array.ndim == 1 else None


def gather(t, indices):
    """Rows ``indices`` (a list of ints) of a tensor, as one new tensor; None where that must go the usual way."""
    if type(t) is not Tensor or t._device is not cpu or not t._array.ndim or state.recorder is not None:
        return None
    if state.grad and t.requires_grad:
        return None
    rows = take_rows(t._array, indices)
    return None if rows is None else wrap(rows, t._dtype)


def take_rows(array, indices):
    """``array[indices]`` for a list of ints, C-contiguous, on the cached memory; None if they are not all ints.

    Raises: IndexError for an index out of range.
    """
    at = np.array(indices)
    if at.dtype != np.int64 or at.ndim != 1:
        return None
    n = len(array)
    low, high = (min(indices), max(indices)) if len(indices) < 100 else (at.min(), at.max())
    if low < -n or high >= n:
        return array[at]  # raises
    # not mode "raise", which goes through a buffer and is three times slower
    return array.take(at, 0, empty_array((len(at), *array.shape[1:]), array.dtype), "wrap")


def reduce_tensor(t):
    """How a tensor crosses to another process: its array, and what else makes it. For ``pickle``'s
    ``reducer_override``."""
    if t._node is not None and t.requires_grad:
        raise RuntimeError(
            "Cowardly refusing to serialize non-leaf tensor which requires_grad, since autograd does not support "
            "crossing process boundaries.  If you just want to transfer the data, call detach() on the tensor before "
            "serializing (e.g., putting it on the queue)."
        )
    if type(t) is not Tensor or t._device is not cpu:
        return t.__reduce_ex__(2)
    return _rebuilt, (np.ascontiguousarray(t._array), t._array.shape, t._dtype.code, t._requires_grad)


def _rebuilt(array, shape, code, requires_grad):
    t = Tensor._wrap(array.reshape(shape), ALL[code])
    t._requires_grad = requires_grad
    return t
