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


def _polynomial(family, what, example):
    op = Polynomial.of(family)

    def polynomial(input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
        return apply_undifferentiated(out, op, input, n)

    polynomial.__name__ = polynomial.__qualname__ = family
    polynomial.__doc__ = f"""{what} of degree n at each element of input. n: a tensor or a number, of which the
    whole part counts; 0 for negative n. Shapes broadcast; integers become the default floating dtype. No gradient.
    DLMF 18.

    Raises NotImplementedError for 16-bit floats, TypeError where neither operand is a tensor.

    >>> torch.special.{family}(torch.tensor([0.5, 1.]), 2)
    tensor({example})
    """
    return public("special")(polynomial)


chebyshev_polynomial_t = _polynomial(
    "chebyshev_polynomial_t", "Chebyshev's polynomial of the first kind", "[-0.5000,  1.0000]"
)
chebyshev_polynomial_u = _polynomial("chebyshev_polynomial_u", "Chebyshev's polynomial of the second kind", "[0., 3.]")
chebyshev_polynomial_v = _polynomial("chebyshev_polynomial_v", "Chebyshev's polynomial of the third kind", "[-1.,  1.]")
chebyshev_polynomial_w = _polynomial("chebyshev_polynomial_w", "Chebyshev's polynomial of the fourth kind", "[1., 5.]")
shifted_chebyshev_polynomial_t = _polynomial(
    "shifted_chebyshev_polynomial_t", "Chebyshev's polynomial of the first kind on 0 ... 1", "[-1.,  1.]"
)
shifted_chebyshev_polynomial_u = _polynomial(
    "shifted_chebyshev_polynomial_u", "Chebyshev's polynomial of the second kind on 0 ... 1", "[-1.,  3.]"
)
shifted_chebyshev_polynomial_v = _polynomial(
    "shifted_chebyshev_polynomial_v", "Chebyshev's polynomial of the third kind on 0 ... 1", "[-1.,  1.]"
)
shifted_chebyshev_polynomial_w = _polynomial(
    "shifted_chebyshev_polynomial_w", "Chebyshev's polynomial of the fourth kind on 0 ... 1", "[-1.,  5.]"
)
hermite_polynomial_h = _polynomial("hermite_polynomial_h", "Hermite's polynomial (physicists')", "[-1.,  2.]")
hermite_polynomial_he = _polynomial(
    "hermite_polynomial_he", "Hermite's polynomial (probabilists')", "[-0.7500,  0.0000]"
)
laguerre_polynomial_l = _polynomial("laguerre_polynomial_l", "Laguerre's polynomial", "[ 0.1250, -0.5000]")
legendre_polynomial_p = _polynomial("legendre_polynomial_p", "Legendre's polynomial", "[-0.1250,  1.0000]")
