"""Softmax, losses and row sums: compiled kernels against the NumPy references in float64."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight._arrays.layers import softmax as S
from rushlight._arrays.losses import loss as L
from rushlight._native import ext

SHAPES = [
    ((), 0),
    ((1,), 0),
    ((5,), 0),
    ((4, 10), 1),
    ((4, 10), 0),
    ((3, 16), 1),
    ((3, 17), 1),
    ((2, 33, 3), 1),
    ((2, 5, 40), 1),
    ((70, 300), 1),
    ((3, 70, 400), 1),
    ((0, 3), 1),
    ((3, 0), 0),
    ((2, 1000), 1),
]


def near(got, exact, ulps, scale=1.0):
    assert isinstance(got, np.ndarray) and got.shape == exact.shape
    assert np.all(np.abs(got - exact) <= ulps * np.finfo(got.dtype).eps * np.maximum(np.abs(exact), scale))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape, dim", SHAPES, ids=str)
def test_softmax(shape, dim, dtype):
    rng = np.random.default_rng(0)
    x, g = (np.asarray(rng.standard_normal(shape) * 4, dtype) for _ in range(2))
    for name in ("softmax", "log_softmax"):
        y = getattr(S, name)(x, dim)
        assert y.dtype == dtype and getattr(ext, name)(x, dim) is not NotImplemented
        exact = getattr(S, name + "_reference")(x.astype(np.float64), dim)
        near(y, exact, 16, 1e-3 if name == "softmax" else 1)
        got = getattr(S, name + "_backward")(g, y, dim)
        exact = getattr(S, name + "_backward_reference")(g.astype(np.float64), y.astype(np.float64), dim)
        near(got, exact, 16, np.abs(g).sum(dim, keepdims=True) if g.ndim else 1.0)  # the sum of g cancels


def test_softmax_of_extremes():
    inf = np.inf
    for x in ([0.0, 1000.0], [-inf, 0.0, 1.0], [-1e30, -1e30], [np.nan, 0.0], [-inf, -inf], [inf, 0.0]):
        for name in ("softmax", "log_softmax"):
            a = np.array(x * 9)
            np.testing.assert_allclose(getattr(ext, name)(a, 0), getattr(S, name + "_reference")(a, 0), rtol=1e-12)
            b = np.ascontiguousarray(np.stack([a] * 3, 1))
            np.testing.assert_allclose(getattr(ext, name)(b, 0), getattr(S, name + "_reference")(b, 0), rtol=1e-12)


def test_softmax_of_other_layouts():
    x = np.random.default_rng(1).standard_normal((6, 8)).astype(np.float32)
    near(S.softmax(x.T, 0), S.softmax_reference(x.T.astype(np.float64), 0), 16)
    near(S.softmax(x[::2, ::-1], 1), S.softmax_reference(x[::2, ::-1].astype(np.float64), 1), 16)
    assert S.softmax(x.astype(np.float16), 1).dtype == np.float16


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("reduction", [0, 1, 2])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(
    "shape", [(5,), (1, 1), (4, 10), (300, 7), (3, 4, 6), (2, 5, 3, 7), (0, 3), (64, 2000)], ids=str
)
def test_nll_loss(shape, weighted, reduction, dtype):
    rng = np.random.default_rng(2)
    x = rng.standard_normal(shape).astype(dtype)
    classes = shape[1] if len(shape) > 1 else shape[0]
    target = np.asarray(rng.integers(0, classes, () if len(shape) == 1 else (shape[0], *shape[2:])))
    if target.size > 3:
        target.flat[1] = -100
    weight = rng.random(classes).astype(dtype) if weighted else None
    loss, total = ext.nll_loss(x, target, weight, reduction, -100)
    wide = None if weight is None else weight.astype(np.float64)
    exact, exact_total = L.nll_loss_reference(x.astype(np.float64), target, wide, reduction, -100)
    if target.size or reduction != 1:
        near(loss, exact, 16)
        near(total, exact_total, 16)
    g = np.asarray(rng.standard_normal(loss.shape), dtype)
    got = ext.nll_loss_backward(g, target, weight, total, shape, reduction, -100)
    near(
        got, L.nll_loss_backward_reference(g.astype(np.float64), target, wide, exact_total, shape, reduction, -100), 16
    )


def test_nll_loss_refuses_targets():
    x, total = np.zeros((3, 4), np.float32), np.array(3, np.float32)
    for bad in (4, -1, 2**40):
        target = np.array([0, bad, 1])
        with pytest.raises(IndexError, match=f"Target {bad} is out of bounds"):
            ext.nll_loss(x, target, None, 1, -100)
        with pytest.raises(IndexError, match=f"Target {bad} is out of bounds"):
            ext.nll_loss_backward(np.array(1, np.float32), target, None, total, (3, 4), 1, -100)
        with pytest.raises(IndexError, match=f"Target {bad} is out of bounds"):
            L.nll_loss_reference(x, target, None, 1, -100)
    assert ext.nll_loss(x, np.zeros(2, np.int64), None, 1, -100) is NotImplemented
    assert ext.nll_loss(x, np.zeros(3, np.int64), np.zeros(5, np.float32), 1, -100) is NotImplemented


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("reduction", [0, 1, 2])
@pytest.mark.parametrize("shape", [(), (3,), (40,), (7, 31), (300, 1001)], ids=str)
def test_mse_loss(shape, reduction, dtype):
    rng = np.random.default_rng(3)
    x, y = (np.asarray(rng.standard_normal(shape), dtype) for _ in range(2))
    wide = x.astype(np.float64), y.astype(np.float64)
    loss = ext.mse_loss(x, y, reduction)
    near(loss, L.mse_loss_reference(*wide, reduction), 4)
    g = np.asarray(rng.standard_normal(loss.shape), dtype)
    near(
        ext.mse_loss_backward(g, x, y, reduction),
        L.mse_loss_backward_reference(g.astype(np.float64), *wide, reduction),
        16,
        1e-6,
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(4, 120), (1, 1), (64, 10), (129, 70), (1000, 500), (0, 3), (3, 0)], ids=str)
def test_row_sum(shape, dtype):
    x = np.random.default_rng(4).standard_normal(shape).astype(dtype)
    exact = x.astype(np.float64).sum(0)
    assert np.all(np.abs(ext.row_sum(x) - exact) <= 8 * np.finfo(dtype).eps * np.abs(x.astype(np.float64)).sum(0))
    np.testing.assert_array_equal(L.row_sum(x[:, ::-1]), L.row_sum(np.ascontiguousarray(x[:, ::-1])))
