"""Linear equations: inverses, solutions for square and triangular matrices, and from factors.

Gradients follow M. Giles, "An extended collection of matrix derivative results for forward and reverse mode algorithmic
differentiation" (2008), as those of the factors do.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from ..._arrays.linalg.triangular import column_major, solve_any, solve_triangle
from ..._arrays.linalg.triangular import inverse as inverse_of
from ..._core import OUT, Op, apply, broadcast
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common import named_results
from ..shapes.diag_tril import tril, triu
from ..tensors.zeros_full import eye
from .checks import complain, delivered, floating, implemented, infos, matrices, named, square
from .matmul import matmul

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


class Inv(Op):
    """Inverses of matrices, and per matrix 0 or the number of a zero pivot. ``check``: the function in whose name that
    is an error, or ""."""

    __slots__ = ("check",)
    name = "LinalgInvEx"
    visible = 2
    saves = ((OUT,),)

    def infer(self, a):
        square("linalg.inv", a)
        floating("linalg.inv", a)
        return a, infos(a)

    def forward(self, xp, a):
        y, info = inverse_of(a)
        if self.check:
            complain(
                self.check,
                info,
                "The diagonal element {} is zero, the inversion could not be completed because the input "
                "matrix is singular.",
            )
        return column_major(y), info

    def vjp(self, need, grads, saved, specs):
        y = saved[OUT].mH
        return (-matmul(y, matmul(grads[0], y)),)


class SolveEx(Op):
    """x with a x = b (``left``) or x a = b. ``vector``: b and x are vectors. ``check``: as Inv's."""

    __slots__ = ("left", "vector", "check")
    name = "LinalgSolveEx"
    visible = 2
    saves = ((0, OUT), (0,))

    def infer(self, a, b):
        square("linalg.solve", a)
        floating("linalg.solve", a)
        if a.dtype is not b.dtype:
            raise RuntimeError(
                f"linalg.solve: Expected A and B to have the same dtype, but found A of type {a.dtype.cpp} and B "
                f"of type {b.dtype.cpp} instead"
            )
        if self.vector and not self.left:
            raise RuntimeError(
                "linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this "
                "case linalg.solve is equivalent to B / A.squeeze(-1)"
            )
        shape = (*b.shape, 1) if self.vector else b.shape
        if len(shape) < 2:
            raise RuntimeError("linalg.solve: The input tensor B must have at least 2 dimensions.")
        fits("linalg.solve", a.shape, shape, self.left)
        batch = broadcast(a.shape[:-2], shape[:-2])
        return a.like((*batch, *(shape[-2:-1] if self.vector else shape[-2:]))), infos(a)

    def forward(self, xp, a, b):
        if self.vector:
            b = b[..., None]
        if self.left:
            y, info = solve_any(a, b)
        else:
            y, info = solve_any(a.swapaxes(-1, -2), b.swapaxes(-1, -2))
            y = y.swapaxes(-1, -2)
        if self.check:
            complain(self.check, info, "The solver failed because the input matrix is singular.")
        y = y[..., 0] if self.vector else y
        return (column_major(y) if self.left and y.ndim > 1 else xp.ascontiguousarray(y)), info

    def vjp(self, need, grads, saved, specs):
        a = saved[0]
        g = apply(SolveEx.of(self.left, self.vector, ""), a.mH, grads[0])[0]
        if not need[0]:
            return None, g
        x, h = (saved[OUT].unsqueeze(-1), g.unsqueeze(-1)) if self.vector else (saved[OUT], g)
        return -(matmul(h, x.mH) if self.left else matmul(x.mH, h)), g if need[1] else None


def fits(function, a, b, left):
    """Raise RuntimeError unless matrices of these shapes go together in an equation."""
    if a[-2] != b[-2 if left else -1]:
        raise RuntimeError(
            f"{function}: Incompatible shapes of A and B for the equation {'AX = B' if left else 'XA = B'} "
            f"({a[-2]}x{a[-1]} and {b[-2]}x{b[-1]})"
        )


