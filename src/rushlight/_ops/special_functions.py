"""Gamma functions, the inverse of erf, sinc."""

from __future__ import annotations

import math

from .._arrays.errstate import quiet
from .._core import OUT, Value, apply, apply_, apply_out, unary
from .constant import check_tensor
from .maths import RealSmooth, cos, exp, sin
from .pointwise import FloatPointwise, float_type, into, refuse
from .select import where

__all__ = ["SpecialMethods", "digamma", "erfinv", "lgamma", "polygamma", "sinc"]


class Lgamma(RealSmooth):
    """log |gamma(x)|."""

    __slots__ = ()
    name, function = "Lgamma", "lgamma"
    saves = ((0,),)

    def gradient(self, g, x, y):
        return g * digamma(x)


class Digamma(FloatPointwise):
    """The derivative of lgamma."""

    __slots__ = ()
    name, function = "Digamma", "digamma"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "digamma", (3,))
        return float_type(x)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * polygamma(1, saved[0]),)


class Polygamma(FloatPointwise):
    """Derivative ``n`` (at least 1) of digamma."""

    __slots__ = ("n",)
    name = "Polygamma"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "polygamma", (3,))
        return float_type(x)

    def forward(self, xp, x, out=None):
        return into(xp, xp.polygamma(self.n, x), out)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * polygamma(self.n + 1, saved[0]),)


class Erfinv(RealSmooth):
    """The number whose erf is x."""

    __slots__ = ()
    name, function = "Erfinv", "erfinv"
    saves = ((OUT,),)

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
        return into(xp, xp.where(z == 0, x.dtype.type(1), xp.sin(z) / z).astype(x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        z = saved[0] * math.pi
        slope = (cos(z) * z - sin(z)) / (z * saved[0])
        slope = where(z == 0, 0, slope)
        return (grads[0] * (slope.conj() if specs[0].dtype.category == 3 else slope),)


LGAMMA, DIGAMMA, ERFINV, SINC = Lgamma.of(), Digamma.of(), Erfinv.of(), Sinc.of()

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
    op = _polygamma_op(n)
    check_tensor(input, "polygamma", "input", 2)
    return delivered(op, "polygamma", out, input)


def delivered(op, function, out, *operands):
    """``op`` of the operands, in ``out`` if that is given. Raises TypeError unless it is a tensor."""
    if out is None:
        return apply(op, *operands)
    check_tensor(out, function, "out", len(operands) + 1)
    return apply_out(op, out, *operands)


def check_int(n, function, name, position):
    """Raise TypeError unless ``n`` is an int."""
    if isinstance(n, bool) or not hasattr(n, "__index__") or isinstance(n, Value):
        raise TypeError(
            f"{function}(): argument '{name}' (position {position}) must be int, not {type(n).__name__}"
        )


def _polygamma_op(n):
    check_int(n, "polygamma", "n", 1)
    if n < 0:
        raise RuntimeError(f"polygamma(n, x) does not support negative n, got {n}")
    return Polygamma.of(n) if n else DIGAMMA


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

    def polygamma_(self, n):
        """``polygamma``, written into the tensor itself. Returns the tensor."""
        return apply_(_polygamma_op(n), self, self)
