"""Generator: where random numbers come from."""

from __future__ import annotations

import os
import threading
from operator import index

import numpy as np

from ..._arrays.random import random as draws
from ..._base import dtypes
from ..._base.devices import as_device
from ..._core import Value

DEFAULT_SEED = 67280421310721


class Generator:
    """A stream of random numbers (MT19937), the same as PyTorch's on the CPU.

    Draws advance it; one lock makes them whole when several threads share it.

    >>> g = torch.Generator().manual_seed(0)
    >>> torch.rand(2, generator=g)
    tensor([0.4963, 0.7682])
    """

    __slots__ = ("__weakref__", "array", "device", "lock")

    def __init__(self, device="cpu"):
        self.device = as_device(device)
        if self.device.type != "cpu":
            raise RuntimeError(f"Device type {self.device.type} is not supported for torch.Generator() api: use 'cpu'")
        self.array = draws.new_state(DEFAULT_SEED)
        self.lock = threading.Lock()

    def manual_seed(self, seed):
        """Start the stream of ``seed``, an int from -2**63 to 2**64 - 1 (negative ones count from 2**64 down).
        Returns the generator. Raises ValueError outside that range."""
        try:
            seed = index(seed)
        except TypeError:
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}") from None
        if not -(2**63) <= seed < 2**64:
            raise ValueError(f"Overflow when unpacking long long: a seed lies between -2**63 and 2**64 - 1, got {seed}")
        with self.lock:
            draws.seed_state(self.array, seed % 2**64)
        return self

    def seed(self):
        """Start a stream that can't be foreseen; returns its seed."""
        seed = int.from_bytes(os.urandom(8), "little")
        self.manual_seed(seed)
        return seed

    def initial_seed(self):
        """The seed that the stream was started with."""
        return int(self.array[:8].view(np.uint64)[0])

    def get_state(self):
        """The state, a uint8 tensor of 5056 elements in PyTorch's layout."""
        with self.lock:
            return Value.default_class._wrap(self.array.copy(), dtypes.uint8)

    def set_state(self, new_state):
        """Go on from a state that ``get_state`` (here or in PyTorch) gave.
        Raises TypeError for other tensors, RuntimeError for states that no generator has."""
        if not isinstance(new_state, Value) or new_state._dtype is not dtypes.uint8:
            what = new_state._dtype if isinstance(new_state, Value) else type(new_state).__name__
            raise TypeError(f"RNG state must be a torch.ByteTensor, got {what}")
        state = new_state._array
        if state.size != self.array.size:
            raise RuntimeError(f"RNG state is wrong size: expected {self.array.size} bytes, got {state.size}")
        left, seeded = state.reshape(-1)[8:16].view(np.int32).tolist()
        place = int(state.reshape(-1)[16:24].view(np.uint64)[0])
        if not (seeded and 0 < left <= 624 and place <= 624):
            raise RuntimeError("Invalid mt19937 state")
        with self.lock:
            self.array[:] = state.reshape(-1)

    def clone_state(self):
        """Another generator in the same state."""
        other = Generator()
        other.set_state(self.get_state())
        return other

    def __reduce__(self):
        with self.lock:
            return _restored, (self.array.tobytes(),)

    def __repr__(self):
        return f"<torch.Generator object at {id(self):#x}>"


def _restored(state):
    generator = Generator()
    generator.set_state(Value.default_class._wrap(np.frombuffer(state, np.uint8), dtypes.uint8))
    return generator


default_generator = Generator()
# a child that was forked while another thread drew must not wait for that thread
os.register_at_fork(after_in_child=default_generator.lock._at_fork_reinit)


def given(generator, function):
    """``generator``, or the default one for None. Raises TypeError for anything else."""
    if generator is None:
        return default_generator
    if not isinstance(generator, Generator):
        raise TypeError(f"{function}(): argument 'generator' must be torch.Generator, not {type(generator).__name__}")
    return generator
