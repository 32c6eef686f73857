"""Functions of square matrices, products of many, and equations between tensors of more dimensions."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from ..._arrays.linalg.matrix_exp import exponential
from ..._core import Op, apply
from ..._face.autocast import POWER
from ..._face.public import public
from ..shapes.cat_stack import cat
from .checks import delivered, square
from .matmul import matmul
from .solve_inv import identity_like, linalg_inv

if TYPE_CHECKING:
    from ..._face.types import Tensor


class MatrixExp(Op):
    """Exponentials of matrices."""

    name = "LinalgMatrixExp"
    saves = ((0,),)

    def infer(self, a):
        square("linalg.matrix_exp", a)
        if a.dtype.category < 2:
            raise RuntimeError(
                f"linalg.matrix_exp: Expected a floating point or complex tensor as input. Got {a.dtype.cpp}"
            )
        return a

    def forward(self, xp, a):
        return exponential(a)

    def vjp(self, need, grads, saved, specs):
        # exp of [[a, g], [0, a]] has the derivative of exp at a in the direction g above its diagonal
        a, n = saved[0].mH, specs[0].shape[-1]
        low = cat([a * 0, a], -1)
        return (apply(MatrixExp.of(), cat([cat([a, grads[0]], -1), low], -2))[..., :n, n:],)


@public("torch Tensor linalg")
def matrix_exp(input: Tensor) -> Tensor:
    """The exponential of a square matrix (*, n, n): the sum of input^k / k!.

    >>> torch.linalg.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return apply(MatrixExp.of(), input)


@public("torch Tensor linalg", autocast=POWER)
def matrix_power(input: Tensor, n: int, *, out: Tensor | None = None) -> Tensor:
    """The product of n copies of a square matrix (*, m, m); for n < 0, of copies of its inverse.

    >>> torch.linalg.matrix_power(torch.tensor([[2.0]]), -2)
    tensor([[0.2500]])
    """
    try:
        n = index(n)
    except TypeError:
        raise TypeError(
            f"linalg_matrix_power(): argument 'n' (position 2) must be int, not {type(n).__name__}"
        ) from None
    square("linalg.matrix_power", input)
    if n == 0:
        result = identity_like(input).expand(input.shape).clone()
    else:
        result = _power(linalg_inv(input) if n < 0 else input, abs(n))
        result = result.clone() if result is input else result
    return delivered("linalg_matrix_power", result, out)


def _power(x, n):
    """x^n by squaring, for n >= 1."""
    result = None
    while n:
        if n & 1:
            result = x if result is None else matmul(result, x)
        n >>= 1
        x = matmul(x, x) if n else x
    return result
