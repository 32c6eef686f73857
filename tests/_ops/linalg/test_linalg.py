"""torch.linalg: what can't be told in rows of the sample table: errors, named results, ``out=``, layouts, second
derivatives, sizes."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pytest

import rushlight
from rushlight import linalg
from rushlight.autograd import gradcheck, gradgradcheck
from support.expressions import same

L = rushlight.linalg


def matrix(*shape, dtype="float64", shift=3.0):
    """Random, of NumPy's generator, which every test finds alike."""
    a = np.random.standard_normal(shape)
    if dtype.startswith("complex"):
        a = a + 1j * np.random.standard_normal(shape)
    return rushlight.from_numpy(np.asarray(a + shift * np.eye(shape[-2], shape[-1]), dtype))


# Errors ---------------------------------------------------------------------------------------------------------------

SINGULAR = "T.tensor([[1.,2],[2,4]])"
LINALG_ERRORS = [
    (f"T.linalg.inv({SINGULAR})", "linalg.inv: The diagonal element 2 is zero"),
    (f"T.inverse({SINGULAR})", "linalg.inv: The diagonal element 2 is zero"),
    (f"T.linalg.inv_ex({SINGULAR}, check_errors=True)", "linalg.inv_ex: The diagonal element 2 is zero"),
    (f"T.linalg.inv(T.stack([T.eye(2), {SINGULAR}]))", "(Batch element 1): The diagonal element 2 is zero"),
    (f"T.linalg.solve({SINGULAR}, T.ones(2))", "The solver failed because the input matrix is singular."),
    (f"T.linalg.matrix_power({SINGULAR}, -1)", "The diagonal element 2 is zero"),
    (
        "T.linalg.cholesky(-T.eye(3))",
        "linalg.cholesky: The factorization could not be completed because the input is not "
        "positive-definite (the leading minor of order 1 is not positive-definite).",
    ),
    ("T.cholesky(T.zeros(2,2,2))", "cholesky: (Batch element 0): The factorization could not be completed"),
    ("T.linalg.cholesky(T.diag(T.tensor([1.,1.,-1.])))", "the leading minor of order 3"),
    (
        "T.linalg.svd(T.full((2,2), float('nan')))",
        "failed to converge because the input matrix contained non-finite values",
    ),
    ("T.linalg.lstsq(T.ones(3,2), T.ones(3,1), driver='gels')", "does not have full rank"),
]


@pytest.mark.parametrize(("text", "phrase"), LINALG_ERRORS)
def test_failures_are_linalg_errors(text, phrase):
    with pytest.raises(linalg.LinAlgError) as caught:
        eval(text, {"T": rushlight})
    assert phrase in str(caught.value)
    assert isinstance(caught.value, RuntimeError)


@pytest.mark.torch
@pytest.mark.parametrize(("text", "phrase"), LINALG_ERRORS)
def test_pytorch_says_so_too(text, phrase):
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings(), pytest.raises(torch.linalg.LinAlgError) as caught:
        warnings.simplefilter("ignore")
        eval(text, {"T": torch})
    assert phrase in str(caught.value)


