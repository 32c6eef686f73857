"""Derivatives of samples by differences: what all ways to compute them are compared with."""

from __future__ import annotations

import zlib

import numpy as np

import rushlight as torch
from rushlight._core import run_backward

__all__ = ["Point", "close"]

STEP = 1e-5


class Point:
    """A sample at its inputs, a function of those that are floats: ``xs``, as tensors. ``function(*xs)`` is its result
    and ``loss(*xs)`` a number made of it, whose slope is another in every element. Directions and weights are drawn
    from the sample's name."""

    def __init__(self, sample):
        self.sample = sample
        self.rng = np.random.default_rng(zlib.crc32(sample.name.encode()))
        self.xs = [torch.from_numpy(np.array(a)) for a in sample.arrays]
        self.y = self.function(*self.xs)
        self.weight = self.like(self.y)

    def like(self, x):
        """Random numbers of the shape and dtype of ``x``."""
        parts = [self.rng.standard_normal(tuple(x.shape)) for _ in range(1 + x.is_complex())]
        return torch.from_numpy(np.asarray(parts[0] if len(parts) == 1 else parts[0] + 1j * parts[1])).to(x.dtype)

    def directions(self):
        """One per input."""
        return [self.like(x) for x in self.xs]

    def function(self, *xs):
        return self.sample.call(torch, *[x.clone() for x in xs])  # some samples write into their operands

    def loss(self, *xs):
        """Not linear in the result: so the second derivatives of linear functions are no zeros."""
        y = self.function(*xs)
        total = (y * self.weight).sum() + (y * y.conj()).sum() / 2
        return total.real if total.is_complex() else total

    def gradient(self, *xs):
        """The gradients of the loss, plain tensors."""
        leaves = [x.detach().clone().requires_grad_() for x in xs]
        value = self.loss(*leaves)
        if not value.requires_grad:
            return [torch.zeros_like(x) for x in xs]
        grads = run_backward([value], [torch.ones_like(value)], False, False, leaves)
        return [torch.zeros_like(x) if g is None else g for x, g in zip(xs, grads, strict=True)]

    def moved(self, function, directions):
        """The derivative of a function of ``xs``, which returns a list of tensors, by fourth-order differences."""
        total = None
        for step, factor in ((1, 8), (-1, -8), (2, -1), (-2, 1)):
            at = [x + step * STEP * d for x, d in zip(self.xs, directions, strict=True)]
            found = [v.detach() * (factor / (12 * STEP)) for v in function(*at)]
            total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
        return total


def close(got, expected, what, tolerance=1.0):
    assert tuple(got.shape) == tuple(expected.shape), what
    assert got.dtype == expected.dtype, what
    a, b = got.detach().resolve_conj().numpy(), expected.detach().resolve_conj().numpy()
    np.testing.assert_allclose(a, b, rtol=2e-6 * tolerance, atol=2e-7 * tolerance, err_msg=what)
