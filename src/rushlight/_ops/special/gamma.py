"""Gamma functions: their logarithm and its derivatives, the multivariate and the incomplete ones, Hurwitz' zeta."""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING

from ..._core import IN_PLACE, Value, apply_to
from ..._face.public import public, unary_function
from ..common.pointwise import FloatPointwise, into, variant_of
from ..elementwise.exp_log_sin import exp, log
from .common import WideFloat

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Lgamma(FloatPointwise):
    """log |gamma(x)|."""

    function, refused = "lgamma", (3,)
    rules = (lambda g, x: g * digamma(x),)


class Digamma(FloatPointwise):
    """The derivative of lgamma."""

    function = label = "digamma"
    refused = (3,)
    rules = (lambda g, x: g * polygamma(1, x),)


class Polygamma0(Digamma):
    """As `polygamma` has it."""

    name = "Polygamma"


class Polygamma(FloatPointwise):
    """Derivative ``n`` (at least 1) of digamma."""

    __slots__ = ("n",)
    label, refused = "polygamma", (3,)
    saves = ((0,),)

    def forward(self, xp, x, out=None):
        return into(xp, xp.polygamma(self.n, x), out)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * polygamma(self.n + 1, saved[0]),)


class Mvlgamma(FloatPointwise):
    """The logarithm of the multivariate gamma function of dimension ``p``."""

    __slots__ = ("p",)
    label, refused = "mvlgamma", (3,)
    saves = ((0,),)

    def compute_dtype(self, x):
        if x.dtype.category == 0:
            raise RuntimeError("The input tensor may not be a boolean tensor: convert with .float() first")
        return super().compute_dtype(x)

    def forward(self, xp, x, out=None):
        total = self.p * (self.p - 1) * math.log(math.pi) / 4
        for j in range(self.p):
            total = total + xp.lgamma(x - x.dtype.type(j / 2))
        return into(xp, xp.asarray(total, dtype=x.dtype), out)

    def vjp(self, need, grads, saved, specs):
        x = saved[0] + 0.0  # of -0 the pole on the right, as PyTorch has it
        return (grads[0] * sum(digamma(x - j / 2) for j in range(self.p)),)


def _missing(what):
    raise NotImplementedError(f"the derivative for '{what}' is not implemented; detach() the first operand")


def _density(a, x):
    """The derivative of igamma in x."""
    return exp((a - 1) * log(x) - x - lgamma(a))


class Igamma(FloatPointwise):
    """Operands a, x. PyTorch has the derivative in x only."""

    function, refused, inputs = "igamma", (0, 1, 3), ("a", "x")
    rules = (lambda g: _missing("igamma: input"), lambda g, a, x: g * _density(a, x))

    def forward(self, xp, a, x, out=None):
        result = getattr(xp, self.function)(xp.asarray(a, xp.float64), xp.asarray(x, xp.float64))
        return into(xp, xp.asarray(result, dtype=a.dtype), out)


class Igammac(Igamma):
    """1 - igamma."""

    function = "igammac"
    rules = (lambda g: _missing("igammac: input"), lambda g, a, x: g * -_density(a, x))


class Zeta(WideFloat):
    """Hurwitz' zeta function; operands s, q. PyTorch has the derivative in q only."""

    __slots__ = ("variant",)
    name, function, inputs = "SpecialZeta", "zeta", ("s", "q")
    rules = (lambda g: _missing("zeta"), lambda g, s, q: g * (-s * zeta(s + 1, q)))

    def forward(self, xp, s, q, out=None):
        dtype = (q if isinstance(q, xp.ndarray) else s).dtype
        return into(xp, xp.asarray(xp.zeta(s, q), dtype=dtype), out)


@unary_function(Lgamma.of(), "torch Tensor special.gammaln", inplace="Tensor")
def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log of the size of gamma(x), elementwise. Integers become the default floating dtype.

    >>> lgamma(torch.tensor([1., 4.]))
    tensor([0.0000, 1.7918])
    """


@unary_function(Digamma.of(), "torch Tensor special special.psi", inplace="Tensor")
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The derivative of ``lgamma``, elementwise. Integers become the default floating dtype.

    >>> digamma(torch.tensor([1., 0.5]))
    tensor([-0.5772, -1.9635])
    """


