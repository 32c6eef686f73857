"""Samples of the room linalg: solving, factors, norms, distances. Matrices are well conditioned; of factors that are
not unique only what doesn't depend on signs is shown."""

from __future__ import annotations

import numpy as np

from samples.table import Table
from support.drawn import normal, spread

__all__ = ["ERRORS", "SAMPLES"]

table = Table(dtypes=False, tolerance=400)
sample, SAMPLES = table.sample, table.samples

x33, x34, x43 = normal(3, 3) + 4 * np.eye(3), normal(3, 4), normal(4, 3)
b233, b223 = normal(2, 3, 3) + 4 * np.eye(3), normal(2, 2, 3)
z233 = b233  # two halves of a complex matrix
v3, y32, y23, y34 = normal(3), normal(3, 2), normal(2, 3), normal(3, 4)
low43 = np.tril(normal(4, 3), -1) / 2
tau3 = np.array([0.5, 1.5, 1.2])
far53, far43 = 3 * normal(5, 3), 3 * normal(4, 3)
big27 = 2 * normal(27, 2)
s34 = spread(3, 4)


def calls(arrays, *texts, **options):
    letters = "xyz"[: len(arrays)]
    for text in texts:
        name = f"{text} of {' '.join(str(a.shape) for a in arrays)}"
        sample(name, eval(f"lambda t, {', '.join(letters)}: {text.replace('L.', 't.linalg.')}"), *arrays, **options)


spd = "(x @ x.mH + t.eye(x.shape[-1], dtype=x.dtype))"
sym = "(x + x.mH)"
pair = "t.complex(x[0], x[1])"
herm = f"({pair} + {pair}.mH)"
show = "t.view_as_real(({}).contiguous().resolve_conj())"

# Solving --------------------------------------------------------------------------------------------------------------

for m in (x33, b233):
    calls((m,), "L.inv(x)", "t.inverse(x)", "L.inv_ex(x).inverse", "L.det(x)", "L.slogdet(x).logabsdet")
    calls(
        (m,),
        f"t.logdet({spd})",
        "t.slogdet(x)[1]",
        "L.matrix_power(x, -2)",
        "L.matrix_power(x, 5) / 1000",
        "L.matrix_exp(x / 4)",
        "L.matrix_exp(x * 3) / 1e7",
        "L.cond(x)",
        "L.cond(x, 'nuc')",
        "L.pinv(x)",
        f"L.pinv({sym}, hermitian=True)",
        "L.svdvals(x)",
        "L.norm(x, ord=2, dim=(-2, -1))",
    )
calls((x33,), "t.det(x)", "x.det()", "t.matrix_exp(x / 4)", "t.matrix_power(x, 3) / 50", "L.norm(x)", "L.cond(x, -2)")
calls(
    (x33, y32),
    "L.solve(x, y)",
    "L.solve_triangular(x, y, upper=True)",
    "L.solve_triangular(x, y, upper=False, unitriangular=True)",
)
calls((x33,), "L.tensorinv(x, ind=1)", composed="the result is a plain view")
calls(
    (x33, y32),
    "t.triangular_solve(y, x)[0]",
    "t.triangular_solve(y, x, upper=False, transpose=True)[0]",
    composed="linalg.solve_triangular",
)
calls((x33, y32), "t.cholesky_solve(y, t.tril(x))", "t.cholesky_solve(y, t.triu(x), upper=True)", "L.solve_ex(x, y)[0]")
calls((b233, y32), "L.solve(x, y)", "L.solve_triangular(x, y, upper=False)")
calls((x33, b223), "L.solve(x, y, left=False)", "L.solve_triangular(x, y, upper=True, left=False)")
calls((x33, v3), "L.solve(x, y)", "L.tensorsolve(x, y)")
calls((b233, y23), "L.solve(x, y)")
calls(
    (x33,),
    "t.cholesky_inverse(t.tril(x))",
    "t.cholesky_inverse(t.triu(x), upper=True)",
    composed="cholesky_solve of eye",
)

# Factors --------------------------------------------------------------------------------------------------------------

