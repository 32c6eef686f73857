"""Powers of vectors as matrices, and the diagonals of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._face.public import public
from ..reductions.cumsum_cummax import cumprod
from ..shapes.cat_stack import cat
from ..shapes.flip_roll_repeat import flip
from ..tensors.as_strided_unfold import diagonal

if TYPE_CHECKING:
    from ..._face.types import Tensor


@public("torch")
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of the elements of a 1-d tensor, as rows of a matrix: N of them (len(x)), from the highest to 0, or
    with ``increasing`` from 0 on.

    >>> torch.vander(torch.tensor([1, 2, 3]))
    tensor([[1, 1, 1],
            [4, 2, 1],
            [9, 3, 1]])
    """
    if x._array.ndim != 1:
        raise RuntimeError(f"x must be a one-dimensional tensor, got shape {list(x._array.shape)}")
    n = x._array.shape[0] if N is None else N
    if n < 0:
        raise RuntimeError("N must be non-negative.")
    powers = _powers(x, n) if n else _powers(x, 1).narrow(1, 0, 0)
    return powers if increasing else flip(powers, 1)


def _powers(x, n):
    """The powers 0 ... n - 1 of each element, along a new last dimension."""
    powers = cumprod(x.unsqueeze(-1).expand(*x.shape, n - 1), -1)
    return cat([powers.new_ones((*x.shape, 1)), powers], -1)


@public("linalg.vander")
def linalg_vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """Powers of the elements of vectors (*, n), from 0 on: (*, n, N); N = n unless given.

    >>> torch.linalg.vander(torch.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
    """
    if x._dtype is dtypes.bool_ or x._dtype.is_reduced:
        raise RuntimeError(
            f"linalg.vander supports floating point, complex, and integer tensors, but got {x._dtype.cpp}"
        )
    x = x if x.ndim else x.reshape(1)
    n = x.shape[-1] if N is None else N
    if n <= 1:
        raise RuntimeError("N must be greater than 1.")
    return _powers(x, n)


@public("linalg.diagonal")
def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """A view of the diagonal of the matrices in two dimensions, as the last dimension: ``torch.diagonal`` with other
    defaults.

    >>> torch.linalg.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    return diagonal(A, offset, dim1, dim2)
