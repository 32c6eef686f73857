"""Random numbers for the transforms: the words that ``rand`` and ``randint`` of single numbers are made of."""

from __future__ import annotations

import numpy as np

from ... import empty, int64
from ..._core import apply_
from ..._ops.draws import Random
from ..._ops.generator import default_generator

__all__ = ["happens", "threshold", "words"]

_WORDS = Random.of(int64, default_generator, None, None, False)


def words(rows, count):
    """``rows`` lists of ``count`` words of 32 bits from the default generator. ``word % n`` is what ``randint(n, (1,))``
    gives for it (n below 2**28), ``(word % 2**24) / 2**24`` what ``rand(1)`` gives."""
    x = empty((rows, count), dtype=int64)
    return apply_(_WORDS, x, x, 2**32, 0).tolist()


def threshold(p):
    """``rand(1) < p`` is ``word % 2**24 < threshold(p)``; like PyTorch, with ``p`` rounded to float32."""
    return float(np.float32(p)) * 2**24


def happens(p):
    """``rand(1) < p``: one draw."""
    return words(1, 1)[0][0] & 0xFFFFFF < threshold(p)