for m in (x33, b233):
    calls(
        (m,),
        f"L.cholesky({spd})",
        f"L.cholesky({spd}, upper=True)",
        f"t.cholesky({spd})",
        f"L.cholesky_ex({spd})[0]",
        "L.lu_factor(x)[0]",
        "L.lu_factor_ex(x)[0]",
        "t.lu(x)[0]",
        "t.lu_unpack(*L.lu_factor(x))[2]",
    )
    calls((m,), "L.lu(x)[1]", "L.lu(x)[2]", composed="lu_unpack of lu_factor")
    calls(
        (m,),
        "L.lu(x)[0]",
        "L.lu_factor_ex(x)[1]",
        f"L.ldl_factor({sym})[0]",
        f"L.ldl_factor_ex({sym} - 8)[0]",
        "L.matrix_rank(x)",
        "L.matrix_power(x, 0)",
        "L.cond(x, 1)",
        "t.geqrf(x)[0].abs()",
        "t.geqrf(x)[1]",
        f"L.ldl_solve(*L.ldl_factor({sym}), x)",
        f"L.matrix_rank({sym}, hermitian=True)",
        f"L.ldl_solve(*L.ldl_factor({sym} - 8), x)",
        grad=False,
    )
    calls(
        (m,),
        f"L.eigvalsh({spd})",
        f"L.eigh({spd})[0]",
        f"L.eigh({spd})[1].abs()",
        f"L.eigh({spd}, 'U')[1] ** 2",
        "L.qr(x)[1].abs()",
        "L.qr(x)[0] ** 2",
        "L.svd(x)[0].abs()",
        "L.svd(x)[2] ** 2",
    )
for m in (x34, x43):
    calls(
        (m,),
        "L.lu_factor(x)[0]",
        "L.qr(x)[0] ** 2",
        "L.qr(x)[1].abs()",
        "L.svdvals(x)",
        "L.pinv(x)",
        "t.pinverse(x)",
        "L.svd(x, full_matrices=False)[0] ** 2",
        "L.svd(x, False)[2] ** 2",
        "t.svd(x)[2].abs()",
        "t.norm(x, 'nuc')",
        "L.matrix_norm(x, 'nuc')",
        "L.matrix_norm(x, -2)",
        "L.cond(x)",
        "L.lstsq(x, x[:, :2] * 2).solution",
        "t.qr(x)[1].abs()",
    )
    calls((m,), "L.lu(x)[1]", "L.lu(x)[2]", composed="lu_unpack of lu_factor")
    calls(
        (m,),
        "L.matrix_norm(x, 2, keepdim=True)",
        "L.matrix_norm(x, 1)",
        "L.matrix_norm(x, -1)",
        "L.matrix_norm(x, float('inf'))",
        composed="dimensions are squeezed last",
    )
    calls(
        (m,),
        "L.matrix_rank(x)",
        "L.qr(x, 'r')[1].abs()",
        "L.qr(x, 'complete')[1].abs()",
        "t.svd(x, compute_uv=False)[1]",
        "L.svd(x)[1]",
        grad=False,
    )
calls((x43, normal(4, 2)), "L.lstsq(x, y, driver='gelsd').residuals", "L.lstsq(x, y).solution")
calls((low43, tau3), "L.householder_product(x, y)", "t.orgqr(x, y)", composed="reflections one by one")
calls(
    (low43, tau3, normal(4, 2)),
    "t.ormqr(x, y, z)",
    "t.ormqr(x, y, z, transpose=True)",
    composed="reflections one by one",
)
calls(
    (low43, tau3, normal(2, 4)),
    "t.ormqr(x, y, z, left=False)",
    "t.ormqr(x, y, z, False, True)",
    composed="reflections one by one",
)
factors = "L.lu_factor(x)"
calls(
    (x33, y32),
    f"L.lu_solve(*{factors}, y)",
    f"L.lu_solve(*{factors}, y, adjoint=True)",
    f"t.lu_solve(y, *{factors})",
    f"L.lu_solve(*{factors}, y.mT, left=False)",
    f"L.lu_solve(*{factors}, y.mT, left=False, adjoint=True)",
    composed="two triangular solves",
)

# Complex --------------------------------------------------------------------------------------------------------------

