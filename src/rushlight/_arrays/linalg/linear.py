"""Matrix products: compiled kernels for float32 and float64, NumPy for the other dtypes.

NumPy's own product is never used on float32 and float64: its BLAS brings threads that would spin beside ours.
"""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import native_or_numpy

__all__ = ["bmm", "linear", "matmul2d"]

_gemm = ext.gemm
_bmm = ext.bmm


def matmul2d(a, b, out=None):
    """The product of two matrices.

    Shapes: a (m, k), b (k, n), result (m, n). Any strides; one dtype for both, which the result has too.
    Raises ValueError if the inner sizes differ or `out` has another shape.

        >>> matmul2d(np.ones((2, 3), np.float32), np.ones((3, 4), np.float32)).shape
        (2, 4)
    """
    return native_or_numpy(_gemm, gemm_reference, a, b, None, out)


def linear(x, w, b=None, out=None):
    """An affine map of the last axis: x wᵀ + b.

    Shapes: x (..., k), w (n, k), b (n,) or None, result (..., n).
    Raises ValueError if the sizes differ.

        >>> linear(np.ones((5, 3), np.float32), np.ones((4, 3), np.float32), np.ones(4, np.float32))[0, 0]
        np.float32(4.0)
    """
    if x.ndim == 2:
        return native_or_numpy(_gemm, gemm_reference, x, w.T, b, out)
    rows = x.reshape(-1, x.shape[-1]) if x.size else np.empty((_rows(x.shape[:-1]), x.shape[-1]), x.dtype)
    y = linear(rows, w, b).reshape(x.shape[:-1] + w.shape[:1])
    if out is None:
        return y
    out[...] = y
    return out


def bmm(a, b, out=None):
    """Products of matrices, one for each index of the first axis.

    Shapes: a (batch, m, k), b (batch, k, n), result (batch, m, n). Any strides, zero (a broadcast) included.
    Raises ValueError if the sizes differ.

        >>> bmm(np.ones((5, 2, 3)), np.ones((5, 3, 4))).shape
        (5, 2, 4)
    """
    return native_or_numpy(_bmm, bmm_reference, a, b, out)


def _rows(shape):
    n = 1
    for size in shape:
        n *= size
    return n


@quiet
def gemm_reference(a, b, bias=None, out=None):
    """a b + bias in NumPy, for any dtype and any number of leading axes of a, none included; of bools "any of the
    products", integers wrap around."""
    y = np.matmul(a, b)
    if bias is not None:
        y = y + bias
    if out is None:
        return np.asarray(y)
    out[...] = y
    return out


@quiet
def bmm_reference(a, b, out=None):
    """`bmm` in NumPy, for any dtype."""
    return np.matmul(a, b, out=out)
