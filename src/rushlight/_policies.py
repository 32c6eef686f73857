"""What autocast does with the operands of which public functions (PyTorch's lists for the CPU), by the functions' names.

Functions that are not named compute in the dtypes they are given.
"""

from __future__ import annotations

__all__ = [
    "INNER",
    "LOWER",
    "POLICIES",
    "POWER",
    "PRODUCTS",
    "PROMOTE",
    "REFLECTED",
    "STATE",
    "VALUES",
    "WIDE",
]

LOWER = 1  # floats become the 16-bit dtype: where most of a network's arithmetic is, in products
WIDE = 2  # 16-bit floats become float32: losses, decompositions, transforms, which need the digits
PROMOTE = 3  # all become the widest dtype among them
STATE = 4  # as LOWER, but results have the dtype of the recurrent state that came in
PRODUCTS = 5  # of einsum and tensordot: LOWER where products of matrices compute it
REFLECTED = 6  # of pad: WIDE unless it pads by a number or in a circle
INNER = 7  # LOWER if there is a matrix among the operands
POWER = 9  # of matrix_power: LOWER where there are products; inverses are WIDE
VALUES = 8  # of max_pool3d: WIDE unless it returns indices, too

POLICIES = {
    **dict.fromkeys((
        "__matmul__", "__rmatmul__", "addbmm", "addmm", "baddbmm", "bmm", "chain_matmul", "conv1d", "conv2d", "conv3d", "conv_tbc",
        "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "corrcoef", "cov", "linear", "lstm", "matmul", "mm",
        "multi_dot", "multi_head_attention_forward", "prelu", "rnn_relu", "rnn_relu_cell", "rnn_tanh", "rnn_tanh_cell",
        "scaled_dot_product_attention", "vecdot",
    ), LOWER),
    **dict.fromkeys((
        "adaptive_avg_pool3d", "adaptive_max_pool3d", "adaptive_max_pool3d_with_indices", "avg_pool3d", "binary_cross_entropy",
        "binary_cross_entropy_with_logits", "cdist", "cholesky", "cholesky_ex", "cholesky_inverse", "cholesky_solve", "cond",
        "cosine_embedding_loss", "cross_entropy", "ctc_loss", "eig", "eigh", "eigvals", "eigvalsh", "fft", "fft2", "fftn",
        "fractional_max_pool2d", "fractional_max_pool2d_with_indices", "fractional_max_pool3d",
        "fractional_max_pool3d_with_indices", "geqrf", "grid_sample", "grid_sampler", "grid_sampler_2d", "grid_sampler_3d", "hfft",
        "hinge_embedding_loss", "householder_product", "huber_loss", "ifft", "ifft2", "ifftn", "ihfft", "inv", "inv_ex", "inverse",
        "irfft", "irfft2", "irfftn", "kl_div", "l1_loss", "lstsq", "lu", "lu_solve", "margin_ranking_loss", "matrix_rank",
        "max_unpool1d", "max_unpool2d", "max_unpool3d", "mse_loss", "multi_margin_loss",
        "multilabel_margin_loss", "nanquantile", "nll_loss", "orgqr", "ormqr", "pca_lowrank", "pinverse", "poisson_nll_loss", "polar",
        "prod", "qr", "quantile", "rfft", "rfft2", "rfftn", "smooth_l1_loss", "soft_margin_loss", "solve", "stft", "svd", "svd_lowrank",
        "svdvals", "tensorinv", "tensorsolve", "trace", "triangular_solve", "triplet_margin_loss", "view_as_complex",
    ), WIDE),
    **dict.fromkeys(("cat", "concat", "concatenate", "index_copy", "stack"), PROMOTE),
    **dict.fromkeys(("gru", "gru_cell", "lstm_cell"), STATE),
    **dict.fromkeys(("einsum", "tensordot"), PRODUCTS),
    "inner": INNER, "matrix_power": POWER, "max_pool3d": VALUES, "pad": REFLECTED,
}  # fmt: skip
