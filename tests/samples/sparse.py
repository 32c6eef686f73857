"""Wrong calls of what makes sparse tensors and takes them apart; right ones stand in tests/_ops/sparse."""

from __future__ import annotations

ERRORS = (
    ("t.sparse_coo_tensor([[0, 1]], [1.0], (2,))", "RuntimeError", "nnz from indices: 2, nnz from values: 1"),
    ("t.sparse_coo_tensor([0, 1], [1.0, 2.0])", "RuntimeError", "indices must be sparse_dim x nnz, but got: [2]"),
    ("t.sparse_compressed_tensor([0], [], [], layout=t.strided)", "RuntimeError", "but got torch.strided"),
    ("x.indices()", "RuntimeError", "indices expected sparse coordinate tensor layout but got Strided"),
    ("x.coalesce()", "RuntimeError", "coalesce expected sparse coordinate tensor layout but got Strided"),
    ("x.crow_indices()", "RuntimeError", "expected sparse row compressed tensor layout but got Strided"),
    ("x.to_sparse().ccol_indices()", "RuntimeError", "sparse column compressed tensor layout but got Sparse"),
    ("t.sparse_coo_tensor([[0, 0]], [1.0, 2.0]).values()", "RuntimeError", "on an uncoalesced tensor"),
    ("x._nnz()", "NotImplementedError", "from the 'CPU' backend"),
    ("x.sparse_mask(x)", "NotImplementedError", "the mask must be a sparse tensor, this one is torch.strided"),
    ("x.to_sparse().exp()", "NotImplementedError", "on tensors of layout torch.sparse_coo"),
    ("x.to_sparse() + x", "RuntimeError", "Use add(dense, sparse) instead"),
    ("x.to_sparse() / x", "RuntimeError", "(got shape [2, 3] for divisor)"),
    ("x.to_sparse() @ x", "RuntimeError", "cannot be multiplied (2x3 and 2x3)"),
    ("x.to_sparse().numpy()", "TypeError", "can't convert Sparse layout tensor to numpy"),
)