@public("torch special")
def polygamma(n: int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Derivative number ``n`` of ``digamma`` (0: digamma itself), elementwise. Raises RuntimeError for negative n.

    >>> polygamma(1, torch.tensor([1.]))
    tensor([1.6449])
    """
    return apply_to(out, _polygamma(n), input)


@public("Tensor.polygamma")
def polygamma_of(self: Tensor, n: int) -> Tensor:
    """Derivative number ``n`` of ``digamma``, elementwise."""
    return apply_to(None, _polygamma(n), self)


@public("Tensor.polygamma_")
def polygamma_(self: Tensor, n: int) -> Tensor:
    """``polygamma``, written into the tensor itself. Returns the tensor."""
    return apply_to(IN_PLACE, _polygamma(n), self)


def _polygamma(n):
    _check_int(n, "polygamma", "n", 1)
    if n < 0:
        raise RuntimeError(f"polygamma(n, x) does not support negative n, got {n}")
    return Polygamma.of(index(n)) if n else Polygamma0.of()


def _check_int(n, function, name, position):
    """Raise TypeError unless ``n`` is an int."""
    if isinstance(n, bool) or not hasattr(n, "__index__") or isinstance(n, Value):
        raise TypeError(f"{function}(): argument '{name}' (position {position}) must be int, not {type(n).__name__}")


@public("torch Tensor special.gammainc", inplace="Tensor")
def igamma(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The regularised lower incomplete gamma function P(input, other), elementwise: the integral of
    t^(input - 1) exp(-t) / gamma(input) from 0 to other; nan for negative operands. Shapes broadcast.

    Raises NotImplementedError for integers, and for a gradient in ``input``. DLMF 8.2.4.

    >>> igamma(torch.tensor([1., 4.]), torch.tensor([1., 4.]))
    tensor([0.6321, 0.5665])
    """
    return apply_to(out, Igamma.of(), input, other)


@public("torch Tensor special.gammaincc", inplace="Tensor")
def igammac(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The regularised upper incomplete gamma function Q = 1 - P, elementwise, exact where it is small; see `igamma`.

    >>> igammac(torch.tensor([1., 4.]), torch.tensor([1., 4.]))
    tensor([0.3679, 0.4335])
    """
    return apply_to(out, Igammac.of(), input, other)


@public("special")
def zeta(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Hurwitz' zeta function, elementwise: the sum of (other + k)^-input over k = 0, 1, ...; Riemann's for other = 1.
    nan for input < 1. One of the two may be a number. Integers become the default floating dtype.

    Raises NotImplementedError for 16-bit floats, and for a gradient in ``input``. DLMF 25.11.

    >>> torch.special.zeta(torch.tensor([2., 4.]), 1)
    tensor([1.6449, 1.0823])
    """
    return apply_to(out, Zeta.of(variant_of(input, other)), input, other)


@public("torch Tensor special.multigammaln", inplace="Tensor")
def mvlgamma(input: Tensor, p: int, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the multivariate gamma function of dimension p, elementwise: the sum of lgamma(input - j / 2)
    over j = 0 ... p - 1, and p (p - 1) log(pi) / 4. Integers become the default floating dtype.

    Raises RuntimeError for p < 1 and for p > 2**20. DLMF 35.3.

    >>> mvlgamma(torch.tensor([2., 3.]), 2)
    tensor([0.4516, 1.5502])
    """
    _check_int(p, "mvlgamma", "p", 2)
    if p < 1:
        raise RuntimeError(f"p has to be greater than or equal to 1, got {p}")
    if p > 2**20:
        raise RuntimeError(f"mvlgamma: p is {p}, the number of terms: at most 2**20 are summed")
    return apply_to(out, Mvlgamma.of(index(p)), input)
