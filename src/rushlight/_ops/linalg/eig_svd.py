"""Singular values and eigenvalues, with their vectors.

Vectors are only fixed up to signs (phases of complex ones), and not at all where values coincide: gradients are those
of functions that don't depend on that choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._arrays.linalg.triangular import column_major
from ..._core import OUT, Op, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common import named_results
from ..common.arguments import check_tensor
from ..common.inside_vmap import all_examples
from ..elementwise.complex import real
from ..shapes.diag_tril import diag_embed
from ..tensors.as_strided_unfold import diagonal
from .checks import LinAlgError, delivered, floating, implemented, matrices, named, square, vectors_needed
from .matmul import matmul
from .solve_inv import identity_like, linalg_solve

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


def _sized(d):
    """Numbers of a diagonal as factors of columns, and of rows."""
    return d.unsqueeze(-2), d.unsqueeze(-1)


def _check_finite(function, a):
    if not np.isfinite(a).all():
        where = ""
        if a.ndim > 2:
            bad = ~np.isfinite(a).all((-2, -1))
            where = f"(Batch element {int(np.flatnonzero(bad)[0])}): "
        raise LinAlgError(
            f"{function}: {where}The algorithm failed to converge because the input matrix contained non-finite values."
        )


def _run(function, a, compute):
    """What ``compute``, of NumPy's, makes of ``a``; its complaint as ours."""
    try:
        return compute(a)
    except np.linalg.LinAlgError:
        raise LinAlgError(
            f"{function}: The algorithm failed to converge because the input matrix is ill-conditioned or has too many "
            f"repeated {'singular ' if function == 'linalg.svd' else 'eigen'}values"
        ) from None


def _check_phases(function, vectors, *products):
    """Raise RuntimeError if a gradient of complex vectors goes along their phases, which nothing fixes. ``products``:
    of the vectors and their gradients, V^H gV."""
    turned = sum(np.imag(np.einsum("...ii->...i", all_examples(p)._array)) for p in products if p is not None)
    if not (abs(turned) <= 1e-2).all():
        raise RuntimeError(
            f"{function}_backward: The {vectors} in the complex case are specified up to multiplication by "
            "e^{i phi}. The specified loss function depends on this phase term, making it ill-defined: let it use what "
            "phases don't change, as abs()"
        )


# Singular values ------------------------------------------------------------------------------------------------------


class Svdvals(Op):
    """Singular values alone, from the largest on."""

    name = "LinalgSvd"
    saves = ((0,),)

    def infer(self, a):
        matrices("linalg.svd", a)
        floating("linalg.svd", a, "linalg_svd_cpu")
        return a.like((*a.shape[:-2], min(a.shape[-2:])), a.dtype.to_real())

    @quiet
    def forward(self, xp, a):
        _check_finite("linalg.svd", a)
        if not a.size:
            return np.zeros((*a.shape[:-2], min(a.shape[-2:])), a.real.dtype)
        return _run("linalg.svd", a, lambda a: np.linalg.svd(a, compute_uv=False))

    def vjp(self, need, grads, saved, specs):
        u, _, vh = apply(Svd.of(False), saved[0])
        return (matmul(u * grads[0].unsqueeze(-2), vh),)


