"""Orthogonal polynomials: Chebyshev's, Hermite's, Laguerre's, Legendre's. They have no gradients, as in PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._face.public import public
from ..common.pointwise import into
from .common import WideFloat, apply_undifferentiated

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Polynomial(WideFloat):
    """The polynomial of family ``function`` at x, of degree n; operands x, n."""

    __slots__ = ("function",)

    def forward(self, xp, x, n, out=None):
        dtype = (x if isinstance(x, xp.ndarray) else n).dtype
        result = xp.polynomial(self.function, xp.asarray(x, dtype), xp.asarray(n, dtype))
        return into(xp, xp.asarray(result, dtype=dtype), out)


@public("special")
def chebyshev_polynomial_t(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the first kind of degree n at each element of input. n: a tensor or a number, of which
    the whole part counts; 0 for negative n. Shapes broadcast; integers become the default floating dtype. No gradient.
    DLMF 18.

    Raises NotImplementedError for 16-bit floats, TypeError where neither operand is a tensor.

    >>> torch.special.chebyshev_polynomial_t(torch.tensor([0.5, 1.]), 2)
    tensor([-0.5000,  1.0000])
    """
    return apply_undifferentiated(out, Polynomial.of("chebyshev_polynomial_t"), input, n)


@public("special")
def chebyshev_polynomial_u(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the second kind of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.chebyshev_polynomial_u(torch.tensor([0.5, 1.]), 2)
    tensor([0., 3.])
    """
    return apply_undifferentiated(out, Polynomial.of("chebyshev_polynomial_u"), input, n)


@public("special")
def chebyshev_polynomial_v(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the third kind of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.chebyshev_polynomial_v(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  1.])
    """
    return apply_undifferentiated(out, Polynomial.of("chebyshev_polynomial_v"), input, n)


@public("special")
def chebyshev_polynomial_w(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the fourth kind of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.chebyshev_polynomial_w(torch.tensor([0.5, 1.]), 2)
    tensor([1., 5.])
    """
    return apply_undifferentiated(out, Polynomial.of("chebyshev_polynomial_w"), input, n)


@public("special")
def shifted_chebyshev_polynomial_t(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the first kind on 0 ... 1 of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.shifted_chebyshev_polynomial_t(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  1.])
    """
    return apply_undifferentiated(out, Polynomial.of("shifted_chebyshev_polynomial_t"), input, n)


@public("special")
def shifted_chebyshev_polynomial_u(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the second kind on 0 ... 1 of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.shifted_chebyshev_polynomial_u(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  3.])
    """
    return apply_undifferentiated(out, Polynomial.of("shifted_chebyshev_polynomial_u"), input, n)


@public("special")
def shifted_chebyshev_polynomial_v(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the third kind on 0 ... 1 of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.shifted_chebyshev_polynomial_v(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  1.])
    """
    return apply_undifferentiated(out, Polynomial.of("shifted_chebyshev_polynomial_v"), input, n)


@public("special")
def shifted_chebyshev_polynomial_w(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Chebyshev's polynomial of the fourth kind on 0 ... 1 of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.shifted_chebyshev_polynomial_w(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  5.])
    """
    return apply_undifferentiated(out, Polynomial.of("shifted_chebyshev_polynomial_w"), input, n)


@public("special")
def hermite_polynomial_h(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Hermite's polynomial (physicists') of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.hermite_polynomial_h(torch.tensor([0.5, 1.]), 2)
    tensor([-1.,  2.])
    """
    return apply_undifferentiated(out, Polynomial.of("hermite_polynomial_h"), input, n)


@public("special")
def hermite_polynomial_he(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Hermite's polynomial (probabilists') of degree n at each element of input. Arguments as for
    ``chebyshev_polynomial_t``.

    >>> torch.special.hermite_polynomial_he(torch.tensor([0.5, 1.]), 2)
    tensor([-0.7500,  0.0000])
    """
    return apply_undifferentiated(out, Polynomial.of("hermite_polynomial_he"), input, n)


@public("special")
def laguerre_polynomial_l(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Laguerre's polynomial of degree n at each element of input. Arguments as for ``chebyshev_polynomial_t``.

    >>> torch.special.laguerre_polynomial_l(torch.tensor([0.5, 1.]), 2)
    tensor([ 0.1250, -0.5000])
    """
    return apply_undifferentiated(out, Polynomial.of("laguerre_polynomial_l"), input, n)


@public("special")
def legendre_polynomial_p(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Legendre's polynomial of degree n at each element of input. Arguments as for ``chebyshev_polynomial_t``.

    >>> torch.special.legendre_polynomial_p(torch.tensor([0.5, 1.]), 2)
    tensor([-0.1250,  1.0000])
    """
    return apply_undifferentiated(out, Polynomial.of("legendre_polynomial_p"), input, n)
