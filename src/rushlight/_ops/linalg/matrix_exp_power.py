"""Functions of square matrices, products of many, and equations between tensors of more dimensions."""

from __future__ import annotations

from operator import index

from ..._arrays.linalg.matrix_exp import exponential
from ..._base import dtypes
from ..._core import Op, apply
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.sizes import as_tuple
from ..reductions.cumsum_cummax import cumprod
from ..shapes.cat_split import cat
from ..tensors.as_strided_unfold import diagonal
from .checks import delivered, square
from .einsum import cross
from .matmul import matmul, vdot
from .solve_inv import identity_like, linalg_inv, linalg_solve

__all__ = [
    "MatrixFunctionMethods",
    "chain_matmul",
    "linalg_cross",
    "linalg_diagonal",
    "linalg_matrix_exp",
    "linalg_matrix_power",
    "linalg_multi_dot",
    "linalg_tensorinv",
    "linalg_tensorsolve",
    "linalg_vander",
    "linalg_vecdot",
    "matrix_exp",
    "matrix_power",
]


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


def linalg_matrix_exp(input):
    """The exponential of a square matrix (*, n, n): the sum of input^k / k!.

    >>> torch.linalg.matrix_exp(torch.zeros(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    check_tensor(input, "linalg_matrix_exp")
    return apply(MatrixExp.of(), input)


def matrix_exp(input):
    """The exponential of a square matrix: as ``torch.linalg.matrix_exp``.

    >>> torch.matrix_exp(torch.zeros(1, 1))
    tensor([[1.]])
    """
    check_tensor(input, "matrix_exp")
    return apply(MatrixExp.of(), input)


def linalg_matrix_power(input, n, *, out=None):
    """The product of n copies of a square matrix (*, m, m); for n < 0, of copies of its inverse.

    >>> torch.linalg.matrix_power(torch.tensor([[2.0]]), -2)
    tensor([[0.2500]])
    """
    check_tensor(input, "linalg_matrix_power")
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


def matrix_power(input, n, *, out=None):
    """The product of n copies of a square matrix: as ``torch.linalg.matrix_power``.

    >>> torch.matrix_power(torch.tensor([[2]]), 3)
    tensor([[8]])
    """
    check_tensor(input, "matrix_power")
    return linalg_matrix_power(input, n, out=out)


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


def linalg_multi_dot(tensors, *, out=None):
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


def chain_matmul(*matrices, out=None):
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


def _count(shape):
    n = 1
    for size in shape:
        n *= size
    return n


def linalg_tensorinv(input, ind=2, *, out=None):
    """The tensor that ``tensordot`` over ``ind`` dimensions with makes what was multiplied by input undone: input's
    dimensions before and from ``ind`` on must have as many elements. Raises LinAlgError if there is none.

    >>> torch.linalg.tensorinv(torch.eye(4).reshape(2, 2, 4), ind=2).shape
    torch.Size([4, 2, 2])
    """
    check_tensor(input, "linalg_tensorinv")
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}")
    if ind > input.ndim:
        raise RuntimeError(
            f"linalg.tensorinv: ind must be at most input's number of dimensions, {input.ndim}, but got {ind}"
        )
    first, last = tuple(input.shape[:ind]), tuple(input.shape[ind:])
    if _count(first) != _count(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{_count(last)} != "
            f"{_count(first)}"
        )
    result = linalg_inv(input.reshape(_count(last), _count(first))).reshape(last + first)
    return delivered("linalg_tensorinv", result, out, exact=False)


def linalg_tensorsolve(input, other, dims=None, *, out=None):
    """The tensor X with tensordot(input, X, X.ndim) = other: input's first dimensions are other's, in number of
    elements, the rest is X's shape. ``dims``: dimensions of input to move to its end first.

    >>> torch.linalg.tensorsolve(torch.eye(4).reshape(2, 2, 4), torch.ones(2, 2))
    tensor([1., 1., 1., 1.])
    """
    check_tensor(input, "linalg_tensorsolve")
    check_tensor(other, "linalg_tensorsolve", "other", 2)
    a = input
    if dims is not None:
        moved = as_tuple(dims)
        a = a.movedim(moved, tuple(range(-len(moved), 0)))
    n = other.ndim
    first, last = tuple(a.shape[:n]), tuple(a.shape[n:])
    if _count(first) != _count(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), "
            f"but got {_count(last)} != {_count(first)}"
        )
    result = linalg_solve(a.reshape(_count(first), _count(last)), other.reshape(_count(other.shape)))
    return delivered("linalg_tensorsolve", result.reshape(last), out)


# Vectors --------------------------------------------------------------------------------------------------------------


def linalg_vander(x, *, N=None):
    """Powers of the elements of vectors (*, n), from 0 on: (*, n, N); N = n unless given.

    >>> torch.linalg.vander(torch.tensor([2, 3]), N=3)
    tensor([[1, 2, 4],
            [1, 3, 9]])
    """
    check_tensor(x, "linalg_vander")
    if x._dtype is dtypes.bool_ or x._dtype.is_reduced:
        raise RuntimeError(
            f"linalg.vander supports floating point, complex, and integer tensors, but got {x._dtype.cpp}"
        )
    x = x.reshape(*(x.shape or (1,)), 1)
    n = x.shape[-2] if N is None else N
    if n <= 1:
        raise RuntimeError("N must be greater than 1.")
    powers = cumprod(x.expand(*x.shape[:-1], n - 1), -1)
    return cat([powers.new_ones((*powers.shape[:-1], 1)), powers], -1)


def linalg_vecdot(x, y, *, dim=-1, out=None):
    """Inner products of vectors along ``dim``, those of x conjugated: (*), where x and y broadcast.

    >>> torch.linalg.vecdot(torch.ones(2, 3), torch.ones(3))
    tensor([3., 3.])
    """
    check_tensor(x, "linalg_vecdot", "x")
    check_tensor(y, "linalg_vecdot", "y", 2)
    if x._dtype.category < 2:
        raise RuntimeError(f"linalg.vecdot: Expected a floating point or complex tensor as input. Got {x._dtype.cpp}")
    if x._dtype is not y._dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {x._dtype.cpp} and y of type "
            f"{y._dtype.cpp} instead"
        )
    if x.ndim == 1 == y.ndim:  # as vectors of one length: nothing is broadcast
        normal_dim(dim, 1)
        return delivered("linalg_vecdot", vdot(x, y), out)
    return delivered("linalg_vecdot", (x.conj() * y).sum(dim), out)


def linalg_cross(input, other, *, dim=-1, out=None):
    """Cross products of vectors of 3 elements along ``dim``; the other dimensions broadcast.

    >>> torch.linalg.cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
    tensor([0, 0, 1])
    """
    check_tensor(input, "linalg_cross")
    check_tensor(other, "linalg_cross", "other", 2)
    if input.ndim == other.ndim:
        normal_dim(dim, input.ndim)
    return cross(input, other, dim, out=out)


def linalg_diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    """A view of the diagonal of the matrices in two dimensions, as the last dimension: ``torch.diagonal`` with other
    defaults.

    >>> torch.linalg.diagonal(torch.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    check_tensor(A, "linalg_diagonal", "A")
    return diagonal(A, offset, dim1, dim2)


class MatrixFunctionMethods:
    """Methods of Tensor: functions of square matrices."""

    __slots__ = ()
    matrix_exp, matrix_power = matrix_exp, matrix_power
