"""Bessel functions and Airy's. Those of the first kind and imaginary argument (i0, i0e, i1, i1e) have gradients, the
others none, as in PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._face.public import public, unary_function
from ..common.pointwise import FloatPointwise
from ..elementwise.abs_sign_round import abs as size_of
from ..elementwise.abs_sign_round import sgn
from ..elementwise.where import where
from .common import Undifferentiated, apply_undifferentiated

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _away_from_zero(x):
    """x, and 1 where it is too near 0 to divide by; whether it is."""
    near = size_of(x) <= (1e-16 if x.dtype.itemsize == 8 else 1e-7)
    return where(near, 1, x), near


def _i1_rule(g, x, out):
    x, near = _away_from_zero(x)
    return g * where(near, 0.5, i0(x) - out / x)


def _i1e_rule(g, x, out):
    x, near = _away_from_zero(x)
    return g * where(near, 0.5, i0e(x) - out * (sgn(x) + x.reciprocal()))


class I0(FloatPointwise):
    """The modified Bessel function of the first kind, order 0."""

    function, refused = "i0", (3,)
    rules = (lambda g, x: g * i1(x),)


class I0e(FloatPointwise):
    """exp(-|x|) times it."""

    name, function, refused = "SpecialI0E", "i0e", (3,)
    rules = (lambda g, x, out: g * (i1e(x) - sgn(x) * out),)


class I1(FloatPointwise):
    """The modified Bessel function of the first kind, order 1."""

    name, function, refused = "SpecialI1", "i1", (3,)
    rules = (_i1_rule,)


class I1e(FloatPointwise):
    """exp(-|x|) times it."""

    name, function, refused = "SpecialI1E", "i1e", (3,)
    rules = (_i1e_rule,)


@unary_function(I0.of(), "torch Tensor special", inplace=True)
def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind, order 0, elementwise. Integers become the default
    floating dtype. DLMF 10.25.

    >>> i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """


@unary_function(I0e.of(), "special")
def i0e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(-|x|) i0(x), elementwise, which does not overflow. Integers become the default floating
    dtype.

    >>> torch.special.i0e(torch.tensor([0., 1000.]))
    tensor([1.0000, 0.0126])
    """


@unary_function(I1.of(), "special")
def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind, order 1, elementwise. Integers become the
    default floating dtype. DLMF 10.25.

    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """


@unary_function(I1e.of(), "special")
def i1e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(-|x|) i1(x), elementwise, which does not overflow. Integers become the default floating
    dtype.

    >>> torch.special.i1e(torch.tensor([0., 1000.]))
    tensor([0.0000, 0.0126])
    """


def _undifferentiated(name, what, source, numbers, example):
    op = Undifferentiated.of(name)

    def f(input: Tensor, *, out: Tensor | None = None) -> Tensor:
        return apply_undifferentiated(out, op, input)

    f.__name__ = f.__qualname__ = name
    f.__doc__ = f"""{what}, elementwise. Integers become the default floating dtype. No gradient. {source}.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.{name}(torch.tensor({numbers}))
    tensor({example})
    """
    return public("special")(f)


airy_ai = _undifferentiated(
    "airy_ai", "Airy's function Ai; nan at the infinities", "DLMF 9.2", "[0., 1.]", "[0.3550, 0.1353]"
)
bessel_j0 = _undifferentiated(
    "bessel_j0", "The Bessel function of the first kind, order 0", "DLMF 10.2", "[0., 1.]", "[1.0000, 0.7652]"
)
bessel_j1 = _undifferentiated(
    "bessel_j1", "The Bessel function of the first kind, order 1", "DLMF 10.2", "[0., 1.]", "[0.0000, 0.4401]"
)
bessel_y0 = _undifferentiated(
    "bessel_y0", "The Bessel function of the second kind, order 0", "DLMF 10.2", "[1., 2.]", "[0.0883, 0.5104]"
)
bessel_y1 = _undifferentiated(
    "bessel_y1", "The Bessel function of the second kind, order 1", "DLMF 10.2", "[1., 2.]", "[-0.7812, -0.1070]"
)
modified_bessel_i0 = _undifferentiated(
    "modified_bessel_i0",
    "The modified Bessel function of the first kind, order 0",
    "DLMF 10.25",
    "[0., 1.]",
    "[1.0000, 1.2661]",
)
modified_bessel_i1 = _undifferentiated(
    "modified_bessel_i1",
    "The modified Bessel function of the first kind, order 1",
    "DLMF 10.25",
    "[0., 1.]",
    "[0.0000, 0.5652]",
)
modified_bessel_k0 = _undifferentiated(
    "modified_bessel_k0",
    "The modified Bessel function of the second kind, order 0",
    "DLMF 10.25",
    "[1., 2.]",
    "[0.4210, 0.1139]",
)
modified_bessel_k1 = _undifferentiated(
    "modified_bessel_k1",
    "The modified Bessel function of the second kind, order 1",
    "DLMF 10.25",
    "[1., 2.]",
    "[0.6019, 0.1399]",
)
scaled_modified_bessel_k0 = _undifferentiated(
    "scaled_modified_bessel_k0",
    "exp(x) times the modified Bessel function of the second kind, order 0",
    "DLMF 10.25",
    "[1., 2.]",
    "[1.1445, 0.8416]",
)
scaled_modified_bessel_k1 = _undifferentiated(
    "scaled_modified_bessel_k1",
    "exp(x) times the modified Bessel function of the second kind, order 1",
    "DLMF 10.25",
    "[1., 2.]",
    "[1.6362, 1.0335]",
)
spherical_bessel_j0 = _undifferentiated(
    "spherical_bessel_j0",
    "sin(x) / x, the spherical Bessel function of order 0: 1 at 0",
    "DLMF 10.49",
    "[0., 1.]",
    "[1.0000, 0.8415]",
)