class Svd(Op):
    """U, S, Vh with U diag(S) Vh = a. ``full``: U and Vh are square."""

    __slots__ = ("full",)
    name = "LinalgSvd"
    visible = 3
    saves = ((OUT, OUT - 1, OUT - 2),)

    def infer(self, a):
        s = Svdvals.of().infer(a)
        *batch, m, n = a.shape
        k = min(m, n)
        return a.like((*batch, m, m if self.full else k)), s, a.like((*batch, n if self.full else k, n))

    @quiet
    def forward(self, xp, a):
        _check_finite("linalg.svd", a)
        *batch, m, n = a.shape
        if not a.size:
            k = min(m, n)
            u, vh = (
                np.zeros((*batch, i, j), a.dtype) for i, j in ((m, m if self.full else k), (n if self.full else k, n))
            )
            for x in (u, vh):
                x[..., np.arange(min(x.shape[-2:])), np.arange(min(x.shape[-2:]))] = 1
            return column_major(u), np.zeros((*batch, k), a.real.dtype), column_major(vh)
        u, s, vh = _run("linalg.svd", a, lambda a: np.linalg.svd(a, full_matrices=self.full))
        return column_major(u), s, column_major(vh)

    def vjp(self, need, grads, saved, specs):
        m, n = specs[0].shape[-2:]
        k = min(m, n)
        u, s, vh = saved[OUT][..., :k], saved[OUT - 1], saved[OUT - 2][..., :k, :]
        gu, gs, gvh = grads
        if gu is None and gvh is None:
            return (matmul(u * gs.unsqueeze(-2), vh) if m >= n else matmul(u, gs.unsqueeze(-1) * vh),)
        gu, gvh = None if gu is None else gu[..., :k], None if gvh is None else gvh[..., :k, :]
        g = _of_square(u, s, vh, gu, gs, gvh, specs[0].dtype.is_complex)
        if m > k and gu is not None:
            # columns outside the range of u
            scaled = gu / s.unsqueeze(-2)
            g = matmul(u, g) + scaled - matmul(u, matmul(u.mH, scaled))
            return (matmul(g, vh),)
        if n > k and gvh is not None:
            scaled = gvh / s.unsqueeze(-1)
            g = matmul(g, vh) + scaled - matmul(matmul(scaled, vh.mH), vh)
            return (matmul(u, g),)
        return (matmul(u, matmul(g, vh)) if m >= n else matmul(matmul(u, g), vh),)


def _skew(x):
    return x - x.mH


def _of_square(u, s, vh, gu, gs, gvh, is_complex):
    """The part of the gradient between the spaces of u and vh, as u^H ga v."""
    across, down = _sized(s)
    squares = across * across - down * down
    gaps = squares + identity_like(squares)
    g = left = right = None
    if gu is not None:
        left = _skew(matmul(u.mH, gu))
        g = left / gaps * across
    if gvh is not None:
        right = _skew(matmul(vh, gvh.mH))
        part = down * right / gaps
        g = part if g is None else g + part
    if is_complex:
        _check_phases("svd", "singular vectors", left, right)
    if gu is not None and gvh is not None:
        # the diagonal of ``left`` and ``right`` is imaginary: phases, which both share
        one = identity_like(g)
        g = g * (1 - one)
        if is_complex:
            g = g + diag_embed(diagonal(left, 0, -2, -1) / (2 * s))
    elif is_complex:
        g = g * (1 - identity_like(g))
    return g if gs is None else g + diag_embed(gs)


@public("linalg.svd", autocast=WIDE)
def linalg_svd(
    A: Tensor, full_matrices: bool = True, *, driver: str | None = None, out: Tensors | None = None
) -> named_results.linalg_svd:
    """(U, S, Vh) with U diag(S) Vh = A (*, m, n): U (*, m, m) and Vh (*, n, n) with orthonormal columns and rows, S (*,
    min(m, n)) from the largest on. ``full_matrices=False``: only the first min(m, n) columns and rows. Raises
    LinAlgError for inf and nan.

    >>> torch.linalg.svd(torch.tensor([[3.0, 0.0], [0.0, 4.0]])).S
    tensor([4., 3.])
    """
    _check_driver("torch.linalg.svd", driver)
    return named(named_results.linalg_svd, apply(Svd.of(bool(full_matrices)), A), out)


def _check_driver(function, driver):
    if driver is not None:
        raise RuntimeError(
            f"{function}: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend."
        )


@public("linalg.svdvals", autocast=WIDE)
def linalg_svdvals(A: Tensor, *, driver: str | None = None, out: Tensor | None = None) -> Tensor:
    """The singular values of A (*, m, n), from the largest on: (*, min(m, n)).

    >>> torch.linalg.svdvals(torch.tensor([[3.0, 0.0], [0.0, 4.0]]))
    tensor([4., 3.])
    """
    _check_driver("torch.linalg.svd", driver)
    result = apply(Svd.of(False), A)[1] if vectors_needed(A) else apply(Svdvals.of(), A)
    return delivered("linalg_svdvals", result, out)


