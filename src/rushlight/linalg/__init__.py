"""Linear algebra: ``torch.linalg``. All functions take batches of matrices in the last two dimensions."""

from __future__ import annotations

from .._base.errors import LinAlgError
from .._face.overrides import face
from .._ops.linalg.cholesky_lu import linalg_cholesky as cholesky
from .._ops.linalg.cholesky_lu import linalg_cholesky_ex as cholesky_ex
from .._ops.linalg.cholesky_lu import linalg_ldl_factor as ldl_factor
from .._ops.linalg.cholesky_lu import linalg_ldl_factor_ex as ldl_factor_ex
from .._ops.linalg.cholesky_lu import linalg_ldl_solve as ldl_solve
from .._ops.linalg.cholesky_lu import linalg_lu as lu
from .._ops.linalg.cholesky_lu import linalg_lu_factor as lu_factor
from .._ops.linalg.cholesky_lu import linalg_lu_factor_ex as lu_factor_ex
from .._ops.linalg.cholesky_lu import linalg_lu_solve as lu_solve
from .._ops.linalg.det import linalg_det as det
from .._ops.linalg.det import linalg_slogdet as slogdet
from .._ops.linalg.eig_svd import linalg_eig as eig
from .._ops.linalg.eig_svd import linalg_eigh as eigh
from .._ops.linalg.eig_svd import linalg_eigvals as eigvals
from .._ops.linalg.eig_svd import linalg_eigvalsh as eigvalsh
from .._ops.linalg.eig_svd import linalg_svd as svd
from .._ops.linalg.eig_svd import linalg_svdvals as svdvals
from .._ops.linalg.lstsq_pinv import linalg_lstsq as lstsq
from .._ops.linalg.lstsq_pinv import linalg_matrix_rank as matrix_rank
from .._ops.linalg.lstsq_pinv import linalg_pinv as pinv
from .._ops.linalg.matmul import matmul
from .._ops.linalg.matrix_exp_power import linalg_cross as cross
from .._ops.linalg.matrix_exp_power import linalg_diagonal as diagonal
from .._ops.linalg.matrix_exp_power import linalg_matrix_exp as matrix_exp
from .._ops.linalg.matrix_exp_power import linalg_matrix_power as matrix_power
from .._ops.linalg.matrix_exp_power import linalg_multi_dot as multi_dot
from .._ops.linalg.matrix_exp_power import linalg_tensorinv as tensorinv
from .._ops.linalg.matrix_exp_power import linalg_tensorsolve as tensorsolve
from .._ops.linalg.matrix_exp_power import linalg_vander as vander
from .._ops.linalg.matrix_exp_power import linalg_vecdot as vecdot
from .._ops.linalg.norm import linalg_cond as cond
from .._ops.linalg.norm import linalg_matrix_norm as matrix_norm
from .._ops.linalg.norm import linalg_norm as norm
from .._ops.linalg.norm import linalg_vector_norm as vector_norm
from .._ops.linalg.qr import linalg_householder_product as householder_product
from .._ops.linalg.qr import linalg_qr as qr
from .._ops.linalg.solve_inv import linalg_inv as inv
from .._ops.linalg.solve_inv import linalg_inv_ex as inv_ex
from .._ops.linalg.solve_inv import linalg_solve as solve
from .._ops.linalg.solve_inv import linalg_solve_ex as solve_ex
from .._ops.linalg.solve_inv import linalg_solve_triangular as solve_triangular
from .._tensor.tensor import Tensor

__all__ = [
    "LinAlgError",
    "Tensor",
    "cholesky",
    "cholesky_ex",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "householder_product",
    "inv",
    "inv_ex",
    "ldl_factor",
    "ldl_factor_ex",
    "ldl_solve",
    "lstsq",
    "lu",
    "lu_factor",
    "lu_factor_ex",
    "lu_solve",
    "matmul",
    "matrix_exp",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "multi_dot",
    "norm",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "solve_ex",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensorinv",
    "tensorsolve",
    "vander",
    "vecdot",
    "vector_norm",
]

globals().update(face("rushlight.linalg", __all__, globals()))
