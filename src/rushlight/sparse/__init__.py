"""Functions of sparse tensors: ``torch.sparse``. The tensors are made by ``torch.sparse_coo_tensor`` and its kin, or by
``to_sparse()``.

A COO tensor stores the places of its values, a CSR one where each row begins and the column of each value. Gradients
of the functions here keep to the places of their sparse operands.
"""

from __future__ import annotations

from ._functions import addmm, log_softmax, mm, sampled_addmm, softmax, spdiags, spsolve, sum
from ._invariants import as_sparse_gradcheck, check_sparse_tensor_invariants
from ._types import (
    BFloat16Tensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
)

__all__ = [
    "BFloat16Tensor",
    "ByteTensor",
    "CharTensor",
    "DoubleTensor",
    "FloatTensor",
    "HalfTensor",
    "IntTensor",
    "LongTensor",
    "ShortTensor",
    "addmm",
    "as_sparse_gradcheck",
    "check_sparse_tensor_invariants",
    "log_softmax",
    "mm",
    "sampled_addmm",
    "softmax",
    "spdiags",
    "spsolve",
    "sum",
]
