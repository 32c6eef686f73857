"""Gamma functions: their logarithm and its derivatives, the multivariate and the incomplete ones, Hurwitz' zeta."""

from __future__ import annotations

import math
from operator import index

from ..._core import Value, apply_, unary
from ..common.arguments import check_tensor
from ..common.pointwise import FloatPointwise, float_type, in_place, into, refuse
from ..elementwise.exp_log_sin import RealSmooth, exp, log
from .common import WideFloat, check_int, delivered, number_or_tensor

__all__ = ["GammaMethods", "digamma", "igamma", "igammac", "lgamma", "mvlgamma", "mvlgamma_", "polygamma", "zeta"]


class Lgamma(RealSmooth):
    """log |gamma(x)|."""

    function = "lgamma"
    saves = ((0,),)

    def gradient(self, g, x, y):
        return g * digamma(x)


class Digamma(FloatPointwise):
    """The derivative of lgamma."""

    function = "digamma"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "digamma", (3,))
        return float_type(x)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * polygamma(1, saved[0]),)


class Polygamma0(Digamma):
    """As `polygamma` has it."""

    name = "Digamma"

    node_name = "PolygammaBackward0"


class Polygamma(FloatPointwise):
    """Derivative ``n`` (at least 1) of digamma."""

    __slots__ = ("n",)
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "polygamma", (3,))
        return float_type(x)

    def forward(self, xp, x, out=None):
        return into(xp, xp.polygamma(self.n, x), out)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * polygamma(self.n + 1, saved[0]),)


