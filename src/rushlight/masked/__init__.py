"""Reductions and normalisations that leave elements out: ``torch.masked``.

``mask`` is True where an element counts, has the input's shape or one that broadcasts to it, and becomes bool if it
isn't. Without one all elements count. Where none does, a result is what the operation starts from: 0 for a sum, 1 for a
product, -inf for a largest element, nan for a mean.
"""

from __future__ import annotations

from .normalizations import cumprod, cumsum, log_softmax, logaddexp, normalize, softmax, softmin
from .reductions import amax, amin, argmax, argmin, logsumexp, mean, median, norm, prod, std, sum, var

__all__ = [
    "amax",
    "amin",
    "argmax",
    "argmin",
    "cumprod",
    "cumsum",
    "log_softmax",
    "logaddexp",
    "logsumexp",
    "mean",
    "median",
    "norm",
    "normalize",
    "prod",
    "softmax",
    "softmin",
    "std",
    "sum",
    "var",
]
