# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from .._base.errors import LinAlgError as LinAlgError
from .._ops.linalg.cholesky_lu import linalg_cholesky
from .._ops.linalg.cholesky_lu import linalg_cholesky_ex
from .._ops.linalg.cholesky_lu import linalg_lu
from .._ops.linalg.cholesky_lu import linalg_lu_factor
from .._ops.linalg.cholesky_lu import linalg_lu_factor_ex
from .._ops.linalg.cholesky_lu import linalg_lu_solve
from .._ops.linalg.det import linalg_det
from .._ops.linalg.det import linalg_slogdet
from .._ops.linalg.eig_svd import linalg_eig
from .._ops.linalg.eig_svd import linalg_eigh
from .._ops.linalg.eig_svd import linalg_eigvals
from .._ops.linalg.eig_svd import linalg_eigvalsh
from .._ops.linalg.eig_svd import linalg_svd
from .._ops.linalg.eig_svd import linalg_svdvals
from .._ops.linalg.einsum import linalg_cross
from .._ops.linalg.ldl import linalg_ldl_factor
from .._ops.linalg.ldl import linalg_ldl_factor_ex
from .._ops.linalg.ldl import linalg_ldl_solve
from .._ops.linalg.lstsq_pinv import linalg_lstsq
from .._ops.linalg.lstsq_pinv import linalg_matrix_rank
from .._ops.linalg.lstsq_pinv import linalg_pinv
from .._ops.linalg.matmul import linalg_vecdot
from .._ops.linalg.matmul import matmul as matmul
from .._ops.linalg.matrix_exp_power import matrix_exp as matrix_exp
from .._ops.linalg.matrix_exp_power import matrix_power as matrix_power
from .._ops.linalg.multi_dot_tensorsolve import linalg_multi_dot
from .._ops.linalg.multi_dot_tensorsolve import linalg_tensorinv
from .._ops.linalg.multi_dot_tensorsolve import linalg_tensorsolve
from .._ops.linalg.norm import linalg_cond
from .._ops.linalg.norm import linalg_matrix_norm
from .._ops.linalg.norm import linalg_norm
from .._ops.linalg.norm import vector_norm as vector_norm
from .._ops.linalg.qr import linalg_householder_product
from .._ops.linalg.qr import linalg_qr
from .._ops.linalg.solve_inv import linalg_inv
from .._ops.linalg.solve_inv import linalg_inv_ex
from .._ops.linalg.solve_inv import linalg_solve
from .._ops.linalg.solve_inv import linalg_solve_ex
from .._ops.linalg.solve_inv import linalg_solve_triangular
from .._ops.linalg.vander_diagonal import linalg_diagonal
from .._ops.linalg.vander_diagonal import linalg_vander
from .._tensor.tensor import Tensor as Tensor

cholesky = linalg_cholesky
cholesky_ex = linalg_cholesky_ex
cond = linalg_cond
cross = linalg_cross
det = linalg_det
diagonal = linalg_diagonal
eig = linalg_eig
eigh = linalg_eigh
eigvals = linalg_eigvals
eigvalsh = linalg_eigvalsh
householder_product = linalg_householder_product
inv = linalg_inv
inv_ex = linalg_inv_ex
ldl_factor = linalg_ldl_factor
ldl_factor_ex = linalg_ldl_factor_ex
ldl_solve = linalg_ldl_solve
lstsq = linalg_lstsq
lu = linalg_lu
lu_factor = linalg_lu_factor
lu_factor_ex = linalg_lu_factor_ex
lu_solve = linalg_lu_solve
matrix_norm = linalg_matrix_norm
matrix_rank = linalg_matrix_rank
multi_dot = linalg_multi_dot
norm = linalg_norm
pinv = linalg_pinv
qr = linalg_qr
slogdet = linalg_slogdet
solve = linalg_solve
solve_ex = linalg_solve_ex
solve_triangular = linalg_solve_triangular
svd = linalg_svd
svdvals = linalg_svdvals
tensorinv = linalg_tensorinv
tensorsolve = linalg_tensorsolve
vander = linalg_vander
vecdot = linalg_vecdot
