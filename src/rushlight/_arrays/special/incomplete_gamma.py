"""The regularised incomplete gamma functions, in NumPy, float64.

P by its power series (DLMF 8.11.4), Q by its continued fraction (8.9.2) or, for small x, a series without cancellation
(8.7.3); where a is large and x near it, Temme's uniform expansion (8.12.3), whose coefficients follow from 8.12.12-14.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from ..elementwise.elementwise import erfc
from ..errstate import quiet
from .special import lgamma, zeta

__all__ = ["igamma", "igammac"]

_TERMS, _POWERS = 12, 28  # of Temme's expansion: in 1 / a and in eta
_STIRLING = (
    1 / 12,
    1 / 288,
    -139 / 51840,
    -571 / 2488320,
    163879 / 209018880,
    5246819 / 75246796800,
    -534703531 / 902961561600,
    -4483131259 / 86684309913600,
    432261921612371 / 514904800886784000,
    6232523202521089 / 86504006548979712000,
    -25834629665134204969 / 13494625021640835072000,
)


@functools.cache
def _temme():
    """The coefficients d[k][n]; k counts powers of 1 / a, n those of eta."""
    size = _POWERS + 2 * _TERMS + 3
    alpha = [0.0, 1.0, 1 / 3]
    for n in range(3, size + 1):
        inner = sum(j * alpha[j] * alpha[n - j + 1] for j in range(2, n))
        alpha.append((alpha[n - 1] - inner) / (n + 1))
    rows = [[-1 / 3] + [(n + 2) * alpha[n + 2] for n in range(1, size - 1)]]
    for k in range(1, _TERMS):
        before, g = rows[-1], _STIRLING[k - 1]
        rows.append([(-1) ** k * g * rows[0][n] + (n + 2) * before[n + 2] for n in range(len(before) - 2)])
    return [row[:_POWERS] for row in rows]


def _log1p_less(u):
    """log(1 + u) - u, by its series where that would cancel."""
    small, total = np.clip(u, -0.35, 0.35), 0.0
    for k in range(46, 1, -1):
        total = total * small + (1 / k if k % 2 else -1 / k)
    return np.where(np.abs(u) < 0.35, total * small * small, np.log1p(u) - u)


def _near_a(a, x, upper):
    """Temme's expansion; upper: Q, else P."""
    sign = 1.0 if upper else -1.0
    u = (x - a) / a
    half_square = -_log1p_less(u)  # eta² / 2
    eta = np.sign(u) * np.sqrt(2 * half_square)
    total, scale = 0.0, 1.0
    for row in _temme():
        inner = 0.0
        for d in reversed(row):
            inner = inner * eta + d
        total = total + inner * scale
        scale = scale / a
    rest = np.exp(-a * half_square) / np.sqrt(2 * math.pi * a) * total
    return 0.5 * erfc(sign * eta * np.sqrt(a / 2)) + sign * rest


def _factor(a, x):
    """x^a exp(-x) / gamma(a), for large a without the cancellation between its factors."""
    plain = np.exp(a * np.log(x) - x - lgamma(a))
    w = 1 / (a * a)
    correction = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / a
    u = (x - a) / a
    large = np.exp(a * _log1p_less(u) - correction) * np.sqrt(a / (2 * math.pi))
    return np.where((a > 10) & (u > -0.7), large, plain)


def _series(a, x):
    """P, for x below about a."""
    term, total, k = np.ones_like(a), np.ones_like(a), 1
    while k < 3000:
        term = term * x / (a + k)
        total = total + term
        k += 1
        if not (term > 1e-17 * total).any():
            break
    return _factor(a, x) / a * total


def _fraction(a, x):
    """Q, for x above about a: Lentz's evaluation of the continued fraction."""
    tiny = 1e-300
    b = x + 1 - a
    c, d = np.full_like(a, 1 / tiny), 1 / b
    h = d
    for k in range(1, 3000):
        step = -k * (k - a)
        b = b + 2
        d = step * d + b
        c = b + step / c
        d, c = 1 / np.where(d == 0, tiny, d), np.where(c == 0, tiny, c)
        change = c * d
        h = h * change
        if not (np.abs(change - 1) > 2e-16).any():
            break
    return _factor(a, x) * h


def _lgamma1p(a):
    """log(gamma(1 + a)) for 0 <= a <= 1, to full precision near 0: the series of log(gamma(2 + t)) for |t| <= 1/2."""
    t = np.where(a > 0.5, a - 1, a)
    total = 0.0
    for k in range(34, 1, -1):
        total = total * t + (-1) ** k * (float(zeta(float(k), 2.0)) / k)
    value = t * ((1 - np.euler_gamma) + t * total)
    return np.where(a > 0.5, value, value - np.log1p(a))


def _small(a, x):
    """Q for small x and a."""
    term, total = np.ones_like(a), 0.0
    for k in range(1, 60):
        term = term * -x / k
        total = total + term / (a + k)
    log = np.log(x)
    return -np.expm1(a * log - _lgamma1p(np.minimum(a, 1))) - np.exp(a * log - lgamma(a)) * total


def _where(mask, function, y, *operands):
    """y, with function of the operands where the mask is true."""
    if mask.any():
        y[mask] = function(*(o[mask] for o in operands))


def _limits(y, a, x, upper):
    """Where an operand is nan, infinite, 0 or negative, in PyTorch's order."""
    zero, one = (1.0, 0.0) if upper else (0.0, 1.0)
    y = np.where(np.isnan(a) | np.isnan(x), np.nan, y)
    y = np.where(np.isinf(a), np.where(np.isinf(x), np.nan, zero), np.where(np.isinf(x), one, y))
    y = np.where(x == 0, zero, y)
    y = np.where(a == 0, np.where(x > 0, one, np.nan), y)
    return np.where((a < 0) | (x < 0), np.nan, y)


def _incomplete(a, x, upper):
    a, x = (np.array(v, np.float64) for v in np.broadcast_arrays(a, x))
    usual = (a > 0) & (x > 0) & np.isfinite(a) & np.isfinite(x)
    y = np.zeros(a.shape)
    distance = np.abs(x - a) / np.where(usual, a, 1)
    near = usual & (a > 20) & (distance < 0.3)
    rest = usual & ~near
    small = rest & (x <= 1.1) & (a <= np.where(x <= 0.5, -0.4 / np.log(np.minimum(x, 0.5)), x / 1.1))
    fraction = rest & ~small & (x > np.maximum(a, 1.1))
    series = rest & ~small & ~fraction
    _where(near, lambda a, x: _near_a(a, x, upper), y, a, x)
    _where(series, (lambda a, x: 1 - _series(a, x)) if upper else _series, y, a, x)
    _where(fraction, _fraction if upper else (lambda a, x: 1 - _fraction(a, x)), y, a, x)
    _where(small, _small if upper else _series, y, a, x)
    return _limits(y, a, x, upper)


@quiet
def igamma(a, x):
    """The regularised lower incomplete gamma function P(a, x).

    >>> igamma(np.array([1.0]), np.array([1.0]))
    array([0.63212056])
    """
    return _incomplete(a, x, False)


@quiet
def igammac(a, x):
    """The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x).

    >>> igammac(np.array([1.0]), np.array([1.0]))
    array([0.36787944])
    """
    return _incomplete(a, x, True)
