# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from  import linalg_householder_product as householder_product
from  import linalg_matrix_exp as matrix_exp
from  import linalg_solve as solve
from .._base.errors import LinAlgError as LinAlgError
from .._tensor.tensor import Tensor as Tensor
