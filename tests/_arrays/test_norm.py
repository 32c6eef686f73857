"""Normalisation: compiled kernels against the NumPy references in float64."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight._arrays.layers import norm as N
from rushlight._native import ext

BATCHES = [(4, 3), (64, 21), (300, 70), (2, 3, 5), (4, 6, 14, 14), (3, 70, 2, 2), (2, 65, 40, 40), (1, 2, 3, 1, 5)]
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def near(got, exact, dtype, factor=8.0):
    assert got.dtype == dtype and got.shape == exact.shape
    size = np.abs(exact).max(initial=1)
    factor *= (
        16 if dtype == np.float64 else 1
    )  # sums of float32 are computed in double precision, those of float64 are not
    assert np.all(np.abs(got - exact) <= factor * np.finfo(dtype).eps * np.maximum(np.abs(exact), 0.1 * size))


def wide(*arrays):
    return [a if a is None else a.astype(np.float64) for a in arrays]


@DTYPES
@pytest.mark.parametrize("affine", [False, True])
@pytest.mark.parametrize("shape", BATCHES, ids=str)
def test_batch_norm(shape, affine, dtype):
    rng = np.random.default_rng(0)
    c = shape[1]
    x, g = ((rng.standard_normal(shape) * 2 + 1).astype(dtype) for _ in range(2))
    w, b = ((rng.random(c) + 0.5).astype(dtype) for _ in range(2)) if affine else (None, None)
    mean, var = rng.standard_normal(c).astype(dtype), (rng.random(c) + 0.5).astype(dtype)
    for name in ("batch_norm_eval", "batch_norm_train"):
        stats, wide_stats = [mean.copy(), var.copy()], wide(mean, var)
        got = getattr(ext, name)(x, w, b, *stats, 0.3, 1e-5)
        exact = getattr(N, name + "_reference")(*wide(x, w, b), *wide_stats, 0.3, 1e-5)
        for p, q in zip([*got, *stats], [*exact, *wide_stats], strict=True):
            near(p, q, dtype)
        for training in (False, True):
            got_back = ext.batch_norm_backward(g, x, w, *got[1:], training)
            exact_back = N.batch_norm_backward_reference(*wide(g, x, w), *exact[1:], training)
            for p, q in zip(got_back, exact_back, strict=True):
                near(p, q, dtype, 32)
    assert all(
        np.array_equal(p, q)
        for p, q in zip(ext.batch_norm_train(x, w, b, None, None, 0.1, 1e-5)[1:], got[1:], strict=True)
    )


def test_batch_norm_of_one_value_per_channel():
    var = np.ones(2)
    N.batch_norm_train(np.ones((1, 2)), None, None, np.zeros(2), var, 0.5, 1e-5)
    assert np.isnan(var).all()


def test_batch_norm_far_from_zero():
    x = (np.random.default_rng(1).standard_normal((8, 3, 50)) + 1e4).astype(np.float32)
    y = ext.batch_norm_train(x, None, None, None, None, 0.1, 1e-5)[2]
    near(y, N.batch_norm_train_reference(x.astype(np.float64), None, None, None, None, 0.1, 1e-5)[2], np.float32)


def test_batch_norm_of_other_layouts():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((5, 4, 3)).astype(np.float32).transpose(2, 1, 0)
    stats = np.zeros((4, 2), np.float32), np.ones((4, 2), np.float32)
    y = N.batch_norm_train(x, None, None, stats[0][:, 0], stats[1][:, 0], 0.1, 1e-5)[0]
    near(y, N.batch_norm_train_reference(x.astype(np.float64), None, None, None, None, 0.1, 1e-5)[0], np.float32)
    assert stats[0][:, 0].any() and not stats[0][:, 1].any()
    with_half = N.batch_norm_eval(
        x.astype(np.float16), None, None, *(s[:, 0].astype(np.float16) for s in stats), 0.1, 1e-5
    )
    assert with_half[0].dtype == np.float16


# x's shape, rows, inner, weights
ROWS = [
    ((4, 3), 4, 1, 3),
    ((5, 64), 5, 1, 64),
    ((7, 4, 9), 7, 1, 36),
    ((300, 130), 300, 1, 130),
    ((6,), 1, 1, 6),
    ((40, 3000), 40, 1, 3000),
    ((2, 6), 4, 1, 6),
    ((2, 6, 5), 6, 5, 6),
    ((3, 8, 4, 4), 6, 16, 8),
    ((2, 64, 30, 30), 64, 900, 64),
    ((3, 4, 2), 3, 2, 4),
]


@DTYPES
@pytest.mark.parametrize("affine", [False, True])
@pytest.mark.parametrize("shape, rows, inner, weights", ROWS, ids=str)
def test_row_norm(shape, rows, inner, weights, affine, dtype):
    rng = np.random.default_rng(3)
    x, g = ((rng.standard_normal(shape) * 2 + 1).astype(dtype) for _ in range(2))
    w, b = ((rng.random(weights) + 0.5).astype(dtype) for _ in range(2)) if affine else (None, None)
    got = ext.row_norm(x, w, b, 1e-5, rows, inner)
    exact = N.row_norm_reference(*wide(x, w, b), 1e-5, rows, inner)
    for p, q in zip(got, exact, strict=True):
        near(p, q, dtype)
    got = ext.row_norm_backward(g, x, w, *got[1:], inner, (weights,))
    exact = N.row_norm_backward_reference(*wide(g, x, w), *exact[1:], inner, weights)
    for p, q in zip(got, exact, strict=True):
        near(p, q, dtype, 64)


def test_row_norm_without_elements():
    y, mean, rstd = N.row_norm(np.zeros((0, 4), np.float32), None, None, 1e-5, 0, 1)
    assert y.shape == (0, 4) and mean.shape == rstd.shape == (0,)
    gx, gw, _ = N.row_norm_backward(y, y, None, mean, rstd, 1, 4)
    assert gx.shape == (0, 4) and gw.tolist() == [0] * 4
