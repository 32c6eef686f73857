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


@public("special")
def airy_ai(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Airy's function Ai; nan at the infinities, elementwise. Integers become the default floating dtype. No gradient.
    DLMF 9.2.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.airy_ai(torch.tensor([0., 1.]))
    tensor([0.3550, 0.1353])
    """
    return apply_undifferentiated(out, Undifferentiated.of("airy_ai"), input)


@public("special")
def bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the first kind, order 0, elementwise. Integers become the default floating dtype. No
    gradient. DLMF 10.2.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.bessel_j0(torch.tensor([0., 1.]))
    tensor([1.0000, 0.7652])
    """
    return apply_undifferentiated(out, Undifferentiated.of("bessel_j0"), input)


@public("special")
def bessel_j1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the first kind, order 1, elementwise. Integers become the default floating dtype. No
    gradient. DLMF 10.2.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.bessel_j1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.4401])
    """
    return apply_undifferentiated(out, Undifferentiated.of("bessel_j1"), input)


@public("special")
def bessel_y0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the second kind, order 0, elementwise. Integers become the default floating dtype. No
    gradient. DLMF 10.2.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.bessel_y0(torch.tensor([1., 2.]))
    tensor([0.0883, 0.5104])
    """
    return apply_undifferentiated(out, Undifferentiated.of("bessel_y0"), input)


@public("special")
def bessel_y1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Bessel function of the second kind, order 1, elementwise. Integers become the default floating dtype. No
    gradient. DLMF 10.2.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.bessel_y1(torch.tensor([1., 2.]))
    tensor([-0.7812, -0.1070])
    """
    return apply_undifferentiated(out, Undifferentiated.of("bessel_y1"), input)


@public("special")
def modified_bessel_i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind, order 0, elementwise. Integers become the default floating dtype.
    No gradient. DLMF 10.25.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.modified_bessel_i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """
    return apply_undifferentiated(out, Undifferentiated.of("modified_bessel_i0"), input)


@public("special")
def modified_bessel_i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the first kind, order 1, elementwise. Integers become the default floating dtype.
    No gradient. DLMF 10.25.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.modified_bessel_i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """
    return apply_undifferentiated(out, Undifferentiated.of("modified_bessel_i1"), input)


@public("special")
def modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the second kind, order 0, elementwise. Integers become the default floating
    dtype. No gradient. DLMF 10.25.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.modified_bessel_k0(torch.tensor([1., 2.]))
    tensor([0.4210, 0.1139])
    """
    return apply_undifferentiated(out, Undifferentiated.of("modified_bessel_k0"), input)


@public("special")
def modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of the second kind, order 1, elementwise. Integers become the default floating
    dtype. No gradient. DLMF 10.25.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.modified_bessel_k1(torch.tensor([1., 2.]))
    tensor([0.6019, 0.1399])
    """
    return apply_undifferentiated(out, Undifferentiated.of("modified_bessel_k1"), input)


@public("special")
def scaled_modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x) times the modified Bessel function of the second kind, order 0, elementwise. Integers become the default
    floating dtype. No gradient. DLMF 10.25.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.scaled_modified_bessel_k0(torch.tensor([1., 2.]))
    tensor([1.1445, 0.8416])
    """
    return apply_undifferentiated(out, Undifferentiated.of("scaled_modified_bessel_k0"), input)


@public("special")
def scaled_modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x) times the modified Bessel function of the second kind, order 1, elementwise. Integers become the default
    floating dtype. No gradient. DLMF 10.25.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.scaled_modified_bessel_k1(torch.tensor([1., 2.]))
    tensor([1.6362, 1.0335])
    """
    return apply_undifferentiated(out, Undifferentiated.of("scaled_modified_bessel_k1"), input)


@public("special")
def spherical_bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(x) / x, the spherical Bessel function of order 0: 1 at 0, elementwise. Integers become the default floating
    dtype. No gradient. DLMF 10.49.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.spherical_bessel_j0(torch.tensor([0., 1.]))
    tensor([1.0000, 0.8415])
    """
    return apply_undifferentiated(out, Undifferentiated.of("spherical_bessel_j0"), input)
