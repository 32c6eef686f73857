"""The sample table, continued: linear algebra. Matrices are well conditioned; of factors that are not unique only what
doesn't depend on signs is shown."""

from __future__ import annotations

import numpy as np

from samples import Sample
from support.drawn import normal

__all__ = ["LINALG_MADE_OF", "SAMPLES"]

SAMPLES = []

x33, x34, x43 = normal(3, 3) + 4 * np.eye(3), normal(3, 4), normal(4, 3)
b233, b223 = normal(2, 3, 3) + 4 * np.eye(3), normal(2, 2, 3)
z233 = b233  # two halves of a complex matrix
v3, y32, y23 = normal(3), normal(3, 2), normal(2, 3)
low43 = np.tril(normal(4, 3), -1) / 2
tau3 = np.array([0.5, 1.5, 1.2])
far53, far43 = 3 * normal(5, 3), 3 * normal(4, 3)
big27 = 2 * normal(27, 2)


def sample(name, call, *arrays, **options):
    options = {"dtypes": False, "tolerance": 400, **options}
    SAMPLES.append(Sample(name, call, *arrays, **options))


def calls(arrays, *texts, **options):
    letters = "xyz"[: len(arrays)]
    for text in texts:
        name = f"{text} of {' '.join(str(a.shape) for a in arrays)}"
        sample(name, eval(f"lambda t, {', '.join(letters)}: {text.replace('L.', 't.linalg.')}"), *arrays, **options)


spd = "(x @ x.mT + t.eye(x.shape[-1], dtype=x.dtype))"
sym = "(x + x.mT)"
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
calls(
    (x33,),
    "t.det(x)",
    "x.det()",
    "t.matrix_exp(x / 4)",
    "t.matrix_power(x, 3) / 50",
    "L.tensorinv(x, ind=1)",
    "L.norm(x)",
    "L.cond(x, -2)",
)
calls(
    (x33, y32),
    "L.solve(x, y)",
    "L.solve_triangular(x, y, upper=True)",
    "L.solve_triangular(x, y, upper=False, unitriangular=True)",
    "t.triangular_solve(y, x)[0]",
    "t.triangular_solve(y, x, upper=False, transpose=True)[0]",
)
calls((x33, y32), "t.cholesky_solve(y, t.tril(x))", "t.cholesky_solve(y, t.triu(x), upper=True)", "L.solve_ex(x, y)[0]")
calls((b233, y32), "L.solve(x, y)", "L.solve_triangular(x, y, upper=False)")
calls((x33, b223), "L.solve(x, y, left=False)", "L.solve_triangular(x, y, upper=True, left=False)")
calls((x33, v3), "L.solve(x, y)", "L.tensorsolve(x, y)")
calls((b233, y23), "L.solve(x, y)")
calls((x33,), "t.cholesky_inverse(t.tril(x))", "t.cholesky_inverse(t.triu(x), upper=True)")

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
        "L.lu(x)[1]",
        "L.lu(x)[2]",
        "t.lu(x)[0]",
        "t.lu_unpack(*L.lu_factor(x))[2]",
    )
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
        "L.lu(x)[1]",
        "L.lu(x)[2]",
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
        "L.matrix_norm(x, 2, keepdim=True)",
        "L.matrix_norm(x, 1)",
        "L.matrix_norm(x, -1)",
        "L.matrix_norm(x, float('inf'))",
        "L.matrix_norm(x, -2)",
        "L.cond(x)",
        "L.lstsq(x, x[:, :2] * 2).solution",
        "t.qr(x)[1].abs()",
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
calls((low43, tau3), "L.householder_product(x, y)", "t.orgqr(x, y)")
calls((low43, tau3, normal(4, 2)), "t.ormqr(x, y, z)", "t.ormqr(x, y, z, transpose=True)")
calls((low43, tau3, normal(2, 4)), "t.ormqr(x, y, z, left=False)", "t.ormqr(x, y, z, False, True)")
factors = "L.lu_factor(x)"
calls(
    (x33, y32),
    f"L.lu_solve(*{factors}, y)",
    f"L.lu_solve(*{factors}, y, adjoint=True)",
    f"t.lu_solve(y, *{factors})",
    f"L.lu_solve(*{factors}, y.mT, left=False)",
    f"L.lu_solve(*{factors}, y.mT, left=False, adjoint=True)",
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
calls((x33,), "L.eigvals(x + x.mT * 0.3).abs()", "L.eig(x)[1].abs()")
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
calls((x43,), "L.cross(x, x + 1)", "L.cross(x, x[:1])")
calls(
    (x34, x43, x34),
    "L.multi_dot([x, y, z])",
    "L.multi_dot([x[0], y, z])",
    "L.multi_dot([x, y, z[:, 0]])",
    "t.chain_matmul(x, y, z)",
    "L.matmul(x, y)",
)
for p in (0.5, 1, 1.5, 2, 3, "t.inf"):
    calls((far53, far43), f"t.cdist(x, y, {p})", double=False)
    calls((far53,), f"t.pdist(x, {p})", double=False)
calls(
    (far53, far43),
    "t.cdist(x, y, 0)",
    "t.cdist(x, t.stack([y, y + 1]), compute_mode='use_mm_for_euclid_dist')",
    double=False,
)
calls((big27, far43[:, :2]), "t.cdist(x, y)", double=False)
calls((x34,), "t.renorm(x, 2, 0, 1.5)", "x.renorm(1, 1, 2.5)", "t.renorm(x, 3, 0, 100)")
calls(
    (normal(6, 2) @ normal(2, 5),),
    "t.svd_lowrank(x, 2)[1]",
    "t.pca_lowrank(x, 2)[1]",
    "t.svd_lowrank(x, 2, M=x[0])[1]",
    grad=False,
    tolerance=1e5,
)

# Made of other ops than PyTorch's, so that grad_fn has another name.
LINALG_MADE_OF = tuple(s.name for s in SAMPLES)