class Mvlgamma(FloatPointwise):
    """The logarithm of the multivariate gamma function of dimension ``p``."""

    __slots__ = ("p",)
    saves = ((0,),)

    def compute_dtype(self, x):
        if x.dtype.category == 0:
            raise RuntimeError("The input tensor may not be a boolean tensor: convert with .float() first")
        refuse((x,), "mvlgamma", (3,))
        return float_type(x)

    def forward(self, xp, x, out=None):
        total = self.p * (self.p - 1) * math.log(math.pi) / 4
        for j in range(self.p):
            total = total + xp.lgamma(x - x.dtype.type(j / 2))
        return into(xp, xp.asarray(total, dtype=x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * sum(digamma(saved[0] - j / 2) for j in range(self.p)),)


class _Incomplete(FloatPointwise):
    """Operands a, x. PyTorch has the derivative in x only."""

    saves = ((), (0, 1))
    sign = 1

    def compute_dtype(self, a, x):
        refuse((a, x), f"{self.function}_cpu", (0, 1, 3))
        return float_type(a, x)

    def kernel(self, *specs):
        return None

    def forward(self, xp, a, x, out=None):
        result = getattr(xp, self.function)(xp.asarray(a, xp.float64), xp.asarray(x, xp.float64))
        return into(xp, xp.asarray(result, dtype=a.dtype), out)

    def vjp(self, need, grads, saved, specs):
        if need[0]:
            raise NotImplementedError(
                f"the derivative for '{self.function}: input' is not implemented; detach() the first operand"
            )
        a, x = saved[0], saved[1]
        slope = exp((a - 1) * log(x) - x - lgamma(a))
        return None, grads[0] * (slope if self.sign > 0 else -slope)


class Igamma(_Incomplete):
    function = "igamma"


class Igammac(_Incomplete):
    function, sign = "igammac", -1


class Zeta(WideFloat):
    """Hurwitz' zeta function; operands s, q. PyTorch has the derivative in q only."""

    name, function = "SpecialZeta", "zeta"
    saves = ((), (0, 1))

    def kernel(self, *specs):
        return None

    def forward(self, xp, s, q, out=None):
        dtype = (q if isinstance(q, xp.ndarray) else s).dtype
        return into(xp, xp.asarray(xp.zeta(s, q), dtype=dtype), out)

    def vjp(self, need, grads, saved, specs):
        if need[0]:
            raise NotImplementedError(
                "the derivative for 'zeta' is not implemented in its first operand; detach() that"
            )
        s, q = saved[0], saved[1]
        return None, grads[0] * (-s * zeta(s + 1, q))


class ZetaOfNumber(Zeta):
    name = "SpecialZeta"
    node_name = "SpecialZetaBackward1"


class ZetaNumber(Zeta):
    name = "SpecialZeta"
    node_name = "SpecialZetaBackward2"


LGAMMA, DIGAMMA, IGAMMA, IGAMMAC = Lgamma.of(), Digamma.of(), Igamma.of(), Igammac.of()

lgamma = unary(
    LGAMMA,
    "lgamma",
    """log of the size of gamma(x), elementwise. Integers become the default floating dtype.

    >>> lgamma(torch.tensor([1., 4.]))
    tensor([0.0000, 1.7918])
    """,
)
digamma = unary(
    DIGAMMA,
    "digamma",
    """The derivative of ``lgamma``, elementwise. Integers become the default floating dtype.

    >>> digamma(torch.tensor([1., 0.5]))
    tensor([-0.5772, -1.9635])
    """,
)


def polygamma(n, input, *, out=None):
    """Derivative number ``n`` of ``digamma`` (0: digamma itself), elementwise. Raises RuntimeError for negative n.

    >>> polygamma(1, torch.tensor([1.]))
    tensor([1.6449])
    """
    op = _polygamma_op(n)
    check_tensor(input, "polygamma", "input", 2)
    return delivered(op, "polygamma", out, input)


def _polygamma_op(n):
    check_int(n, "polygamma", "n", 1)
    if n < 0:
        raise RuntimeError(f"polygamma(n, x) does not support negative n, got {n}")
    return Polygamma.of(index(n)) if n else Polygamma0.of()


def _incomplete(op, function, input, other, out):
    check_tensor(input, function, "input", 1)
    check_tensor(other, function, "other", 2)
    return delivered(op, function, out, input, other)


def igamma(input, other, *, out=None):
    """The regularised lower incomplete gamma function P(input, other), elementwise: the integral of
    t^(input - 1) exp(-t) / gamma(input) from 0 to other; nan for negative operands. Shapes broadcast.

    Raises NotImplementedError for integers, and for a gradient in ``input``. DLMF 8.2.4.

    >>> igamma(torch.tensor([1., 4.]), torch.tensor([1., 4.]))
    tensor([0.6321, 0.5665])
    """
    return _incomplete(IGAMMA, "igamma", input, other, out)


def igammac(input, other, *, out=None):
    """The regularised upper incomplete gamma function Q = 1 - P, elementwise, exact where it is small; see `igamma`.

    >>> igammac(torch.tensor([1., 4.]), torch.tensor([1., 4.]))
    tensor([0.3679, 0.4335])
    """
    return _incomplete(IGAMMAC, "igammac", input, other, out)


def zeta(input, other, *, out=None):
    """Hurwitz' zeta function, elementwise: the sum of (other + k)^-input over k = 0, 1, ...; Riemann's for other = 1.
    nan for input < 1. One of the two may be a number. Integers become the default floating dtype.

    Raises NotImplementedError for 16-bit floats, and for a gradient in ``input``. DLMF 25.11.

    >>> torch.special.zeta(torch.tensor([2., 4.]), 1)
    tensor([1.6449, 1.0823])
    """
    number_or_tensor("special_zeta", input, other)
    kind = ZetaOfNumber if not isinstance(input, Value) else Zeta if isinstance(other, Value) else ZetaNumber
    return delivered(kind.of(), "special_zeta", out, input, other)


def _mvlgamma_op(p):
    check_int(p, "mvlgamma", "p", 2)
    if p < 1:
        raise RuntimeError(f"p has to be greater than or equal to 1, got {p}")
    if p > 2**20:
        raise RuntimeError(f"mvlgamma: p is {p}, the number of terms: at most 2**20 are summed")
    return Mvlgamma.of(index(p))


def mvlgamma(input, p, *, out=None):
    """The logarithm of the multivariate gamma function of dimension p, elementwise: the sum of lgamma(input - j / 2)
    over j = 0 ... p - 1, and p (p - 1) log(pi) / 4. Integers become the default floating dtype.

    Raises RuntimeError for p < 1 and for p > 2**20. DLMF 35.3.

    >>> mvlgamma(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """
    check_tensor(input, "mvlgamma", "input", 1)
    return delivered(_mvlgamma_op(p), "mvlgamma", out, input)


def mvlgamma_(self, p):
    """``mvlgamma``, written into the tensor itself. Returns the tensor."""
    return apply_(_mvlgamma_op(p), self, self)


def _in_place(op, name):
    return unary(op, name, f"``{name[:-1]}``, written into the tensor itself. Returns the tensor.", inplace=True)


class GammaMethods:
    """Methods of Tensor: gamma functions."""

    __slots__ = ()
    lgamma, lgamma_ = lgamma, _in_place(LGAMMA, "lgamma_")
    digamma, digamma_ = digamma, _in_place(DIGAMMA, "digamma_")
    igamma, igamma_ = igamma, in_place(IGAMMA, "igamma_", numbers=False)
    igammac, igammac_ = igammac, in_place(IGAMMAC, "igammac_", numbers=False)
    mvlgamma, mvlgamma_ = mvlgamma, mvlgamma_

    def polygamma(self, n):
        """Derivative number ``n`` of digamma."""
        return polygamma(n, self)

    def polygamma_(self, n):
        """``polygamma``, written into the tensor itself. Returns the tensor."""
        return apply_(_polygamma_op(n), self, self)