calls(
    (z233,),
    *(
        show.format(text.replace("z", pair))
        for text in (
            "L.inv(z)",
            "L.det(z)",
            "L.solve(z, z.mT)",
            "L.matrix_exp(z / 4)",
            "L.pinv(z)",
            "L.lu_factor(z)[0]",
            "L.slogdet(z)[0]",
            "L.solve_triangular(z, z.mT, upper=True)",
            f"L.cholesky({herm} @ {herm})",
            "t.cholesky_solve(z, z.tril())",
        )
    ),
)
calls(
    (z233,),
    *(
        text.replace("z", pair)
        for text in (
            "L.svdvals(z)",
            "L.svd(z)[0].abs()",
            "L.eigh(z + z.mH)[1].abs()",
            "L.eigvalsh(z + z.mH)",
            "L.qr(z)[1].abs()",
            "L.eig(z)[1].abs()",
            "L.slogdet(z)[1]",
            "L.matrix_norm(z, 'nuc')",
            "L.lstsq(z, z.mT).solution.abs()",
        )
    ),
)
calls((x33,), "L.eigvals(x + x.mH * 0.3).abs()", "L.eig(x)[1].abs()")
calls(
    (z233,),
    show.format(f"L.ldl_solve(*L.ldl_factor({herm}, hermitian=True), {pair}, hermitian=True)"),
    show.format(f"L.ldl_solve(*L.ldl_factor({pair} + {pair}.mT), {pair})"),
    "L.eigvals(x)[0].abs().sum()",
    grad=False,
)

# Vectors, distances, products -----------------------------------------------------------------------------------------

calls(
    (x34,),
    "L.vector_norm(x)",
    "L.vector_norm(x, 3, 1, True)",
    "L.norm(x, 1, 0)",
    "L.norm(x, 'fro')",
    "L.matrix_norm(x)",
    "L.vander(x, N=3)",
    "L.diagonal(x)",
    "L.vecdot(x, x[0])",
    "L.norm(x, 2, dim=1)",
    "x.norm('nuc', (0, 1))",
)
calls((x43,), "L.cross(x, x + 1)", "L.cross(x, x[:1])", composed="differences of products")
calls(
    (x34, x43, x34),
    "L.multi_dot([x, y, z])",
    "L.multi_dot([x[0], y, z])",
    "L.multi_dot([x, y, z[:, 0]])",
    "t.chain_matmul(x, y, z)",
    composed="ends in mm, not in a view",
)
calls((x34, x43, x34), "L.matmul(x, y)")
for p in (0.5, 1, 1.5, 2, 3, "t.inf"):
    calls((far53, far43), f"t.cdist(x, y, {p})", double=False)
    calls((far53,), f"t.pdist(x, {p})", double=False, composed="places of cdist")
calls((far53, far43), "t.cdist(x, y, 0)", double=False)
through_mm = {"double": False, "composed": "one node, where PyTorch multiplies matrices"}
calls((far53, far43), "t.cdist(x, t.stack([y, y + 1]), compute_mode='use_mm_for_euclid_dist')", **through_mm)
calls((big27, far43[:, :2]), "t.cdist(x, y)", **through_mm)
calls(
    (x34,), "t.renorm(x, 2, 0, 1.5)", "x.renorm(1, 1, 2.5)", "t.renorm(x, 3, 0, 100)", composed="a product with norms"
)
calls(
    (normal(6, 2) @ normal(2, 5),),
    "t.svd_lowrank(x, 2)[1]",
    "t.pca_lowrank(x, 2)[1]",
    "t.svd_lowrank(x, 2, M=x[0])[1]",
    grad=False,
    tolerance=1e5,
)
halves = {"float16": "rounds in between"}
for p in (0, 1, 2, 3, 1.5, float("inf"), -float("inf")):
    twice = p in (2, 3, 1.5)
    sample(f"norm {p}", lambda t, x, p=p: t.norm(x, p), s34, tolerance=6, dtypes=True, double=twice, skip=halves)
    sample(
        f"norm {p} dim", lambda t, x, p=p: t.norm(x, p, dim=1), s34, tolerance=6, dtypes=True, double=False, skip=halves
    )
sample("dist", lambda t, x, y: t.dist(x, y), x34, y34, dtypes=True, tolerance=4)
for text in ("t.vander(x)", "t.vander(x, 3, True)"):  # PyTorch can't differentiate its own
    sample(text, eval(f"lambda t, x: {text}"), normal(4), grad=False, tolerance=10)

# Wrong calls ----------------------------------------------------------------------------------------------------------

