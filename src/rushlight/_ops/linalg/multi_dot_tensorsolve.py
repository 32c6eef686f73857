"""Products of many matrices, and equations between tensors of more dimensions."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from ..._face.autocast import LOWER, WIDE
from ..._face.public import public
from ..common.arguments import check_tensor
from ..common.sizes import as_tuple
from .checks import delivered
from .matmul import matmul
from .solve_inv import linalg_inv, linalg_solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Tensor


# Products of many -----------------------------------------------------------------------------------------------------


def _order(sizes):
    """Where to split the products of matrices of these sizes so that the fewest numbers are multiplied: {(i, j): k}."""
    n = len(sizes) - 1
    cost, split = {(i, i): 0 for i in range(n)}, {}
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            cost[i, j], split[i, j] = min(
                (cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            )
    return split


@public("linalg.multi_dot", autocast=LOWER)
def linalg_multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """The product of two or more matrices, in the order that takes least work. The first and the last may be vectors.

    >>> torch.linalg.multi_dot([torch.ones(2, 3), torch.ones(3, 4), torch.ones(4)])
    tensor([12., 12.])
    """
    if not isinstance(tensors, (tuple, list)):
        raise TypeError(
            "linalg_multi_dot(): argument 'tensors' (position 1) must be tuple of Tensors, not "
            f"{type(tensors).__name__}"
        )
    if len(tensors) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    last = len(tensors) - 1
    for i, t in enumerate(tensors):
        check_tensor(t, "linalg_multi_dot", "tensors")
        if t.ndim not in ((1, 2) if i in (0, last) else (2,)):
            raise RuntimeError(
                f"multi_dot(): tensor {i} must be {'1D or ' if i in (0, last) else ''}2D but got {t.ndim}D"
            )
        if t._dtype is not tensors[0]._dtype:
            raise RuntimeError(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {tensors[0]._dtype.name} and "
                f"tensor {i} {t._dtype.name}"
            )
    pieces = list(tensors)
    row, column = pieces[0].ndim == 1, pieces[-1].ndim == 1
    pieces[0] = pieces[0].unsqueeze(0) if row else pieces[0]
    pieces[-1] = pieces[-1].unsqueeze(-1) if column else pieces[-1]
    for i, (a, b) in enumerate(zip(pieces, pieces[1:], strict=False)):
        if a.shape[1] != b.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(tensors[i].shape)} and "
                f"{list(tensors[i + 1].shape)} cannot be multiplied"
            )
    split = _order([pieces[0].shape[0], *(t.shape[1] for t in pieces)])

    def chain(i, j):
        return pieces[i] if i == j else matmul(chain(i, split[i, j]), chain(split[i, j] + 1, j))

    result = chain(0, last)
    if column:
        result = result.squeeze(-1)
    if row:
        result = result.squeeze(0)
    return delivered("linalg_multi_dot", result, out)


@public("torch", autocast=LOWER)
def chain_matmul(*matrices: Any, out: Tensor | None = None) -> Tensor:
    """The product of several matrices: as ``torch.linalg.multi_dot``, with arguments one by one.

    >>> torch.chain_matmul(torch.ones(1, 3))
    tensor([[1., 1., 1.]])
    """
    if len(matrices) == 1 and isinstance(matrices[0], (tuple, list)):
        matrices = tuple(matrices[0])
    if not matrices:
        raise RuntimeError("chain_matmul(): Expected one or more matrices")
    for t in matrices:
        check_tensor(t, "chain_matmul", "matrices")
        if t.ndim != 2:
            raise RuntimeError(f"Tensor dimension is {t.ndim}, expected 2 instead.")
    result = matrices[0] if len(matrices) == 1 else linalg_multi_dot(matrices)
    return delivered("chain_matmul", result, out)


# Tensors as matrices --------------------------------------------------------------------------------------------------


@public("linalg.tensorinv", autocast=WIDE)
def linalg_tensorinv(input: Tensor, ind: int = 2, *, out: Tensor | None = None) -> Tensor:
    """The tensor that ``tensordot`` over ``ind`` dimensions with makes what was multiplied by input undone: input's
    dimensions before and from ``ind`` on must have as many elements. Raises LinAlgError if there is none.

    >>> torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 4), ind=2).shape
    torch.Size([4, 2, 2])
    """
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    if ind > input.ndim:
        raise RuntimeError(
            f"linalg.tensorinv: ind must be at most input's number of dimensions, {input.ndim}, but got {ind}"
        )
    first, last = tuple(input.shape[:ind]), tuple(input.shape[ind:])
    if prod(first) != prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{prod(last)} != {prod(first)}"
        )
    result = linalg_inv(input.reshape(prod(last), prod(first))).reshape(last + first)
    return delivered("linalg_tensorinv", result, out, exact=False)


@public("linalg.tensorsolve", autocast=WIDE)
def linalg_tensorsolve(input: Tensor, other: Tensor, dims: Ints | None = None, *, out: Tensor | None = None) -> Tensor:
    """The tensor X with tensordot(input, X, X.ndim) = other: input's first dimensions are other's, in number of
    elements, the rest is X's shape. ``dims``: dimensions of input to move to its end first.

    >>> torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
    tensor([1., 1., 1., 1.])
    """
    a = input
    if dims is not None:
        moved = as_tuple(dims)
        a = a.movedim(moved, tuple(range(-len(moved), 0)))
    n = other.ndim
    first, last = tuple(a.shape[:n]), tuple(a.shape[n:])
    if prod(first) != prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), "
            f"but got {prod(last)} != {prod(first)}"
        )
    result = linalg_solve(a.reshape(prod(first), prod(last)), other.reshape(prod(other.shape)))
    return delivered("linalg_tensorsolve", result.reshape(last), out)