@public(autocast=WIDE)
def svd(input: Tensor, some: bool = True, compute_uv: bool = True, *, out: Tensors | None = None) -> named_results.svd:
    """(U, S, V) with U diag(S) V^H = input: ``linalg.svd`` of before. ``some=False``: U and V are square;
    ``compute_uv=False``: they are zeros.

    >>> torch.svd(torch.tensor([[3.0, 0.0], [0.0, 4.0]])).S
    tensor([4., 3.])
    """
    matrices("linalg.svd", input)
    if compute_uv:
        u, s, vh = apply(Svd.of(not some), input)
        return named(named_results.svd, (u, s, vh.mH), out)
    *batch, m, n = input.shape
    zeros = [input.detach().new_zeros((*batch, k, k)) for k in (m, n)]
    return named(named_results.svd, (zeros[0], linalg_svdvals(input), zeros[1]), out)


# Eigenvalues ----------------------------------------------------------------------------------------------------------


class Eigh(Op):
    """Eigenvalues, from the least on, and orthonormal eigenvectors of symmetric (Hermitian) matrices; ``upper``: the
    triangle that is read."""

    __slots__ = ("upper",)
    name = "LinalgEigh"
    visible = 2
    saves = ((OUT, OUT - 1),)

    def infer(self, a):
        square("linalg.eigh", a)
        implemented("linalg_eigh_cpu", a)
        return a.like(a.shape[:-1], a.dtype.to_real()), a

    @quiet
    def forward(self, xp, a):
        _check_finite("linalg.eigh", a)
        w, v = _run("linalg.eigh", a, lambda a: np.linalg.eigh(a, "U" if self.upper else "L"))
        return w, column_major(v)

    def vjp(self, need, grads, saved, specs):
        w, v = saved[OUT], saved[OUT - 1]
        gw, gv = grads
        if gv is None:
            return (matmul(v * gw.unsqueeze(-2), v.mH),)
        across, down = _sized(w)
        one = identity_like(w, w.shape[-1])
        g = matmul(v.mH, gv)
        if specs[0].dtype.is_complex:
            _check_phases("linalg_eigh", "eigenvectors", g)
        g = _skew(g) / 2 * (1 - one) / (across - down + one)
        if gw is not None:
            g = g + diag_embed(gw)
        return (matmul(v, matmul(g, v.mH)),)


class Eigvalsh(Eigh):
    """The eigenvalues alone."""

    name = "LinalgEigh"

    visible = 1
    saves = ((0,),)

    def infer(self, a):
        return super().infer(a)[0]

    @quiet
    def forward(self, xp, a):
        _check_finite("linalg.eigh", a)
        return _run("linalg.eigh", a, lambda a: np.linalg.eigvalsh(a, "U" if self.upper else "L"))

    def vjp(self, need, grads, saved, specs):
        v = apply(Eigh.of(self.upper), saved[0])[1]
        return (matmul(v * grads[0].unsqueeze(-2), v.mH),)


class Eig(Op):
    """Complex eigenvalues and eigenvectors, of length 1, of any square matrices."""

    name = "LinalgEig"
    function = "eig"
    visible = 2
    saves = ((OUT, OUT - 1),)

    def infer(self, a):
        if a.dtype.category < 2:
            raise RuntimeError(f"Unknown Complex ScalarType for {a.dtype.cpp}: convert with x.float()")
        square(f"linalg.{self.function}", a)
        floating(f"linalg.{self.function}", a, "linalg_eig_out_cpu")
        to = a.dtype.to_complex()
        return a.like(a.shape[:-1], to), a.like(None, to)

    @quiet
    def forward(self, xp, a):
        self.check(a)
        w, v = _run("linalg.eig", a, np.linalg.eig)
        kind = np.result_type(a.dtype, np.complex64)
        return w.astype(kind), column_major(v.astype(kind))

    def check(self, a):
        if not np.isfinite(a).all():
            raise RuntimeError(f"torch.linalg.{self.function}: input tensor should not contain infs or NaNs.")

    def vjp(self, need, grads, saved, specs):
        w, v = saved[OUT], saved[OUT - 1]
        gw, gv = grads
        if gv is None:
            g = gw.unsqueeze(-1) * v.mH
        else:
            across, down = _sized(w)
            one = identity_like(w, w.shape[-1])
            z = matmul(v.mH, gv)
            _check_phases("linalg_eig", "eigenvectors", z)
            # what changes only the lengths of vectors, which are 1, doesn't count
            z = z - matmul(v.mH, v * real(diagonal(z, 0, -2, -1)).unsqueeze(-2))
            z = z * (1 - one) / (across - down + one).conj()
            if gw is not None:
                z = z + diag_embed(gw)
            g = matmul(z, v.mH)
        g = linalg_solve(v.mH, g)
        return (g if specs[0].dtype.is_complex else real(g),)


