"""Bessel functions and Airy's. Those of the first kind and imaginary argument (i0, i0e, i1, i1e) have gradients, the
others none, as in PyTorch."""

from __future__ import annotations

from ..._core import OUT, unary
from ..common.arguments import check_tensor
from ..elementwise.abs_sign_round import abs as size_of
from ..elementwise.abs_sign_round import sgn
from ..elementwise.exp_log_sin import RealSmooth
from ..elementwise.where_clamp import where
from .common import Undifferentiated, delivered, plain

__all__ = [
    "airy_ai",
    "bessel_j0",
    "bessel_j1",
    "bessel_y0",
    "bessel_y1",
    "i0",
    "i0_",
    "i0e",
    "i1",
    "i1e",
    "modified_bessel_i0",
    "modified_bessel_i1",
    "modified_bessel_k0",
    "modified_bessel_k1",
    "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1",
    "spherical_bessel_j0",
]


class I0(RealSmooth):
    """The modified Bessel function of the first kind, order 0."""

    function = "i0"
    saves = ((0,),)

    def gradient(self, g, x, y):
        return g * i1(x)


class I0e(RealSmooth):
    """exp(-|x|) times it."""

    name, function = "SpecialI0E", "i0e"
    saves = ((0, OUT),)

    def vjp(self, need, grads, saved, specs):
        x = saved[0]
        return (grads[0] * (i1e(x) - sgn(x) * saved[OUT]),)


def _away_from_zero(x):
    """x, and 1 where it is too near 0 to divide by; whether it is."""
    near = size_of(x) <= (1e-16 if x.dtype.itemsize == 8 else 1e-7)
    return where(near, 1, x), near


class I1(RealSmooth):
    """The modified Bessel function of the first kind, order 1."""

    name, function = "SpecialI1", "i1"
    saves = ((0, OUT),)

    def vjp(self, need, grads, saved, specs):
        x, near = _away_from_zero(saved[0])
        return (grads[0] * where(near, 0.5, i0(x) - saved[OUT] / x),)


class I1e(RealSmooth):
    """exp(-|x|) times it."""

    name, function = "SpecialI1E", "i1e"
    saves = ((0, OUT),)

    def vjp(self, need, grads, saved, specs):
        x, near = _away_from_zero(saved[0])
        return (grads[0] * where(near, 0.5, i0e(x) - saved[OUT] * (sgn(x) + x.reciprocal())),)


i0 = unary(
    I0.of(),
    "i0",
    """The modified Bessel function of the first kind, order 0, elementwise. Integers become the default
    floating dtype. DLMF 10.25.

    >>> i0(torch.tensor([0., 1.]))
    tensor([1.0000, 1.2661])
    """,
)
i0_ = unary(I0.of(), "i0_", "``i0``, written into the tensor itself. Returns the tensor.", inplace=True)
i0e = unary(
    I0e.of(),
    "special_i0e",
    """exp(-|x|) i0(x), elementwise, which does not overflow. Integers become the default floating
    dtype.

    >>> torch.special.i0e(torch.tensor([0., 1000.]))
    tensor([1.0000, 0.0126])
    """,
)
i1 = unary(
    I1.of(),
    "special_i1",
    """The modified Bessel function of the first kind, order 1, elementwise. Integers become the
    default floating dtype. DLMF 10.25.

    >>> torch.special.i1(torch.tensor([0., 1.]))
    tensor([0.0000, 0.5652])
    """,
)
i1e = unary(
    I1e.of(),
    "special_i1e",
    """exp(-|x|) i1(x), elementwise, which does not overflow. Integers become the default floating
    dtype.

    >>> torch.special.i1e(torch.tensor([0., 1000.]))
    tensor([0.0000, 0.0126])
    """,
)


def _undifferentiated(name, what, source, numbers, example):
    op, function = Undifferentiated.of(name), f"special_{name}"

    def f(input, *, out=None):
        check_tensor(input, function)
        return delivered(op, function, out, plain(input))

    f.__name__ = f.__qualname__ = name
    f.__doc__ = f"""{what}, elementwise. Integers become the default floating dtype. No gradient. {source}.

    Raises NotImplementedError for 16-bit floats.

    >>> torch.special.{name}(torch.tensor({numbers}))
    tensor({example})
    """
    return f


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