class SolveTriangular(Op):
    """x with a x = b (``left``) or x a = b for triangular a. ``unit``: ones on the diagonal."""

    __slots__ = ("upper", "left", "unit")
    name = "LinalgSolveTriangular"
    saves = ((0, OUT), (0,))

    def infer(self, a, b):
        square("linalg.solve_triangular", a)
        matrices("linalg.solve_triangular", b, "B")
        if a.dtype is not b.dtype:
            raise RuntimeError(
                "linalg.solve_triangular: Expected A and B to have the same dtype, but found A of type "
                f"{a.dtype.cpp} and B of type {b.dtype.cpp} instead"
            )
        implemented("triangular_solve_cpu", a)
        fits("linalg.solve_triangular", a.shape, b.shape, self.left)
        return a.like((*broadcast(a.shape[:-2], b.shape[:-2]), *b.shape[-2:]))

    def forward(self, xp, a, b):
        if self.left:
            return column_major(solve_triangle(a, b, self.upper, self.unit))
        y = solve_triangle(a.swapaxes(-1, -2), b.swapaxes(-1, -2), not self.upper, self.unit)
        return column_major(y.swapaxes(-1, -2))

    def vjp(self, need, grads, saved, specs):
        g = apply(SolveTriangular.of(not self.upper, self.left, self.unit), saved[0].mH, grads[0])
        if not need[0]:
            return None, g
        x = saved[OUT].mH
        whole = matmul(g, x) if self.left else matmul(x, g)
        part = triu(whole, int(self.unit)) if self.upper else tril(whole, -int(self.unit))
        return -part, g if need[1] else None


def triangle_solved(a, b, upper, left=True, unit=False):
    """x with a x = b, or x a = b, for triangular a."""
    return apply(SolveTriangular.of(upper, left, unit), a, b)


def identity_like(x, rows=None, columns=None):
    """Ones on the diagonal, of x's dtype and device: as many rows and columns as x has columns, unless given."""
    n = x.shape[-1] if rows is None else rows
    return eye(n, n if columns is None else columns, dtype=x._dtype, device=x._device)


def inverse_or_inf(A):
    """Inverses, and infs where there is none."""
    y, info = apply(Inv.of(""), A)
    return y.masked_fill((info != 0).unsqueeze(-1).unsqueeze(-1), float("inf"))


@public("linalg.inv", autocast=WIDE)
def linalg_inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a square matrix (*, n, n), or of each of a batch. Raises LinAlgError for a singular one.

    >>> torch.linalg.inv(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    return delivered("linalg_inv", apply(Inv.of("linalg.inv"), A)[0], out)


@public("linalg.inv_ex", autocast=WIDE)
def linalg_inv_ex(A: Tensor, *, check_errors: bool = False, out: Tensors | None = None) -> named_results.linalg_inv_ex:
    """``inv`` and, per matrix, 0 or the number of the pivot that is zero: (inverse, info). Raises LinAlgError only if
    ``check_errors``.

    >>> torch.linalg.inv_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    op = Inv.of("linalg.inv_ex" if check_errors else "")
    return named(named_results.linalg_inv_ex, apply(op, A), out)


@public(autocast=WIDE)
def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a square matrix (*, n, n), or of each of a batch: as ``torch.linalg.inv``.

    >>> torch.inverse(torch.tensor([[2.0]]))
    tensor([[0.5000]])
    """
    return linalg_inv(input, out=out)


def _solved(A, B, left, check):
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and tuple(B.shape) == tuple(A.shape[:-1]))
    return apply(SolveEx.of(bool(left), vector, check), A, B)


@public("linalg.solve", autocast=WIDE)
def linalg_solve(A: Tensor, B: Tensor, *, left: bool = True, out: Tensor | None = None) -> Tensor:
    """X with A X = B, or X A = B with ``left=False``. A (*, n, n); B (*, n, k) or (*, n), in which case X is vectors
    too; batches broadcast. Raises LinAlgError if A is singular.

    >>> torch.linalg.solve(torch.tensor([[2.0, 0.0], [0.0, 4.0]]), torch.tensor([2.0, 2.0]))
    tensor([1.0000, 0.5000])
    """
    return delivered("linalg_solve", _solved(A, B, left, "torch.linalg.solve")[0], out)


@public("linalg.solve_ex")
def linalg_solve_ex(
    A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False, out: Tensors | None = None
) -> named_results.linalg_solve_ex:
    """``solve`` and, per matrix, 0 or the number of the pivot that is zero: (result, info).

    >>> torch.linalg.solve_ex(torch.eye(2), torch.ones(2)).info
    tensor(0, dtype=torch.int32)
    """
    results = _solved(A, B, left, "torch.linalg.solve_ex" if check_errors else "")
    return named(named_results.linalg_solve_ex, results, out)


