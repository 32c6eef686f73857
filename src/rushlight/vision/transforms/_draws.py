"""Random numbers for the transforms: the words that ``rand`` and ``randint`` of single numbers are made of."""

from __future__ import annotations

import math
import sys

import numpy as np

from ... import empty, float64, int64, stack, tensor
from ..._core import apply_
from ..._ops.random.draws import Random
from ..._ops.random.generator import default_generator

__all__ = ["at_most", "below", "dirichlet", "happens", "threshold", "uniform", "words"]

_WORDS = Random.of(int64, default_generator, None, None, False)


def words(rows, count):
    """``rows`` lists of ``count`` words of 32 bits from the default generator. ``word % n`` is what ``randint(n,
    (1,))`` gives for it (n below 2**28), ``(word % 2**24) / 2**24`` what ``rand(1)`` gives."""
    x = empty((rows, count), dtype=int64)
    return apply_(_WORDS, x, x, 2**32, 0).tolist()


def threshold(p):
    """``rand(1) < p`` is ``word % 2**24 < threshold(p)``; like PyTorch, with ``p`` rounded to float32."""
    return float(np.float32(p)) * 2**24


def happens(p, exact=False):
    """``rand(1) < p``: one draw; ``exact``: ``rand(1).item() < p``, with ``p`` not rounded."""
    return words(1, 1)[0][0] & 0xFFFFFF < (p * 2**24 if exact else threshold(p))


def at_most(p):
    """``rand(()) <= p``: one draw."""
    return words(1, 1)[0][0] & 0xFFFFFF <= threshold(p)


def below(n):
    """``randint(n, (1,))`` as an int: one draw."""
    return words(1, 1)[0][0] % n


def uniform(low, high):
    """A number from ``low`` to ``high``, in float32: one draw."""
    return empty(1).uniform_(low, high).item()


def dirichlet(concentration):
    """Samples from Dirichlet distributions, float32 (rows, k) for as many positive numbers; sums of rows are 1.

    Gamma samples divided by their sum. Source: Marsaglia & Tsang 2000, "A simple method for generating gamma
    variables".
    """
    rows = []
    for row in concentration.tolist():
        gammas = np.array([max(_gamma(a), sys.float_info.min) for a in row])
        rows.append(tensor(gammas / gammas.sum()))
    largest = 1.0 - 2.0**-24
    return stack(rows).to(concentration.dtype).clamp(float(np.finfo(np.float32).tiny), largest)


def _gamma(alpha):
    number = empty(1, dtype=float64)
    scale = 1.0
    if alpha < 1.0:
        if alpha == 0.0:
            return 0.0
        scale = (1.0 - number.uniform_().item()) ** (1.0 / alpha)
        alpha += 1.0
    d = alpha - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        y = 0.0
        while y <= 0.0:
            x = number.normal_().item()
            y = 1.0 + c * x
        v = y * y * y
        u = 1.0 - number.uniform_().item()
        if u < 1.0 - 0.0331 * x**4 or math.log(u) < 0.5 * x * x + d * (1.0 - v + math.log(v)):
            return scale * d * v