class Eigvals(Eig):
    """The eigenvalues alone."""

    name = "LinalgEig"

    function = "eigvals"
    visible = 1
    saves = ((0,),)

    def infer(self, a):
        return super().infer(a)[0]

    @quiet
    def forward(self, xp, a):
        self.check(a)
        w = _run("linalg.eigvals", a, np.linalg.eigvals)
        return w.astype(np.result_type(a.dtype, np.complex64))

    def vjp(self, need, grads, saved, specs):
        v = apply(Eig.of(), saved[0])[1]
        g = linalg_solve(v.mH, grads[0].unsqueeze(-1) * v.mH)
        return (g if specs[0].dtype.is_complex else real(g),)


def _upper(function, UPLO):
    if not isinstance(UPLO, str):
        raise TypeError(f"{function}(): argument 'UPLO' must be str, not {type(UPLO).__name__}")
    if UPLO not in ("L", "l", "U", "u"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return UPLO in "Uu"


@public("linalg.eigh", autocast=WIDE)
def linalg_eigh(input: Tensor, UPLO: str = "L", *, out: Tensors | None = None) -> named_results.linalg_eigh:
    """(eigenvalues, eigenvectors) of a symmetric (Hermitian) matrix (*, n, n): real, from the least on; vectors are
    columns. Only the triangle ``UPLO`` ("L" or "U") is read.

    >>> torch.linalg.eigh(torch.tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    tensor([1., 2.])
    """
    op = Eigh.of(_upper("linalg_eigh", UPLO))
    return named(named_results.linalg_eigh, apply(op, input), out)


@public("linalg.eigvalsh", autocast=WIDE)
def linalg_eigvalsh(input: Tensor, UPLO: str = "L", *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a symmetric (Hermitian) matrix (*, n, n), from the least on.

    >>> torch.linalg.eigvalsh(torch.tensor([[2.0, 0.0], [0.0, 1.0]]))
    tensor([1., 2.])
    """
    upper = _upper("linalg_eigvalsh", UPLO)
    result = apply(Eigh.of(upper), input)[0] if vectors_needed(input) else apply(Eigvalsh.of(upper), input)
    return delivered("linalg_eigvalsh", result, out)


def _complex_out(function, out, names):
    for x, name in zip(out, names, strict=False):
        check_tensor(x, f"linalg_{function}", "out")
        if not x._dtype.is_complex:
            raise RuntimeError(
                f"torch.linalg.{function}: Expected {name} to be safely castable from a complex dtype, but got "
                f"{name} with dtype {x._dtype.cpp}"
            )


@public("linalg.eig", autocast=WIDE)
def linalg_eig(input: Tensor, *, out: Tensors | None = None) -> named_results.linalg_eig:
    """(eigenvalues, eigenvectors) of a square matrix (*, n, n), complex; vectors are columns of length 1.

    >>> torch.linalg.eig(torch.tensor([[0.0, 1.0], [-1.0, 0.0]])).eigenvalues
    tensor([0.+1.j, 0.-1.j])
    """
    if isinstance(out, (tuple, list)):
        _complex_out("eig", out, ("eigenvalues", "eigenvectors"))
    return named(named_results.linalg_eig, apply(Eig.of(), input), out)


@public("linalg.eigvals", autocast=WIDE)
def linalg_eigvals(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a square matrix (*, n, n), complex.

    >>> torch.linalg.eigvals(torch.tensor([[0.0, 1.0], [-1.0, 0.0]]))
    tensor([0.+1.j, 0.-1.j])
    """
    if out is not None:
        _complex_out("eigvals", [out], ("eigenvalues",))
    result = apply(Eig.of(), input)[0] if vectors_needed(input) else apply(Eigvals.of(), input)
    return delivered("linalg_eigvals", result, out)
