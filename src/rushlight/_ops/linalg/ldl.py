"""Factors L D L^T of symmetric matrices, and what is solved with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.linalg.symmetric import factor_ldl, solve_ldl
from ..._arrays.linalg.triangular import column_major
from ..._base import dtypes
from ..._core import Op, apply, broadcast
from ..._face.public import public
from ..common import named_results
from ..common.inside_vmap import all_examples
from .checks import complain, delivered, floating, infos, named, square
from .solve_inv import fits

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


# L D L^T --------------------------------------------------------------------------------------------------------------


class _NoGradient(Op):
    """An operation that has no gradient in PyTorch either."""

    __slots__ = ("hermitian",)
    node_name = "torch::autograd::NotImplemented"  # type: ignore[assignment]

    def vjp(self, need, grads, saved, specs):
        raise NotImplementedError(f"the derivative for '{self.name}' is not implemented")


class LdlFactor(_NoGradient):
    """Packed L and D, pivots, and per matrix 0 or the number of the block that is zero."""

    name = "linalg_ldl_factor_ex"
    visible = 3
    saves = ((),)

    def infer(self, a):
        square("torch.linalg.ldl_factor_ex", a)
        floating("torch.linalg.ldl_factor_ex", a, "ldl_factor_kernel_cpu")
        return a, a.like(a.shape[:-1], dtypes.int32), infos(a)

    def forward(self, xp, a):
        y, pivots, info = factor_ldl(a, self.hermitian)
        return column_major(y), pivots, info


class LdlSolve(_NoGradient):
    """x with (L D L^T) x = b."""

    name = "linalg_ldl_solve"
    saves = ((), (), ())

    def infer(self, a, pivots, b):
        return b.like((*broadcast(a.shape[:-2], b.shape[:-2]), *b.shape[-2:]))

    def forward(self, xp, a, pivots, b):
        if ((pivots == 0) | (abs(pivots.astype(int)) > a.shape[-1])).any():
            raise RuntimeError(
                "linalg.ldl_solve: pivots must be those that linalg.ldl_factor gave: from 1 (or -1) to n"
            )
        return column_major(solve_ldl(a, pivots, b, self.hermitian))


@public("linalg.ldl_factor")
def linalg_ldl_factor(
    input: Tensor, *, hermitian: bool = False, out: Tensors | None = None
) -> named_results.linalg_ldl_factor:
    """L and D with L D L^T = input (L^H with ``hermitian``), packed into one, of a symmetric matrix (*, n, n), and
    pivots: as LAPACK packs them. Only the lower triangle is read. Not differentiable. Raises RuntimeError if a block of
    D is zero.

    >>> torch.linalg.ldl_factor(torch.tensor([[2.0, 1.0], [1.0, 3.0]])).LD
    tensor([[2.0000, 0.0000],
            [0.5000, 2.5000]])
    """
    y, pivots, info = apply(LdlFactor.of(bool(hermitian)), input)
    if info._device.type == "cpu":
        complain(
            "torch.linalg.ldl_factor",
            all_examples(info)._array,
            "D has a block {} that is zero: the matrix is singular",
        )
    return named(named_results.linalg_ldl_factor, (y, pivots), out)


@public("linalg.ldl_factor_ex")
def linalg_ldl_factor_ex(
    input: Tensor, *, hermitian: bool = False, check_errors: bool = False, out: Tensors | None = None
) -> named_results.linalg_ldl_factor_ex:
    """``ldl_factor`` and, per matrix, 0 or the number of the block of D that is zero: (LD, pivots, info).

    >>> torch.linalg.ldl_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    results = apply(LdlFactor.of(bool(hermitian)), input)
    if check_errors and results[2]._device.type == "cpu":
        complain(
            "torch.linalg.ldl_factor_ex",
            all_examples(results[2])._array,
            "D has a block {} that is zero: the matrix is singular",
        )
    return named(named_results.linalg_ldl_factor_ex, results, out)


@public("linalg.ldl_solve")
def linalg_ldl_solve(
    LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False, out: Tensor | None = None
) -> Tensor:
    """X with A X = B from ``ldl_factor``'s result for A; B (*, n, k). Not differentiable.

    >>> torch.linalg.ldl_solve(*torch.linalg.ldl_factor(torch.tensor([[2.0]])), torch.tensor([[4.0]]))
    tensor([[2.]])
    """
    square("torch.linalg.ldl_solve", LD)
    if pivots._dtype.category != 1:
        raise RuntimeError(f"torch.linalg.ldl_solve: Expected pivots to be integers. Got {pivots._dtype.cpp}")
    if B.ndim < 2:
        raise IndexError(
            f"torch.linalg.ldl_solve: Expected B to have at least 2 dimensions, but it has {B.ndim} dimensions "
            "instead: write B.unsqueeze(-1)"
        )
    if LD._dtype is not B._dtype:
        raise RuntimeError(f"torch.linalg.ldl_solve: LD dtype {LD._dtype.cpp} does not match b dtype {B._dtype.cpp}")
    floating("torch.linalg.ldl_solve", LD, "ldl_solve_cpu")
    if tuple(pivots.shape) != tuple(LD.shape[:-1]):
        raise RuntimeError(
            "torch.linalg.ldl_solve: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with "
            f"shape {list(pivots.shape)} instead"
        )
    fits("torch.linalg.ldl_solve", LD.shape, B.shape, True)
    return delivered("linalg_ldl_solve", apply(LdlSolve.of(bool(hermitian)), LD, pivots, B), out)
