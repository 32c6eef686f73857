"""Sobol sequences, with the direction numbers of Joe and Kuo (search criterion D(6), dimensions up to 21201)."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np

from .._base import dtypes
from .._ops.random.rand_randint import randint
from .._ops.tensors.tensor_from_numpy import from_numpy
from .._tensor.tensor import Tensor
from ..random import Generator

__all__ = ["SobolEngine"]

_DEGREES = 18  # of the largest polynomials


@functools.cache
def _tables():
    """(primitive polynomials, direction numbers (dimensions, 18)) as far as they are given."""
    import lzma

    data = lzma.decompress(Path(__file__).with_name("directions.xz").read_bytes())
    numbers = np.frombuffer(data, "<u4").astype(np.int64)
    n = len(numbers) // (1 + _DEGREES)
    return numbers[:n], (numbers[n:].reshape(_DEGREES, n) * 2 + 1).T


def _directions(dimension, bits):
    """The direction numbers (dimension, bits), the first bit of each at the top."""
    polynomials, given = (t[:dimension] for t in _tables())
    degree = np.floor(np.log2(polynomials)).astype(np.int64)
    m = np.ones((dimension, bits), np.int64)
    for j in range(1, bits):
        made = np.zeros(dimension, np.int64)
        for t in range(1, min(j, _DEGREES) + 1):
            used = (degree >= t) & (polynomials >> np.maximum(degree - t, 0) & 1 == 1)
            made ^= np.where(used, m[:, j - t] << t, 0)
        made ^= m[np.arange(dimension), np.maximum(j - degree, 0)]
        known = degree > j
        m[:, j] = np.where(known, given[:, j], made) if j < _DEGREES else made
    m[0] = 1
    return m << np.arange(bits)[::-1]


class SobolEngine:
    """A Sobol sequence in the unit cube of some dimension (1 to 21201). Raises ValueError for others.

    scramble  another sequence of the same evenness, drawn at random (Owen 1998)
    seed      of the scrambling; None: the default generator's

    >>> SobolEngine(2).draw(3)
    tensor([[0.0000, 0.0000],
            [0.5000, 0.5000],
            [0.7500, 0.2500]])
    """

    MAXBIT = 30
    MAXDIM = 21201

    def __init__(self, dimension: int, scramble: bool = False, seed: int | None = None) -> None:
        if dimension > self.MAXDIM or dimension < 1:
            raise ValueError(f"Supported range of dimensionality for SobolEngine is [1, {self.MAXDIM}]")
        self.dimension, self.scramble, self.seed = dimension, scramble, seed
        self.sobolstate = from_numpy(_directions(dimension, self.MAXBIT))
        shift = self._scrambled() if scramble else np.zeros(dimension, np.int64)
        self.shift = from_numpy(shift)
        self.quasi = self.shift.clone()
        self._first_point = (self.quasi / 2**self.MAXBIT).reshape(1, -1)
        self.num_generated = 0

    def _scrambled(self):
        """Draw the shift, and mix the direction numbers by random triangular matrices."""
        generator = None if self.seed is None else Generator().manual_seed(self.seed)
        bits = self.MAXBIT
        shift = randint(2, (self.dimension, bits), generator=generator)._array @ (1 << np.arange(bits))
        mix = np.tril(randint(2, (self.dimension, bits, bits), generator=generator)._array)
        mix[:, np.arange(bits), np.arange(bits)] = 1
        parts = self.sobolstate._array[:, :, None] >> np.arange(bits)[::-1] & 1  # bits, the highest first
        mixed = np.einsum("dpk,djk->djp", mix, parts) & 1
        self.sobolstate._array[...] = mixed @ (1 << np.arange(bits)[::-1])
        return shift

    def draw(self, n: int = 1, out: Tensor | None = None, dtype: dtypes.dtype | None = None) -> Tensor:
        """The next ``n`` points, (n, dimension), in the default dtype or another."""
        dtype = dtypes.get_default_dtype() if dtype is None else dtype
        first = self.num_generated == 0
        steps = self._steps(n - first)
        points = np.bitwise_xor.accumulate(np.concatenate([self.quasi._array[None], steps]))
        self.quasi._array[...] = points[-1]
        self.num_generated += n
        result = from_numpy(points if first else points[1:]).to(dtype) / 2**self.MAXBIT
        if out is not None:
            out.resize_as_(result).copy_(result)
            return out
        return result

    def _steps(self, n):
        """What the next ``n`` points differ by from those before: the direction of the lowest 0 among the bits of
        each number."""
        begin = max(0, self.num_generated - 1)
        numbers = ~np.arange(begin, begin + n)
        return self.sobolstate._array.T[np.log2(numbers & -numbers).astype(np.int64)]

    def draw_base2(self, m: int, out: Tensor | None = None, dtype: dtypes.dtype | None = None) -> Tensor:
        """The next 2**m points. Raises ValueError unless all points so far are a power of two, too."""
        n = 2**m
        total = self.num_generated + n
        if total & (total - 1):
            raise ValueError(
                f"The balance properties of Sobol' points require n to be a power of 2. {self.num_generated} points "
                f"have been previously generated, then: n={self.num_generated}+2**{m}={total}. If you still want to do "
                "this, please use 'SobolEngine.draw()' instead."
            )
        return self.draw(n=n, out=out, dtype=dtype)

    def reset(self) -> SobolEngine:
        """Begin again. Returns the engine."""
        self.quasi.copy_(self.shift)
        self.num_generated = 0
        return self

    def fast_forward(self, n: int) -> SobolEngine:
        """Leave ``n`` points out. Returns the engine."""
        steps = self._steps(n - (self.num_generated == 0))
        self.quasi._array[...] ^= np.bitwise_xor.reduce(steps, initial=0)
        self.num_generated += n
        return self

    def __repr__(self) -> str:
        parts: list[Any] = [f"dimension={self.dimension}"]
        parts += ["scramble=True"] if self.scramble else []
        parts += [f"seed={self.seed}"] if self.seed is not None else []
        return f"{type(self).__name__}({', '.join(parts)})"