ERRORS = """
T.linalg.inv(x)
T.linalg.inv(v)
T.linalg.inv(3)
T.linalg.inv(T.eye(3).half())
T.linalg.inv(T.eye(3).long())
T.linalg.inv(T.eye(3),out=T.empty(0,dtype=T.int64))
T.linalg.cholesky(T.eye(3).half())
T.linalg.cholesky(x)
T.linalg.det(x)
T.linalg.det(T.eye(3).long())
T.linalg.slogdet(x[0])
T.logdet(x)
T.linalg.solve(x,x)
T.linalg.solve(T.eye(3),T.ones(4,2))
T.linalg.solve(T.eye(3),T.eye(3).double())
T.linalg.solve(T.eye(3),T.tensor(1.))
T.linalg.solve(T.eye(3),T.ones(3),left=False)
T.linalg.solve_triangular(T.eye(3),T.ones(3),upper=True)
T.linalg.solve_triangular(T.eye(3),T.ones(2,3),upper=True)
T.linalg.solve_triangular(T.eye(3),T.eye(3))
T.triangular_solve(v,T.eye(4))
T.triangular_solve(x,x)
T.cholesky_solve(v,T.eye(4))
T.cholesky_solve(x,x)
T.cholesky_inverse(x)
T.cholesky_inverse(v)
T.linalg.qr(x,'no')
T.linalg.qr(v)
T.geqrf(v)
T.geqrf(T.eye(3).long())
T.linalg.svd(x,driver='gesvd')
T.linalg.svd(v)
T.linalg.eigh(x[:,:3],'X')
T.linalg.eigh(x)
T.linalg.eigvalsh(T.eye(3),UPLO=3)
T.linalg.eig(x)
T.linalg.eig(T.eye(3).long())
T.linalg.eig(T.eye(3),out=(T.empty(0),T.empty(0)))
T.linalg.lu(v)
T.linalg.lu(x,pivot=False)
T.linalg.lu_factor(T.zeros(2,3,3))
T.linalg.lu_factor(T.eye(3).long())
T.linalg.lu_solve(T.eye(3),T.tensor([1,2,3]),T.eye(3))
T.linalg.lu_solve(T.eye(3),T.tensor([1,2,9],dtype=T.int32),T.eye(3))
T.linalg.lu_solve(T.eye(3),T.tensor([1,2],dtype=T.int32),T.eye(3))
T.linalg.lu_solve(T.eye(3),T.tensor([1,2,3],dtype=T.int32),T.ones(3))
T.linalg.lu_solve(x,T.tensor([1,2,3],dtype=T.int32),x)
T.lu_unpack(T.eye(3),T.tensor([1,2,3]))
T.lu_unpack(T.eye(3),T.tensor([1,2,4],dtype=T.int32))
T.linalg.ldl_factor(x)
T.linalg.ldl_factor(T.zeros(2,2))
T.linalg.ldl_solve(T.eye(3),T.tensor([1.,2,3]),T.eye(3))
T.linalg.ldl_solve(T.eye(3),T.tensor([1,2,3]),T.ones(3))
T.linalg.ldl_factor(T.eye(3).requires_grad_())[0].sum().backward()
T.linalg.householder_product(x,v)
T.linalg.householder_product(v,v)
T.linalg.householder_product(T.eye(3),T.ones(4))
T.linalg.householder_product(T.eye(3),T.ones(3).double())
T.ormqr(T.eye(3),T.ones(3),T.ones(3))
T.ormqr(T.eye(3),T.ones(3),T.ones(4,4))
T.geqrf(x)[0].sum().backward()
T.linalg.lstsq(x,v)
T.linalg.lstsq(v,v)
T.linalg.lstsq(x,x,driver='x')
T.linalg.lstsq(x,x.long())
T.linalg.multi_dot([x])
T.linalg.multi_dot([x,x])
T.linalg.multi_dot([x,x.t().long()])
T.linalg.multi_dot([x,x[None],x])
T.linalg.multi_dot(x)
T.chain_matmul()
T.linalg.tensorinv(x)
T.linalg.tensorinv(x,ind=0)
T.linalg.tensorsolve(T.eye(3),v)
T.linalg.vander(v,N=1)
T.linalg.vander(v>0)
T.linalg.vecdot(v,x[:,:3])
T.linalg.vecdot(v.long(),v.long())
T.linalg.vecdot(v,v.long())
T.linalg.cross(x,x)
T.linalg.cross(x[:,:3],v[:3])
T.linalg.matrix_norm(x,'x')
T.linalg.matrix_norm(x,3)
T.linalg.matrix_norm(x,dim=0)
T.linalg.matrix_norm(x,dim=(0,0))
T.linalg.matrix_norm(x.long())
T.linalg.matrix_norm(x,dtype=T.int64)
T.linalg.matrix_norm(T.eye(3).double(),dtype=T.float32)
T.linalg.matrix_norm(v)
T.linalg.norm(v,'nuc')
T.linalg.norm(x[None],2)
T.linalg.norm(x,1,dim=(0,1,0))
T.linalg.vector_norm(v,'fro')
T.linalg.vector_norm(v,dtype=T.int32)
T.linalg.cond(v)
T.linalg.cond(x,3)
T.linalg.cond(x,1)
T.linalg.matrix_rank(v)
T.linalg.matrix_rank(x.long())
T.linalg.pinv(v)
T.linalg.pinv(x.long())
T.linalg.pinv(x,hermitian=True)
T.linalg.matrix_power(x,2)
T.linalg.matrix_power(x[:,:3],2.5)
T.linalg.matrix_exp(x)
T.linalg.matrix_exp(T.eye(3).long())
T.norm(v,'nuc')
T.norm(x,'x')
T.norm(x,'nuc',dim=0)
T.cdist(v,v)
T.cdist(x,x[:,:3])
T.cdist(x,x,p=-1)
T.cdist(x,x,compute_mode='x')
T.cdist(x.long(),x.long())
T.cdist(x.half(),x.half())
T.pdist(v)
T.pdist(x,p=-1)
T.pdist(x.long())
T.renorm(v,2,0,1)
T.renorm(x,-1,0,1)
T.renorm(x,2,5,1)
T.renorm(x,2,0,-1)
T.renorm(x.long(),2,0,1)
T.pca_lowrank(x,q=9)
T.linalg.qr(x,'r')[1].sum().backward()
T.linalg.qr(x.t(),'complete')[1].sum().backward()
""".strip().split("\n")