@public("linalg.solve_triangular")
def linalg_solve_triangular(
    A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Tensor | None = None
) -> Tensor:
    """X with A X = B (or X A = B) for a triangular A (*, n, n), of which the other triangle is not read; B (*, n, k).
    Batches broadcast. ``unitriangular``: the diagonal counts as ones. A zero on it gives inf and nan, not an error.

    >>> torch.linalg.solve_triangular(torch.tensor([[2.0, 2.0], [0.0, 1.0]]), torch.ones(2, 1), upper=True)
    tensor([[-0.5000],
            [ 1.0000]])
    """
    result = triangle_solved(A, B, bool(upper), bool(left), bool(unitriangular))
    return delivered("linalg_solve_triangular", result, out)


@public(autocast=WIDE)
def triangular_solve(
    input: Tensor,
    A: Tensor,
    upper: bool = True,
    transpose: bool = False,
    unitriangular: bool = False,
    *,
    out: Tensors | None = None,
) -> named_results.triangular_solve:
    """``linalg.solve_triangular`` of before: (solution, a copy of A). ``transpose``: A's transpose is meant.

    >>> torch.triangular_solve(torch.ones(1, 1), torch.tensor([[2.0]])).solution
    tensor([[0.5000]])
    """
    for x, name in ((input, "b"), (A, "A")):
        if x.ndim < 2:
            raise RuntimeError(
                f"torch.triangular_solve: Expected {name} to have at least 2 dimensions, but it has {x.ndim} "
                "dimensions instead"
            )
    square("", A)
    warnings.warn(
        "torch.triangular_solve is deprecated in favor of torch.linalg.solve_triangular", UserWarning, stacklevel=2
    )
    x = triangle_solved(A.mT if transpose else A, input, upper != transpose, True, bool(unitriangular))
    batch = tuple(x.shape[:-2])
    copy = A.expand(*batch, *A.shape[-2:]).mT.contiguous().mT.clone()
    return named(named_results.triangular_solve, (x, copy), out)


class CholeskySolve(Op):
    """x with (l l^H) x = b, or (u^H u) x = b (``upper``). The gradient of the triangle is that of the product, on both
    sides of its diagonal, as PyTorch's."""

    __slots__ = ("upper",)
    saves = ((1,), (1, OUT))

    def infer(self, b, f):
        for x, what in ((b, "b"), (f, "u")):
            if x.ndim < 2:
                raise RuntimeError(f"{what} should have at least 2 dimensions, but has {x.ndim} dimensions instead")
        square("", f)
        if b.shape[-2] != f.shape[-1]:
            n = f.shape[-1]
            raise RuntimeError(
                f"Incompatible matrix sizes for cholesky_solve: each A matrix is {n} by {n} but each b matrix is "
                f"{b.shape[-2]} by {b.shape[-1]}"
            )
        if b.dtype is not f.dtype:
            raise RuntimeError(
                f"Expected b and A to have the same dtype, but found b of type {b.dtype.cpp} and A of type "
                f"{f.dtype.cpp} instead"
            )
        implemented("cholesky_solve_cpu", b)
        return b.like((*broadcast(f.shape[:-2], b.shape[:-2]), *b.shape[-2:]))

    def forward(self, xp, b, f):
        other = f.swapaxes(-1, -2).conj()
        first, last = (other, f) if self.upper else (f, other)
        return column_major(solve_triangle(last, solve_triangle(first, b, False, False), True, False))

    def vjp(self, need, grads, saved, specs):
        f = saved[1]
        g = apply(self, grads[0], f)
        if not need[1]:
            return g, None
        part = matmul(g, saved[OUT].mH)
        part = part + part.mH
        return g if need[0] else None, -(matmul(f, part) if self.upper else matmul(part, f))


@public(autocast=WIDE)
def cholesky_solve(input: Tensor, input2: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """X with L L^H X = B (``input``) from Cholesky's factor L (``input2``; *, n, n); ``upper``: from U, with
    U^H U. B is (*, n, k).

    >>> torch.cholesky_solve(torch.ones(1, 1), torch.tensor([[2.0]]))
    tensor([[0.2500]])
    """
    return delivered("cholesky_solve", apply(CholeskySolve.of(bool(upper)), input, input2), out, exact=False)


@public(autocast=WIDE)
def cholesky_inverse(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The inverse of L L^H from Cholesky's factor L (*, n, n); ``upper``: from U, with U^H U.

    >>> torch.cholesky_inverse(torch.tensor([[2.0]]))
    tensor([[0.2500]])
    """
    square("cholesky_inverse", input)
    implemented("cholesky_inverse_out_cpu", input)
    return delivered("cholesky_inverse", cholesky_solve(identity_like(input), input, upper), out, exact=False)
