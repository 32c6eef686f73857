"""Random inputs that depend on nothing but the name of the sample they stand in: recipes, followed when it is made."""

from __future__ import annotations

import zlib

import numpy as np

__all__ = ["Drawn", "drawn", "normal", "places", "positive", "spread", "within"]


class Drawn(np.lib.mixins.NDArrayOperatorsMixin):
    """An array still to be drawn, or what NumPy makes of one: ``make(rng, *parts)``, the parts arrays by then.
    Operators, NumPy's functions and indices give another Drawn."""

    def __init__(self, make, *parts):
        self.make, self.parts = make, parts

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return Drawn(lambda rng, *xs: getattr(ufunc, method)(*xs, **options), *inputs)

    def __array_function__(self, function, types, args, options):
        return Drawn(lambda rng, *xs: function(*xs, **options), *args)

    def __getitem__(self, index):
        return Drawn(lambda rng, x: x[index], self)

    def copy(self):
        return Drawn(lambda rng, x: x.copy(), self)

    @property
    def T(self):
        return np.transpose(self)

    @property
    def shape(self):
        return drawn("", self)[0].shape


def drawn(name, *operands):
    """The operands as arrays, the random ones from a generator that the name seeds. A recipe that is met again is the
    same array again."""
    rng, met = np.random.default_rng(zlib.crc32(name.encode())), {}

    def array(x):
        if not isinstance(x, Drawn):
            return x
        if id(x) not in met:
            met[id(x)] = x.make(rng, *map(array, x.parts))
        return met[id(x)]

    return tuple(map(array, operands))


def normal(*shape):
    return Drawn(lambda rng: rng.standard_normal(shape))


def within(low, high, *shape):
    return Drawn(lambda rng: rng.uniform(low, high, shape))


def positive(*shape):
    return within(0.5, 2.5, *shape)


def places(high, *shape):
    return Drawn(lambda rng: rng.integers(0, high, shape))


def spread(*shape):
    """Numbers of which no two are close: for maxima and medians."""
    n = int(np.prod(shape))
    return Drawn(lambda rng: (rng.permutation(n) - n / 2 + 0.25).reshape(shape) / 2)
