"""Gamma functions, the inverse of erf, sinc."""

from __future__ import annotations

import math

import numpy as np

from .._arrays.errstate import quiet
from .._core import OUT, apply, unary
from .maths import RealSmooth, cos, exp, sin
from .pointwise import FloatPointwise, float_type, into, refuse
from .select import where

__all__ = ["SpecialMethods", "digamma", "erfinv", "lgamma", "polygamma", "sinc"]


def _lgamma_of(x):
    try:
        return math.lgamma(x)
    except (ValueError, OverflowError):  # at 0, -1, -2, ... and beyond the largest number
        return math.inf


_LGAMMA = np.frompyfunc(_lgamma_of, 1, 1)
_ERF = np.frompyfunc(math.erf, 1, 1)


class Lgamma(RealSmooth):
    """log |gamma(x)|."""

    __slots__ = ()
    name, function = "Lgamma", "lgamma"
    saves = ((0,),)

    def forward(self, xp, x, out=None):
        return into(xp, np.asarray(_LGAMMA(x.astype(float))).astype(x.dtype) if x.size else x, out)

    def gradient(self, g, x, y):
        return g * digamma(x)


class Polygamma(FloatPointwise):
    """Derivative ``n`` of digamma; 0: digamma itself."""

    __slots__ = ("n",)
    name, node_name = "Polygamma", "PolygammaBackward0"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "polygamma", (3,))
        return float_type(x)

    @quiet
    def forward(self, xp, x, out=None):
        z = x.astype(np.float64)
        y = (
            _digamma(z)
            if self.n == 0
            else (-1) ** (self.n + 1) * math.factorial(self.n) * _zeta(self.n + 1, z)
        )
        return into(xp, np.asarray(y).astype(x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * polygamma(self.n + 1, saved[0]),)


class Digamma(Polygamma):
    __slots__ = ()
    name, node_name = "Digamma", "DigammaBackward0"


def _digamma(x):
    """Digamma by its asymptotic series, after stepping up to x >= 10; below 0 by reflection."""
    negative = x <= 0
    z = np.where(negative, 1 - x, x)
    steps = np.zeros_like(z)
    for _ in range(10):
        low = z < 10
        steps += np.where(low, 1 / z, 0)
        z = np.where(low, z + 1, z)
    w = 1 / (z * z)
    series = w * (
        1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32760 - w / 12)))))
    )
    y = np.log(z) - 0.5 / z - series - steps
    y = np.where(negative, y - np.pi / np.tan(np.pi * x), y)
    return np.where(negative & (x == np.floor(x)), np.where(x == 0, np.copysign(np.inf, -x), np.nan), y)


def _zeta(s, x):
    """Hurwitz' zeta function, sum of 1 / (x + k)**s: twelve terms, the rest by Euler and Maclaurin."""
    total = np.zeros_like(x)
    for k in range(12):
        total = total + (x + k) ** -float(s)
    z = x + 12
    total = total + z ** (1 - s) / (s - 1) + 0.5 * z ** -float(s)
    factor, power = float(s), z ** -float(s + 1)
    for k, bernoulli in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6), 1):
        total = total + bernoulli / math.factorial(2 * k) * factor * power
        factor, power = factor * (s + 2 * k - 1) * (s + 2 * k), power / (z * z)
    return total


class Erfinv(RealSmooth):
    """The number whose erf is x."""

    __slots__ = ()
    name, function = "Erfinv", "erfinv"
    saves = ((OUT,),)

    @quiet
    def forward(self, xp, x, out=None):
        z = x.astype(np.float64)
        # M. Giles, "Approximating the erfinv function" (2010), then Newton's steps
        w = -np.log((1 - z) * (1 + z))
        a, b = w - 2.5, np.sqrt(w) - 3
        near, far = 2.81022636e-08, -0.000200214257
        for c in (3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727,
                  1.50140941):  # fmt: skip
            near = c + near * a
        for c in (0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406,
                  2.83297682):  # fmt: skip
            far = c + far * b
        y = np.where(w < 5, near, far) * z
        for _ in range(2):
            known = np.where(np.isfinite(y), y, 0)
            error = np.asarray(_ERF(known)).astype(np.float64) - z if z.size else z
            y = y - error * (math.sqrt(math.pi) / 2) * np.exp(known * known)
        y = np.where(np.abs(z) < 1, y, np.where(np.abs(z) == 1, np.copysign(np.inf, z), np.nan))
        return into(xp, np.asarray(y).astype(x.dtype), out)

    def gradient(self, g, x, y):
        return g * (math.sqrt(math.pi) / 2) * exp(y * y)


class Sinc(FloatPointwise):
    """sin(pi x) / (pi x), 1 at 0."""

    __slots__ = ()
    name = "Sinc"
    saves = ((0,),)

    @quiet
    def forward(self, xp, x, out=None):
        z = x * x.dtype.type(math.pi)
        return into(xp, np.where(z == 0, x.dtype.type(1), xp.sin(z) / z).astype(x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        z = saved[0] * math.pi
        slope = (cos(z) * z - sin(z)) / (z * saved[0])
        slope = where(z == 0, 0, slope)
        return (grads[0] * (slope.conj() if specs[0].dtype.category == 3 else slope),)


LGAMMA, DIGAMMA, ERFINV, SINC = Lgamma.of(), Digamma.of(0), Erfinv.of(), Sinc.of()

lgamma = unary(LGAMMA, "lgamma", """log of the size of gamma(x), elementwise. Integers become the default floating dtype.

    >>> lgamma(torch.tensor([1., 4.]))
    tensor([0.0000, 1.7918])
    """)  # fmt: skip
digamma = unary(DIGAMMA, "digamma", """The derivative of ``lgamma``, elementwise. Integers become the default floating dtype.

    >>> digamma(torch.tensor([1., 0.5]))
    tensor([-0.5772, -1.9635])
    """)  # fmt: skip
erfinv = unary(ERFINV, "erfinv", """The inverse of ``erf``, elementwise: nan outside -1 ... 1.

    >>> erfinv(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.4769])
    """)  # fmt: skip
sinc = unary(SINC, "sinc", """sin(pi x) / (pi x), and 1 at 0, elementwise.

    >>> sinc(torch.tensor([0., 0.5]))
    tensor([1.0000, 0.6366])
    """)  # fmt: skip


def polygamma(n, input, *, out=None):
    """Derivative number ``n`` of ``digamma`` (0: digamma itself), elementwise. Raises RuntimeError for negative n.

    >>> polygamma(1, torch.tensor([1.]))
    tensor([1.6449])
    """
    if n < 0:
        raise RuntimeError(f"polygamma(n, x) does not support negative n, got {n}")
    result = apply(Polygamma.of(n) if n else DIGAMMA, input)
    return result if out is None else out.copy_(result)


def _in_place(op, name):
    return unary(
        op, name, f"``{name[:-1]}``, written into the tensor itself. Returns the tensor.", inplace=True
    )


class SpecialMethods:
    """Methods of Tensor: gamma functions and the like."""

    __slots__ = ()
    lgamma, lgamma_, digamma, digamma_ = (
        lgamma,
        _in_place(LGAMMA, "lgamma_"),
        digamma,
        _in_place(DIGAMMA, "digamma_"),
    )
    erfinv, erfinv_, sinc, sinc_ = erfinv, _in_place(ERFINV, "erfinv_"), sinc, _in_place(SINC, "sinc_")

    def polygamma(self, n):
        """Derivative number ``n`` of digamma."""
        return polygamma(n, self)
