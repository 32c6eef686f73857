"""Derivatives of samples by differences: what all ways to compute them are compared with."""

from __future__ import annotations

import zlib

import numpy as np

import rushlight as torch
from rushlight._core import run_backward

__all__ = ["Point", "close"]

STEP = 1e-5


class Point:
    """A sample at its inputs ``xs``, a tuple of tensors: ``function(*xs)`` is its result, ``loss(*xs)`` a number made
    of it. ``directions`` of the inputs and a ``weight`` of the result are drawn from the sample's name."""

    def __init__(self, sample):
        self.sample = sample
        self.rng = np.random.default_rng(zlib.crc32(sample.name.encode()))
        self.xs = tuple(torch.from_numpy(np.array(a)) for a in sample.arrays)
        self.numbers = tuple(range(len(self.xs)))
        self.y = self.function(*self.xs)
        self.weight = self.like(self.y)
        self.directions = tuple(map(self.like, self.xs))

    def like(self, x):
        """Random numbers of the shape and dtype of ``x``."""
        parts = [self.rng.standard_normal(tuple(x.shape)) for _ in range(1 + x.is_complex())]
        return torch.from_numpy(np.asarray(parts[0] if len(parts) == 1 else parts[0] + 1j * parts[1])).to(x.dtype)

    def function(self, *xs):
        return self.sample.call(torch, *[x.clone() for x in xs])  # some samples write into their operands

    def loss(self, *xs):
        """Not linear in the result: linear functions have second derivatives, too."""
        y = self.function(*xs)
        total = (y * self.weight).sum() + (y * y.conj()).sum() / 2
        return total.real if total.is_complex() else total

    def gradient(self, *xs):
        """The gradients of the loss, plain tensors."""
        leaves = [x.clone().requires_grad_() for x in xs]
        value = self.loss(*leaves)
        grads = run_backward([value], [torch.ones_like(value)], False, False, leaves) if value.requires_grad else xs
        return [torch.zeros_like(x) if g is None or g is x else g for x, g in zip(xs, grads, strict=True)]

    def moved(self, function):
        """The derivative along ``directions`` of a function of ``xs`` that returns a list of tensors."""
        total = None
        for steps, factor in ((1, 8), (-1, -8), (2, -1), (-2, 1)):
            at = [x + steps * STEP * d for x, d in zip(self.xs, self.directions, strict=True)]
            found = [v * (factor / (12 * STEP)) for v in function(*at)]
            total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
        return total


def close(got, expected, what=""):
    """Alike as far as differences are right."""
    assert tuple(got.shape) == tuple(expected.shape), what
    assert got.dtype == expected.dtype, what
    a, b = (v.detach().resolve_conj().numpy() for v in (got, expected))
    np.testing.assert_allclose(a, b, rtol=2e-6, atol=2e-7, err_msg=what)
