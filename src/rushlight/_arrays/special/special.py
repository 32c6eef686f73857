"""Special functions of arrays, elementwise: f(x, out=None). Where a compiled loop (csrc/kernels/special/special.cpp)
lacks the dtype, and in tests, the NumPy functions here.

These compute in float64; ``in_double`` gives results the operands' dtype.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from ..._native import ext
from ..elementwise.elementwise import compiled
from ..errstate import quiet
from ..native_or_numpy import chosen

__all__ = ["digamma", "erfcx", "erfinv", "i0", "i0e", "i1", "i1e", "lgamma", "log_ndtr", "ndtri", "polygamma", "zeta"]

_SQRT_HALF = math.sqrt(0.5)


def in_double(function):
    """An array function f(x, out=None) from one of float64 arrays; its result is cast to the operand's dtype."""

    @quiet
    @functools.wraps(function)
    def f(x, out=None):
        result = np.asarray(function(np.asarray(x, np.float64))).astype(x.dtype, copy=False)
        if out is None:
            return result
        out[...] = result
        return out

    return f


def horner(x, coefficients):
    """c[0] x^n + c[1] x^(n - 1) + ... + c[n].

    >>> horner(2.0, (1, 0, 3))
    7.0
    """
    y = coefficients[0]
    for c in coefficients[1:]:
        y = y * x + c
    return y


def _each(function):
    """A function of one Python float, over arrays."""
    call = np.frompyfunc(function, 1, 1)
    return lambda x: np.asarray(call(x)).astype(np.float64)


def _lgamma_of(x):
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):  # at 0, -1, -2, ... and beyond the largest number
        return math.inf


lgamma = chosen(ext.elementwise["lgamma"], in_double(_each(_lgamma_of)))


@compiled
@in_double
def digamma(x):
    """The derivative of lgamma: an asymptotic series, after stepping up to x >= 10; below 0 by reflection."""
    negative = x <= 0
    z = np.where(negative, 1 - x, x)
    steps = np.zeros_like(z)
    for _ in range(10):
        low = z < 10
        steps += np.where(low, 1 / z, 0)
        z = np.where(low, z + 1, z)
    w = 1 / (z * z)
    series = w * horner(w, (1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12))
    y = np.log(z) - 0.5 / z - series - steps
    # the tangent has period 1: of the exact distance to the next integer
    y = np.where(negative, y - np.pi / np.tan(np.pi * (x - np.rint(x))), y)
    return np.where(negative & (x == np.floor(x)), np.where(x == 0, np.copysign(np.inf, -x), np.nan), y)


# M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (1988), PPND16; highest powers
# first
_CENTRAL = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ),
    (
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ),
)
_MIDDLE = (
    (
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ),
)
_FAR = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ),
)


def ratio(x, pair):
    """A quotient of polynomials: pair of their coefficients, see ``horner``."""
    return horner(x, pair[0]) / horner(x, pair[1])


def _quantile(q, tail):
    """The standard normal distribution's quantile at probability 1/2 + q; ``tail`` is the smaller of it and its
    complement."""
    r = np.sqrt(-np.log(tail))
    far = np.where(r <= 5, ratio(r - 1.6, _MIDDLE), ratio(r - 5, _FAR))
    return np.where(np.abs(q) <= 0.425, q * ratio(0.180625 - q * q, _CENTRAL), np.copysign(far, q))


@compiled
@in_double
def erfinv(x):
    """The number whose erf is x."""
    size = np.abs(x)
    y = _quantile(0.5 * x, 0.5 * (1 - size)) * _SQRT_HALF
    return np.where(size < 1, y, np.where(size == 1, np.copysign(np.inf, x), np.nan))


@compiled
@in_double
def ndtri(x):
    """The quantile of the standard normal distribution at probability x."""
    y = _quantile(x - 0.5, np.where(x < 0.5, x, 1 - x))
    inside = (x > 0) & (x < 1)
    return np.where(inside, y, np.where(x == 0, -np.inf, np.where(x == 1, np.inf, np.nan)))


# Error functions ----------------------------------------------------------------------------------------------------


def _erfcx_of(x):
    if x < 25:
        return math.exp(min(x * x, 709.7)) * math.erfc(x) if x > -26.6 else math.inf
    w = 1 / (2 * x * x)  # the asymptotic series
    return (1 - w * (1 - 3 * w * (1 - 5 * w * (1 - 7 * w * (1 - 9 * w))))) / (x * math.sqrt(math.pi))


_ERFCX, _ERFC = _each(_erfcx_of), _each(math.erfc)


@compiled
@in_double
def erfcx(x):
    """exp(x²) erfc(x), which does not underflow."""
    return _ERFCX(x)


