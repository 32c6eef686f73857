"""Error functions and the normal distribution, entropy, sinc."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._core import apply_to
from ..._face.public import public, unary_function
from ..common.out import stored
from ..common.pointwise import FloatPointwise, as_tensor, into, variant_of
from ..elementwise.compare import eq
from ..elementwise.exp_log_sin import cos, erfc, exp, log, log1p, sin
from ..elementwise.where import where
from ..tensors.full import zeros_of
from .common import WideFloat

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Erfinv(FloatPointwise):
    """The number whose erf is x."""

    function, refused = "erfinv", (3,)
    rules = (lambda g, out: g * (math.sqrt(math.pi) / 2) * exp(out * out),)


def _sinc_rule(g, x):
    z = x * math.pi
    return g * where(z * x == 0, 0, (cos(z) * z - sin(z)) / (z * x))


class Sinc(FloatPointwise):
    """sin(pi x) / (pi x), 1 at 0."""

    rules = (_sinc_rule,)

    @quiet
    def forward(self, xp, x, out=None):
        z = x * x.dtype.type(math.pi)
        return into(xp, xp.where(z == 0, x.dtype.type(1), xp.sin(z) / z).astype(x.dtype), out)


class Erfcx(WideFloat):
    """exp(x²) erfc(x)."""

    name, function = "SpecialErfcx", "erfcx"
    rules = (lambda g, x: (2 * x * erfcx(x) - 2 / math.sqrt(math.pi)) * g,)


class Ndtri(WideFloat):
    """The standard normal distribution's quantile."""

    name, function = "SpecialNdtri", "ndtri"
    rules = (lambda g, out: g * math.sqrt(2 * math.pi) * exp(out * out / 2),)


class LogNdtr(WideFloat):
    """The logarithm of the standard normal distribution function."""

    name, function = "SpecialLogNdtr", "log_ndtr"
    rules = (lambda g, x: g / erfcx(x * -math.sqrt(0.5)) * math.sqrt(2 / math.pi),)


class Entr(FloatPointwise):
    """-x log(x); 0 at 0, minus infinity below."""

    name, function, refused = "SpecialEntr", "entr", (3,)
    rules = (lambda g, x: g * -(1 + log(x)),)

    @quiet
    def forward(self, xp, x, out=None):
        y = xp.where(x > 0, -x * xp.log(x), xp.where(x == 0, 0, -math.inf))
        return into(xp, xp.where(xp.isnan(x), x, y).astype(x.dtype), out)


class Xlog1py(FloatPointwise):
    """x log(1 + y), 0 where x is 0 (unless y is nan)."""

    __slots__ = ("variant",)
    name, label, refused = "SpecialXlog1Py", "xlog1py_cpu", (3,)
    rules = (
        lambda g, x, y: g * where(eq(x, 0) & (y <= -1), zeros_of(g), log1p(as_tensor(y, g))),
        lambda g, x, y: g * x / (y + 1),
    )

    @quiet
    def forward(self, xp, x, y, out=None):
        dtype = (x if isinstance(x, xp.ndarray) else y).dtype
        result = xp.where((x == 0) & (y == y), 0, x * xp.log1p(xp.asarray(y, dtype)))
        return into(xp, xp.asarray(result, dtype), out)


@unary_function(Erfinv.of(), "torch Tensor special", inplace="Tensor")
def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of ``erf``, elementwise: nan outside -1 ... 1.

    >>> erfinv(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.4769])
    """


@unary_function(Sinc.of(), "torch Tensor special", inplace=True)
def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(pi x) / (pi x), and 1 at 0, elementwise.

    >>> sinc(torch.tensor([0., 0.5]))
    tensor([1.0000, 0.6366])
    """


@unary_function(Erfcx.of(), "special")
def erfcx(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x²) erfc(x), elementwise, which does not underflow for large x. Integers become
    the default floating dtype. Raises NotImplementedError for 16-bit floats.

    >>> torch.special.erfcx(torch.tensor([0., 100.]))
    tensor([1.0000, 0.0056])
    """


@unary_function(Ndtri.of(), "special")
def ndtri(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The standard normal distribution's quantile: the number below which a share x of it
    lies, elementwise; nan outside 0 ... 1. Integers become the default floating dtype. Raises NotImplementedError for
    16-bit floats.

    >>> torch.special.ndtri(torch.tensor([0.5, 0.975]))
    tensor([0.0000, 1.9600])
    """


@unary_function(LogNdtr.of(), "special")
def log_ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The logarithm of the standard normal distribution function, elementwise, exact
    far below 0. Integers become the default floating dtype. Raises NotImplementedError for 16-bit floats.

    >>> torch.special.log_ndtr(torch.tensor([0., -40.]))
    tensor([-6.9315e-01, -8.0461e+02])
    """


@unary_function(Entr.of(), "special")
def entr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-x log(x), elementwise: 0 at 0, minus infinity below. Integers become the default floating
    dtype.

    >>> torch.special.entr(torch.tensor([0., 0.5]))
    tensor([0.0000, 0.3466])
    """


@public("special")
def ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The standard normal distribution function, elementwise: the share of it below x. Integers become the default
    floating dtype.

    >>> torch.special.ndtr(torch.tensor([0., 1.96]))
    tensor([0.5000, 0.9750])
    """
    result = erfc(input * -math.sqrt(0.5)) * 0.5
    return result if out is None else stored("special_ndtr", out, result)


@public("special")
def xlog1py(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input * log(1 + other), elementwise, and 0 where input is 0 (unless other is nan). One of the two may be a
    number. Integers become the default floating dtype.

    >>> torch.special.xlog1py(torch.tensor([0., 2.]), torch.tensor([-1., 1.]))
    tensor([0.0000, 1.3863])
    """
    return apply_to(out, Xlog1py.of(variant_of(input, other)), input, other)