@pytest.mark.torch
@pytest.mark.parametrize("text", ERRORS)
def test_errors_are_pytorchs(text):
    pytest.importorskip("torch")
    with pytest.raises(Exception):  # noqa: B017
        eval(text, {"T": rushlight, "x": matrix(3, 4, shift=0, dtype="float32").requires_grad_(), "v": matrix(4, 4)[0]})
    same(text, "float32")


def test_errors_teach():
    with pytest.raises(RuntimeError, match=r"linalg.solve: Incompatible shapes of A and B for the equation AX = B"):
        L.solve(rushlight.eye(3), rushlight.ones(4, 2))
    with pytest.raises(RuntimeError, match="A must be batches of square matrices, but they are 3 by 4 matrices"):
        L.inv(rushlight.ones(3, 4))
    with pytest.raises(
        RuntimeError, match=r"linalg.inv: Low precision dtypes not supported. Got Half: convert with x.float\(\)"
    ):
        L.inv(rushlight.eye(3).half())


# Values that rows of one result don't show ----------------------------------------------------------------------------

KINDS = ["float32", "float64", "complex64", "complex128"]
SHAPES = [(0, 0), (1, 1), (5, 5), (40, 40), (70, 70), (2, 0, 0), (0, 3, 3), (2, 3, 4, 4)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", KINDS)
def test_factors_multiply_to_the_matrix(shape, dtype):
    a = matrix(*shape, dtype=dtype)
    limit = {"rtol": 0, "atol": 2e-3 if dtype in ("float32", "complex64") else 1e-9}
    one = rushlight.eye(shape[-1], dtype=a.dtype).expand(shape)
    h = a + a.mH
    p, low, up = L.lu(a)
    assert rushlight.allclose(p @ low @ up, a, **limit)
    assert rushlight.allclose(a @ L.solve(a, one), one, **limit)
    assert rushlight.allclose(L.lu_solve(*L.lu_factor(a), a), one, **limit)
    assert rushlight.allclose(up @ L.solve_triangular(up, one, upper=True), one, **limit)
    q, r = L.qr(a)
    assert rushlight.allclose(q @ r, a, **limit)
    assert rushlight.allclose(L.householder_product(*rushlight.geqrf(a)), q, **limit)
    assert rushlight.allclose(rushlight.ormqr(*rushlight.geqrf(a), a), q @ a, **limit)
    u, s, vh = L.svd(a)
    assert rushlight.allclose((u * s.unsqueeze(-2).to(a.dtype)) @ vh, a, **limit)
    w, v = L.eigh(h)
    assert rushlight.allclose((v * w.unsqueeze(-2).to(a.dtype)) @ v.mH, h, **limit)
    w, v = L.eig(a)
    assert rushlight.allclose(a.to(v.dtype) @ v, v * w.unsqueeze(-2), **limit)
    assert rushlight.allclose(h @ L.ldl_solve(*L.ldl_factor(h, hermitian=True), one, hermitian=True), one, **limit)
    spd = a @ a.mH + one
    assert rushlight.allclose(L.cholesky(spd) @ L.cholesky(spd, upper=True), spd, rtol=1e-4, atol=limit["atol"])


def test_a_singular_matrix_among_others():
    a = rushlight.stack([rushlight.eye(3), rushlight.ones(3, 3), 2 * rushlight.eye(3)])
    y, info = L.inv_ex(a)
    assert info.tolist() == [0, 2, 0]
    assert y[2].tolist() == (rushlight.eye(3) / 2).tolist()
    x, info = L.solve_ex(a, rushlight.ones(3, 3))
    assert info.tolist() == [0, 2, 0]
    assert x[2].tolist() == [0.5, 0.5, 0.5]
    low, info = L.cholesky_ex(rushlight.stack([rushlight.eye(3), -rushlight.eye(3)]))
    assert info.tolist() == [0, 1]
    assert low[0].tolist() == rushlight.eye(3).tolist()
    assert L.det(a).tolist() == [1, 0, 8]
    assert L.slogdet(a).logabsdet[1].item() == -rushlight.inf
    assert L.cond(a, 1).tolist() == [1, rushlight.inf, 1]


LAYOUTS = """
T.linalg.inv(T.eye(3))
T.linalg.solve(T.eye(3),T.ones(3,2))
T.linalg.solve(T.eye(3).expand(2,3,3),T.ones(2,3))
T.linalg.solve(T.eye(3),T.ones(2,3),left=False)
T.linalg.solve_triangular(T.eye(3),T.ones(3,2),upper=True)
T.linalg.cholesky(T.eye(3),upper=True)
T.linalg.qr(x)
T.linalg.qr(x,'r')
T.linalg.svd(x)
T.svd(x)
T.linalg.lu(x)
T.linalg.lu_factor_ex(x)
T.linalg.ldl_factor_ex(T.eye(3))
T.geqrf(x.detach())
T.linalg.eigh(T.diag(v))
T.linalg.pinv(x)
T.linalg.matrix_exp(x[:,:3])
T.linalg.lstsq(x.t(),v,driver='gelsd')
T.cdist(x,x)
""".strip().split("\n")


@pytest.mark.torch
@pytest.mark.parametrize("text", LAYOUTS)
def test_results_are_laid_out_as_pytorchs(text):
    torch = pytest.importorskip("torch")

    def seen(t):
        x = t.arange(12.0).reshape(3, 4) ** 0.5
        r = eval(text, {"T": t, "x": x, "v": t.tensor([4.0, 3, 2, 1])})
        parts = r if isinstance(r, tuple) else (r,)
        return [
            (tuple(p.shape), [k for k, n in zip(p.stride(), p.shape, strict=True) if n > 1], str(p.dtype))
            for p in parts
        ]

    assert seen(rushlight) == seen(torch)


def test_named_results():
    r = L.slogdet(rushlight.eye(2))
    assert repr(r).startswith("torch.return_types.linalg_slogdet(\nsign=tensor(1.)")
    assert type(pickle.loads(pickle.dumps(r))) is rushlight.return_types.linalg_slogdet
    q, r = L.qr(rushlight.eye(2), out=(rushlight.empty(0), rushlight.empty(0)))
    assert q.shape == r.shape == (2, 2)
    with pytest.raises(RuntimeError, match="dtype"):
        L.cholesky_ex(rushlight.eye(2), out=(rushlight.empty(0), rushlight.empty(0)))
    out = rushlight.empty(0)
    assert L.inv(rushlight.eye(2) * 4, out=out) is out
    assert out.tolist() == [[0.25, 0], [0, 0.25]]


def test_methods_are_the_functions():
    a = matrix(3, 3)
    spd = a @ a.mT
    for name in ("det", "inverse", "matrix_exp", "pinverse", "logdet", "slogdet", "geqrf"):
        got, expected = getattr(spd, name)(), getattr(rushlight, name)(spd)
        assert [p.tolist() for p in (got if isinstance(got, tuple) else (got,))] == [
            p.tolist() for p in (expected if isinstance(expected, tuple) else (expected,))
        ]
    assert spd.matrix_power(2).tolist() == (spd @ spd).tolist()
    assert spd.cholesky().tolist() == L.cholesky(spd).tolist()
    b = rushlight.tensor([[3.0, 4.0], [0.3, 0.4]])
    assert b.renorm_(2, 0, 1.0) is b
    assert rushlight.allclose(b.norm(dim=1), rushlight.tensor([1.0, 0.5]))


# Derivatives ----------------------------------------------------------------------------------------------------------

TWICE = [
    lambda x: rushlight.cdist(x[:, :2], x[:2, 1:] + 3, 1.5),
    lambda x: rushlight.cdist(x[:, :2], x[:2, 1:] + 3),
    lambda x: rushlight.cdist(x[:, :2], x[:2, 1:] + 3, 2, "use_mm_for_euclid_dist"),
    lambda x: rushlight.pdist(x, 3),
    lambda x: rushlight.renorm(x, 2, 0, 1.0),
    lambda x: L.cond(x, 1),
    lambda x: L.cond(x, "fro"),
    lambda x: L.lstsq(x[:, :2], x[:, 1:], driver="gelsd").residuals,
    L.det,
    lambda x: L.svdvals(x[:2]),
    lambda x: rushlight.norm(x, "nuc"),
]


@pytest.mark.parametrize("f", TWICE)
def test_derivatives_by_differences(f):
    x = matrix(3, 3).requires_grad_()
    assert gradcheck(f, x)
    assert gradgradcheck(f, x)


def test_the_determinant_of_a_singular_matrix_has_a_gradient():
    x = rushlight.tensor([[1.0, 2, 3], [2, 4, 6], [1, 1, 5]], dtype=rushlight.float64, requires_grad=True)
    assert L.det(x).abs().item() < 1e-12
    assert gradcheck(L.det, x)
    y = rushlight.diag(rushlight.tensor([0.0, 2, 3])).double().requires_grad_()
    L.det(y).backward()
    assert rushlight.allclose(y.grad, rushlight.diag(rushlight.tensor([6.0, 0, 0])).double())


def test_values_alone_are_those_with_vectors():
    a = matrix(4, 4)
    h = a + a.mT
    b, k = a.clone().requires_grad_(), h.clone().requires_grad_()
    assert rushlight.allclose(L.svdvals(a), L.svdvals(b))
    assert rushlight.allclose(L.eigvalsh(h), L.eigvalsh(k))
    assert rushlight.allclose(L.eigvals(h).real.sort()[0], L.eigvals(k).real.sort()[0])


# LOBPCG ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("largest", [True, False])
@pytest.mark.parametrize("general", [False, True])
def test_lobpcg_finds_the_outermost(largest, general):
    rushlight.manual_seed(3)
    a = matrix(30, 30)
    a = a + a.mT
    c = matrix(30, 30) / 10
    b = c @ c.mT + rushlight.eye(30) if general else None
    seen = []
    w, v = rushlight.lobpcg(a, 3, b, largest=largest, tracker=lambda worker: seen.append(worker["istep"]))
    assert seen[:2] == [0, 1]
    assert len(seen) < 100
    bv = v if b is None else b @ v
    assert rushlight.allclose(a @ v, bv * w, atol=1e-5)
    assert rushlight.allclose(v.mT @ bv, rushlight.eye(3, dtype=v.dtype))
    low = None if b is None else np.linalg.inv(np.linalg.cholesky(b.numpy()))
    whole = np.linalg.eigvalsh(a.numpy() if low is None else low @ a.numpy() @ low.T)
    np.testing.assert_allclose(w.numpy(), whole[::-1][:3] if largest else whole[:3], rtol=1e-6)
    few = rushlight.lobpcg(a, 3, b, v, niter=0, largest=largest)[0]
    np.testing.assert_allclose(few.numpy(), w.numpy(), rtol=1e-6)


def test_lobpcg_of_batches_and_with_gradients():
    a = matrix(2, 3, 12, 12)
    a = a + a.mT
    w, v = rushlight.lobpcg(a, k=2)
    assert rushlight.allclose(a @ v, v * w.unsqueeze(-2), atol=1e-4)
    x = a[0, 0].clone().requires_grad_()
    c = matrix(12, 12, shift=4)
    c = c @ c.mT
    assert gradcheck(lambda x: rushlight.lobpcg(x + x.mT, k=2)[0], x)
    assert gradcheck(lambda x: rushlight.lobpcg(x + x.mT, k=2, B=c)[1] ** 2, x)
    with pytest.raises(ValueError, match="smaller than 3 x"):
        rushlight.lobpcg(rushlight.eye(5), k=2)