@compiled
@in_double
def log_ndtr(x):
    """The logarithm of the standard normal distribution function."""
    t = x * _SQRT_HALF
    return np.where(x < -1, np.log(0.5 * _ERFCX(np.abs(t))) - t * t, np.log1p(-0.5 * _ERFC(t)))


# Bessel functions of imaginary argument -----------------------------------------------------------------------------


def _scaled_i(order, x):
    """exp(-x) I(x) of order 0 or 1 for x >= 0: the power series, from 30 on Hankel's asymptotic one."""
    a = np.minimum(x, 30)
    z, term, total = a * a / 4, np.ones_like(x) if order == 0 else a / 2, 0.0
    for k in range(1, 80):
        total = total + term
        term = term * z / (k * (k + order))
    large, far = np.maximum(x, 30), 1.0
    for k in range(20, 0, -1):
        far = 1 + far * ((2 * k - 1) ** 2 - 4 * order) / (8 * k * large)
    return np.where(x < 30, total * np.exp(-a), far / np.sqrt(2 * np.pi * large))


def _odd(y, x):
    return np.where(x < 0, -y, y)


@compiled
@in_double
def i0(x):
    """The modified Bessel function of the first kind, order 0."""
    return _scaled_i(0, np.abs(x)) * np.exp(np.abs(x))


@compiled
@in_double
def i0e(x):
    """exp(-|x|) i0(x)."""
    return _scaled_i(0, np.abs(x))


@compiled
@in_double
def i1(x):
    """The modified Bessel function of the first kind, order 1."""
    return _odd(_scaled_i(1, np.abs(x)) * np.exp(np.abs(x)), x)


@compiled
@in_double
def i1e(x):
    """exp(-|x|) i1(x)."""
    return _odd(_scaled_i(1, np.abs(x)), x)


# Hurwitz' zeta function ---------------------------------------------------------------------------------------------

_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)


def _zeta_above(s, q):
    """The sum of (q + k)^-s over k >= 0 for q > 0, s > 1: terms up to 12, the rest by Euler and Maclaurin."""
    total, z = np.zeros(np.broadcast_shapes(np.shape(s), np.shape(q))), q
    for _ in range(12):
        total = total + z**-s
        z = z + 1
    last = z**-s
    total = total + last * (z / (s - 1) + 0.5)
    factor, power = s, last / z
    for k, bernoulli in enumerate(_BERNOULLI, 1):
        total = total + bernoulli / math.factorial(2 * k) * factor * power
        factor, power = factor * (s + 2 * k - 1) * (s + 2 * k), power / (z * z)
    # else the factors may have overflowed
    return np.where(last > 0, total, np.where(np.isinf(q), 0.0, q**-s + (q + 1) ** -s))


@quiet
def zeta(s, q):
    """Hurwitz' zeta function, float64: the sum of 1 / (q + k)^s over k >= 0; nan for s < 1, and for q < 0 with s no
    integer.

    Below 0 the terms up to the pole next to q and those beyond make three sums over positive numbers.

    >>> float(zeta(np.array(2.0), np.array(1.0)))
    1.6449340668482264
    """
    s, q = np.broadcast_arrays(np.asarray(s, np.float64), np.asarray(q, np.float64))
    negative = q < 0
    y = _zeta_above(s, np.where(negative, 1.0, q))
    if negative.any():
        sn, qn = s[negative], q[negative]
        sign = np.where(sn % 2 == 0, 1.0, -1.0)
        below = _zeta_above(sn, np.ceil(qn) - qn) - _zeta_above(sn, 1 - qn)
        y[negative] = np.where(np.floor(sn) == sn, _zeta_above(sn, qn - np.floor(qn)) + sign * below, np.nan)
    y = np.where(np.isposinf(q) | np.isnan(q), np.nan, y)
    # the limits in s: the largest of the terms decides
    y = np.where(np.isposinf(s) & (q > 1), np.nan, np.where(np.isposinf(s) & (q < 1), np.inf, y))
    y = np.where((q <= 0) & (np.floor(q) == q), np.inf, y)
    return np.where(s == 1, np.inf, np.where(s < 1, np.nan, y))


@quiet
def polygamma(n, x):
    """Derivative number n (at least 1) of digamma, of x's dtype.

    >>> polygamma(1, np.array([1.0]))
    array([1.64493407])
    """
    size = float(math.factorial(n)) if n <= 170 else math.inf
    y = (size if n % 2 else -size) * zeta(n + 1.0, x)
    if n == 1:
        y = np.where(np.isinf(x), np.where(x > 0, 0.0, np.nan), y)
    return np.asarray(y).astype(x.dtype)
