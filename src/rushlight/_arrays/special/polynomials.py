"""Orthogonal polynomials, in NumPy: ``polynomial(family, x, n)``, of degree n (its whole part; 0 for negative ones) at
each x.

By their three-term recurrences; Chebyshev's between -1 and 1 by trigonometry, which stays exact for large n.
"""

from __future__ import annotations

import numpy as np

from ..errstate import quiet

__all__ = ["polynomial"]

# Per family: the polynomial of degree 1, and the next one from those of degrees k (q) and k - 1 (p).
_DOUBLED = lambda x, k, q, p: 2 * x * q - p  # noqa: E731  # Chebyshev's, of all kinds
FAMILIES = {
    "chebyshev_polynomial_t": (lambda x: x, _DOUBLED),
    "chebyshev_polynomial_u": (lambda x: 2 * x, _DOUBLED),
    "chebyshev_polynomial_v": (lambda x: 2 * x - 1, _DOUBLED),
    "chebyshev_polynomial_w": (lambda x: 2 * x + 1, _DOUBLED),
    "hermite_polynomial_h": (lambda x: 2 * x, lambda x, k, q, p: 2 * x * q - 2 * k * p),
    "hermite_polynomial_he": (lambda x: x, lambda x, k, q, p: x * q - k * p),
    "laguerre_polynomial_l": (lambda x: 1 - x, lambda x, k, q, p: ((2 * k + 1 - x) * q - k * p) / (k + 1)),
    "legendre_polynomial_p": (lambda x: x, lambda x, k, q, p: ((2 * k + 1) * x * q - k * p) / (k + 1)),
}
# Chebyshev's in a = acos(x), for -1 < x < 1
_TRIGONOMETRIC = {
    "chebyshev_polynomial_t": lambda a, n: np.cos(n * a),
    "chebyshev_polynomial_u": lambda a, n: np.sin((n + 1) * a) / np.sin(a),
    "chebyshev_polynomial_v": lambda a, n: np.cos((n + 0.5) * a) / np.cos(a / 2),
    "chebyshev_polynomial_w": lambda a, n: np.sin((n + 0.5) * a) / np.sin(a / 2),
}
_BY_RECURRENCE = 8  # up to this degree
_HERMITE_LIMIT = {"f": 128, "d": 512}  # PyTorch has none beyond


def _at_ends(family, x, n):
    """Values where |x| is 1, where a recurrence up to a large n would take long; elsewhere nan."""
    odd = np.where(n % 2 == 0, 1.0, -1.0)
    plus, minus = {
        "t": (1.0, odd),
        "p": (1.0, odd),
        "u": (n + 1, odd * (n + 1)),
        "v": (1.0, odd * (2 * n + 1)),
        "w": (2 * n + 1, odd),
    }[family[-1]]
    return np.where(x == 1, plus, np.where(x == -1, minus, np.nan))


def _recurrence(family, x, n):
    first, following = FAMILIES[family]
    p, q = np.ones_like(x), first(x)
    y = np.where(n < 0, 0.0, np.where(n == 0, p, q))
    k = 1
    left = n > k
    while left.any():
        p, q = q, following(x, k, q, p)
        k += 1
        y = np.where(n == k, q, y)
        left = n > k
        lost = left & np.isnan(q)  # nan stays nan
        if lost.any():
            y, n = np.where(lost, np.nan, y), np.where(lost, k, n)
            left = n > k
    return y


@quiet
def polynomial(family, x, n):
    """The polynomial of ``family`` and degree n at x; float64 arrays, which broadcast.

    >>> polynomial("legendre_polynomial_p", np.array([0.5]), np.array(2.0))
    array([-0.125])
    """
    x, n = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n))
    limit = _HERMITE_LIMIT.get(n.dtype.char, 512)
    n = np.trunc(np.where(np.isfinite(n), n, -1.0).astype(np.float64))
    if family.startswith("shifted_"):
        family, x = family.removeprefix("shifted_"), 2 * x - 1
    if family.startswith("hermite"):
        return np.where(n > limit, np.nan, _recurrence(family, x, np.minimum(n, limit)))
    if family.startswith("laguerre"):
        return _recurrence(family, x, np.where(x == 0, np.minimum(n, 0), n))  # 1 at 0
    at_end = (np.abs(x) == 1) & (n >= 0)
    special, inside = np.where(at_end, _at_ends(family, x, n), 0.0), at_end
    if family in _TRIGONOMETRIC:
        within = (np.abs(x) < 1) & (n > _BY_RECURRENCE)
        angle = np.arccos(np.where(within, x, 0.0))
        special = np.where(within, _TRIGONOMETRIC[family](angle, n), special)
        inside = at_end | within
    return np.where(inside, special, _recurrence(family, x, np.where(inside, 0, n)))