ERRORS = (
    ("t.det(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.det(x[0])", "RuntimeError", "The input tensor A must have at least 2"),
    ("t.slogdet(n[:, :2])", "RuntimeError", "tensor as input. Got Long: convert with x.float"),
    ("t.logdet(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.cdist(x, t.ones(2, 4))", "RuntimeError", "have the same number of columns. X1: 3 X2: 4"),
    ("t.cdist(x, x[0])", "RuntimeError", "only supports at least 2D tensors, X2 got: 1D"),
    ("t.cdist(x, x, -1.0)", "RuntimeError", "cdist only supports non-negative p values"),
    ("F.pdist(x[0])", "RuntimeError", "pdist only supports 2D tensors, got: 1D"),
    ("t.renorm(x, 2, 5, 1.0)", "IndexError", "(expected to be in range of [-2, 1], but got 5"),
    ("t.renorm(x, -1, 0, 1.0)", "RuntimeError", "renorm: non-positive-norm not supported"),
    ("t.linalg.ldl_factor(x)", "RuntimeError", "square matrices, but they are 2 by 3 matrices"),
    ("t.linalg.cholesky(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.lu(x[0])", "RuntimeError", "tensor with 2 or more dimensions. Got size: [3]"),
    ("t.linalg.lu_factor(n)", "NotImplementedError", "implemented for 'Long': convert with x.float"),
    ("t.cholesky(x[0])", "RuntimeError", "The input tensor A must have at least 2"),
    ("t.vander(x)", "RuntimeError", "be a one-dimensional tensor, got shape [2, 3]"),
    ("t.linalg.lstsq(x, x[0, :1])", "RuntimeError", "input.size(-2) should match other.size(-1)"),
    ("t.linalg.pinv(x[0])", "RuntimeError", "a tensor with 2 or more dimensions of float"),
    ("t.linalg.matrix_rank(x[0])", "RuntimeError", "The input tensor input must have at least 2"),
    ("t.lobpcg(t.eye(2), 1)", "ValueError", "than 3 x the number of requested eigenpairs (=1"),
    ("t.pca_lowrank(x, q=9)", "ValueError", "integer and not greater than min(m, n)=2"),
    ("t.linalg.matrix_power(x, 2)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.matrix_exp(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.multi_dot([x])", "RuntimeError", "expected at least 2 tensors but got 1"),
    ("t.linalg.vecdot(x, t.ones(4))", "RuntimeError", "the shapes (2, 3) and (4,)"),
    ("t.linalg.tensorinv(x, 1)", "RuntimeError", "== prod(self.shape[:ind]), but got 3 != 2"),
    ("t.linalg.cross(x, x[:, :2])", "RuntimeError", "dimension -1 must have length 3. Got 3 and 2"),
    ('t.linalg.matrix_norm(x, "abc")', "RuntimeError", "linalg.matrix_norm: Order abc not supported."),
    ("t.linalg.matrix_norm(x[0])", "RuntimeError", "The input tensor A must have at least 2"),
    ("t.linalg.vector_norm(n)", "RuntimeError", "tensor as input. Got Long: convert with x.float"),
    ("t.linalg.cond(x[0])", "RuntimeError", "The input tensor must have at least 2"),
    ('t.linalg.norm(x, "nuc", 0)', "RuntimeError", "linalg.matrix_norm: dim must be a 2-tuple. Got 0"),
    ('t.linalg.qr(x, "odd")', "RuntimeError", "one of 'reduced' (default), 'r', or 'complete'"),
    ("t.linalg.qr(x[0])", "RuntimeError", "The input tensor A must have at least 2"),
    ("t.linalg.householder_product(x, x[0])", "RuntimeError", "be greater than or equal to input.shape[-1]"),
    ("t.ormqr(x, x[0], x)", "RuntimeError", "must be greater than or equal to tau.shape[-1]"),
    ("t.linalg.solve(x, x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.inv(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.solve(t.ones(2, 2), t.ones(3, 1))", "RuntimeError", "linalg.solve: Incompatible shapes of A and B"),
    ("t.inverse(n[:, :2])", "RuntimeError", "tensor as input. Got Long: convert with x.float"),
    ("t.linalg.eigh(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.eig(x)", "RuntimeError", "batches of square matrices, but they are 2 by 3"),
    ("t.linalg.svd(x[0])", "RuntimeError", "The input tensor A must have at least 2"),
    ('t.linalg.eigvalsh(x[:, :2], "A")', "RuntimeError", "Expected UPLO argument to be 'L' or 'U'"),
    ("t.norm(n)", "RuntimeError", "tensor as input. Got Long: convert with x.float"),
)
