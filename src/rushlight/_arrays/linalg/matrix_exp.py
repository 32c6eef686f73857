"""The exponential of matrices in NumPy: a rational approximation near zero, scaling and squaring elsewhere.

N. J. Higham, "The scaling and squaring method for the matrix exponential revisited" (2005).
"""

from __future__ import annotations

import math

import numpy as np

from ..errstate import quiet
from .triangular import product, solve_any

# Degree of the approximation, and the 1-norm up to which its error is below the dtype's rounding.
_DEGREES = {4: (7, 3.925724783138660), 8: (13, 5.371920351148152)}


@quiet
def exponential(a):
    """exp of the matrices a (..., n, n), float or complex.

    >>> exponential(np.zeros((2, 2))).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    if a.shape[-1] <= 1:
        return np.exp(a)
    if not a.size:
        return a.copy()
    flat = a.reshape(-1, *a.shape[-2:])
    degree, limit = _DEGREES[a.real.dtype.itemsize]
    norm = abs(flat).sum(-2).max(-1)
    ratio = np.where(np.isfinite(norm), norm / limit, 1)
    squarings = np.ceil(np.log2(np.maximum(ratio, 1))).astype(int)
    y = _rational(flat * np.exp2(-squarings).astype(a.real.dtype)[:, None, None], degree)
    for i in range(squarings.max()):
        more = squarings > i
        y[more] = product(y[more], y[more])
    return y.reshape(a.shape)


def _rational(a, degree):
    """The Padé approximant of exp: q(-a)^-1 q(a)."""
    f = math.factorial
    c = [f(2 * degree - k) * f(degree) / (f(2 * degree) * f(k) * f(degree - k)) for k in range(degree + 1)]
    one = np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape)
    square = product(a, a)
    even, odd = c[degree - 1] * one, c[degree] * one
    for k in range(degree - 3, -1, -2):
        even = product(even, square) + c[k] * one
        odd = product(odd, square) + c[k + 1] * one
    odd = product(a, odd)
    return solve_any(even - odd, even + odd)[0]
