"""Matrix products: compiled kernels against NumPy in float64, over shapes that meet every tile and edge."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rushlight._arrays.linalg import linear as L
from rushlight._native import ext

# (m, n, k): single numbers, the seed network's layers and their gradients, tile and panel edges (14 x 32,
# 6 x 16, 256 deep), long sums, and empty ones.
SHAPES = [
    (1, 1, 1),
    (4, 120, 400),
    (4, 84, 120),
    (4, 10, 84),
    (120, 400, 4),
    (4, 400, 120),
    (10, 84, 4),
    (17, 33, 5),
    (3, 7, 100),
    (1, 50, 60),
    (60, 1, 50),
    (40, 3, 41),
    (13, 2, 40),
    (64, 64, 64),
    (300, 70, 513),
    (14, 32, 16),
    (15, 33, 17),
    (29, 65, 300),
    (7, 5, 3000),
    (257, 129, 390),
    (128, 96, 257),
    (0, 3, 4),
    (3, 0, 4),
    (3, 4, 0),
    (0, 0, 0),
]


def operand(rng, rows, cols, layout, dtype):
    """A (rows, cols) matrix: contiguous, transposed, with gaps, or read backwards."""
    if layout == "C":
        return rng.standard_normal((rows, cols)).astype(dtype)
    if layout == "T":
        return rng.standard_normal((cols, rows)).astype(dtype).T
    if layout == "gaps":
        return rng.standard_normal((2 * rows, 3 * cols)).astype(dtype)[::2, ::3]
    return rng.standard_normal((rows, cols)).astype(dtype)[::-1, ::-1]


def check(y, a, b, bias=None):
    """Every product is rounded relative to itself, so the error is bounded by k eps times the sum of |a| |b|;
    rounding errors are random in sign, which makes sqrt(k) the honest factor: 16 covers k <= 3000 well."""
    exact = a.astype(np.float64) @ b.astype(np.float64)
    size = np.abs(a).astype(np.float64) @ np.abs(b).astype(np.float64)
    if bias is not None:
        exact, size = exact + bias, size + np.abs(bias)
    assert y.dtype == a.dtype and y.shape == exact.shape
    assert np.all(np.abs(y - exact) <= 16 * np.finfo(y.dtype).eps * size + 1e-300)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_matmul2d(shape, dtype):
    rng = np.random.default_rng(0)
    m, n, k = shape
    for left, right in itertools.product(("C", "T", "gaps", "back"), repeat=2):
        a, b = operand(rng, m, k, left, dtype), operand(rng, k, n, right, dtype)
        check(L.matmul2d(a, b), a, b)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_linear(shape, dtype):
    rng = np.random.default_rng(1)
    m, n, k = shape
    x, w, b = (rng.standard_normal(s).astype(dtype) for s in ((m, k), (n, k), (n,)))
    check(L.linear(x, w, b), x, w.T, b)
    check(L.linear(x, w), x, w.T)
    out = np.full((m, n), np.nan, dtype)
    assert L.linear(x, w, b, out=out) is out
    assert np.array_equal(out, L.linear(x, w, b))
    stepped = np.repeat(b, 2)[::2]
    assert np.allclose(L.linear(x, w, stepped), out, rtol=1e-4, atol=1e-4)


def test_linear_leading_axes():
    rng = np.random.default_rng(2)
    w, b = rng.standard_normal((5, 7)).astype(np.float32), rng.standard_normal(5).astype(np.float32)
    for lead in [(), (3,), (2, 3), (2, 0, 3)]:
        x = rng.standard_normal((*lead, 7)).astype(np.float32)
        y = L.linear(x, w, b)
        assert isinstance(y, np.ndarray) and y.shape == (*lead, 5)
        assert np.allclose(y, L.gemm_reference(x, w.T, b), atol=1e-5)
    out = np.empty((2, 3, 5), np.float32)
    x = rng.standard_normal((2, 3, 7)).astype(np.float32)
    assert L.linear(x, w, b, out) is out
    assert np.array_equal(out, L.linear(x, w, b))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "shape", [(1, 2, 3, 4), (5, 17, 33, 12), (3, 64, 64, 64), (40, 30, 30, 40), (0, 2, 2, 2)], ids=str
)
def test_bmm(shape, dtype):
    rng = np.random.default_rng(3)
    batch, m, n, k = shape
    a, b = rng.standard_normal((batch, m, k)).astype(dtype), rng.standard_normal((batch, n, k)).astype(dtype)
    for left in (a, a[::-1], np.broadcast_to(a[:1], a.shape) if batch else a):
        y = L.bmm(left, b.transpose(0, 2, 1))
        assert y.shape == (batch, m, n) and y.dtype == dtype
        for i in range(batch):
            check(y[i], left[i], b[i].T)
    out = np.empty((batch, m, n), dtype)
    assert L.bmm(a, b.transpose(0, 2, 1), out) is out
    assert np.array_equal(out, L.bmm(a, b.transpose(0, 2, 1)))


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint8, np.bool_, np.complex64, np.complex128, np.float16])
def test_other_dtypes_run_through_numpy(dtype):
    rng = np.random.default_rng(4)
    a, b = (rng.integers(0, 2 if dtype is np.bool_ else 100, s).astype(dtype) for s in ((4, 5), (5, 3)))
    y = L.matmul2d(a, b)
    assert y.dtype == dtype and np.array_equal(y, np.matmul(a, b))
    assert np.array_equal(L.linear(a, b.T), y)
    assert np.array_equal(L.bmm(a[None], b[None])[0], y)


def test_unusual_memory():
    """Byte-swapped and misaligned arrays are not for the kernels, but work."""
    rng = np.random.default_rng(5)
    a, b = rng.standard_normal((4, 5)).astype(np.float32), rng.standard_normal((5, 3)).astype(np.float32)
    y = L.matmul2d(a, b)
    raw = np.zeros(a.nbytes + 1, np.uint8)
    odd = raw[1:].view(np.float32).reshape(4, 5)
    odd[...] = a
    assert np.allclose(L.matmul2d(odd, b), y, rtol=1e-5)
    assert np.allclose(L.matmul2d(a.astype(">f4"), b), y, rtol=1e-5)
    record = np.zeros((4, 5), [("x", np.int16), ("y", np.float32)])  # strides that are not whole elements
    record["y"] = a
    assert np.allclose(L.matmul2d(record["y"], b), y, rtol=1e-5)


def test_out():
    rng = np.random.default_rng(6)
    a, b = rng.standard_normal((20, 20)).astype(np.float32), rng.standard_normal((20, 20)).astype(np.float32)
    y = L.matmul2d(a, b)
    wide = np.zeros((20, 60), np.float32)
    for out in (np.empty((20, 20), np.float32), np.empty((20, 20), np.float32).T, wide[:, 10:30], wide[::-1, ::3]):
        assert L.matmul2d(a, b, out) is out
        assert np.array_equal(out, y)
    x = a.copy()  # written over an operand
    assert np.array_equal(L.matmul2d(x, b, x), y)
    x = b.copy()
    assert np.array_equal(L.matmul2d(a, x, x), y)


def test_errors():
    a, b = np.ones((2, 3), np.float32), np.ones((4, 2), np.float32)
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(4, 2\)"):
        L.matmul2d(a, b)
    with pytest.raises(ValueError):
        L.bmm(a[None], b[None])
    with pytest.raises(ValueError):
        ext.gemm(a, a.T, np.ones(3, np.float32), None)
    with pytest.raises(ValueError):
        ext.gemm(a, a.T, None, np.ones((3, 3), np.float32))
    with pytest.raises(TypeError):
        ext.gemm(a, a.T, None, np.ones((2, 2), np.float64))
    with pytest.raises(TypeError):
        ext.gemm(a, [[1]], None, None)
    with pytest.raises(ValueError):
        ext.gemm(a[0], a.T, None, None)
    with pytest.raises(TypeError):
        ext.gemm(a, b)
    frozen = np.ones((2, 2), np.float32)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        ext.gemm(a, a.T, None, frozen)


def test_infinities_stay_in_their_rows():
    """Lanes and packed rows beyond the edge never leak into results."""
    a, b = np.ones((5, 19), np.float32), np.ones((19, 21), np.float32)
    a[2, 3] = np.inf
    y = L.matmul2d(a, b)
    assert np.isinf(y[2]).all() and np.array_equal(np.delete(y, 2, 0), np.full((4, 21), 19, np.float32))
    y = L.matmul2d(a, np.asfortranarray(b))
    assert np.isinf(y[2]).all() and np.array_equal(np.delete(y, 2, 0), np.full((4, 21), 19, np.float32))


@pytest.mark.skipif(not hasattr(ext, "set_num_threads"), reason="built without a thread pool")
@pytest.mark.parametrize(
    "shape", [(4, 3000, 500), (257, 129, 390), (1000, 37, 300), (6, 75, 40000), (200, 200, 200)], ids=str
)
def test_same_bits_for_any_number_of_threads(shape):
    rng = np.random.default_rng(7)
    m, n, k = shape
    a, b = rng.standard_normal((m, k)).astype(np.float32), rng.standard_normal((k, n)).astype(np.float32)
    before = ext.get_num_threads()
    try:
        results = []
        for threads in (1, 2, 4, 4, 4):
            ext.set_num_threads(threads)
            results.append((L.matmul2d(a, b), L.linear(a, np.ascontiguousarray(b.T))))
    finally:
        ext.set_num_threads(before)
    for y, z in results[1:]:
        assert np.array_equal(y, results[0][0]) and np.array_equal(z, results[0][1])
    check(results[0][0], a, b)
