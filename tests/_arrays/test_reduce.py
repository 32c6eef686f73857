"""Reductions: compiled loops against NumPy, over dtypes, axes, strides, shapes and special values."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rushlight._arrays import cpu as xp
from rushlight._arrays.reductions import reduce as R
from rushlight._base import dtypes
from rushlight._native import ext

NATIVE = ext.reduce
SUMS = ["sum", "mean", "prod", "sum_squares", "sum_abs"]
EXTREMES = ["amax", "amin"]
PLACES = ["argmax", "argmin"]
SHAPES = [(), (1,), (5,), (16,), (67,), (3, 4), (2, 3, 5), (1, 7, 1), (9, 600), (600, 9), (4, 3, 33, 2), (40, 50, 3)]


def draw(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    if dtype in (np.int64, np.bool_):
        return np.asarray(rng.integers(-3, 4, shape)).astype(dtype)
    return np.asarray(rng.standard_normal(shape)).astype(dtype)


def all_dims(ndim):
    """Every set of axes, and None."""
    return [None, *(d for k in range(ndim + 1) for d in itertools.combinations(range(ndim), k))]


def check(name, x, dims, keepdims=False):
    got = NATIVE[name](dims, keepdims, x, None)
    assert type(got) is np.ndarray
    want = getattr(R, name + "_reference")(x, dims, keepdims)
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    if got.dtype.kind == "f" and name in SUMS:
        size = R.sum_abs_reference(x, dims, keepdims) if name != "prod" else np.abs(want)
        if name == "mean":
            size = size * (got.size / max(x.size, 1))
        if name == "sum_squares":
            size = want
        assert np.all(
            np.abs(got - want)
            <= (1e3 if name == "prod" else 4 if got.dtype == np.float32 else 32) * np.finfo(got.dtype).eps * size
            + 1e-300
        )
    else:
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SUMS + EXTREMES)
def test_floats(name, shape):
    for dtype in (np.float32, np.float64):
        for dims, keepdims in itertools.product(all_dims(len(shape)), (False, True)):
            check(name, draw(shape, dtype), dims, keepdims)


@pytest.mark.parametrize("name", ["sum", "prod", "amax", "amin"])
def test_int64(name):
    for shape in SHAPES:
        for dims in all_dims(len(shape)):
            check(name, draw(shape, np.int64), dims)
    assert NATIVE["mean"](None, False, np.arange(3), None) is NotImplemented
    big = np.full(2, 2**62)
    assert NATIVE["sum"](None, False, big, None) == -(2**63)


@pytest.mark.parametrize("name", ["any", "all"])
def test_bools(name):
    for shape in [*SHAPES, (0,), (0, 3), (3, 0)]:
        for dims in all_dims(len(shape)):
            check(name, draw(shape, np.bool_), dims)
            check(name, np.ones(shape, bool), dims)
    assert getattr(xp, name)(np.float32([1, 0])) == (name == "any")
    assert getattr(xp, name)(5)


LAYOUTS = {
    "transposed": lambda x: x.T,
    "permuted": lambda x: x.transpose(1, 0, *range(2, x.ndim)) if x.ndim > 1 else x,
    "backwards": lambda x: x[::-1],
    "gaps": lambda x: np.repeat(x, 2, -1)[..., ::2],
    "rows": lambda x: np.repeat(x, 2, 0)[::2],
    "expanded": lambda x: np.broadcast_to(x, (3, *x.shape)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["sum", "amax", "argmax"])
def test_strides(name, layout):
    for shape in [(7,), (5, 6), (70, 300), (300, 70), (4, 3, 20), (2, 600, 3)]:
        x = LAYOUTS[layout](draw(shape, np.float32))
        for dims in all_dims(x.ndim) if name != "argmax" else [None, *range(x.ndim)]:
            check(name, x, dims)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("name", PLACES)
def test_places(name, dtype):
    for shape in [*SHAPES, (3, 40000), (100000,), (70, 1030)]:
        x = draw(shape, dtype)
        for dim, keepdims in itertools.product([None, *range(len(shape))], (False, True)):
            check(name, x, dim, keepdims)
            values, index = NATIVE[name[3:] + "_with_index"](dim, keepdims, x, None)
            want = R._with_index(getattr(R, name + "_reference"), x, dim, keepdims)
            np.testing.assert_array_equal(values, want[0])
            np.testing.assert_array_equal(index, want[1])
            assert values.shape == index.shape == want[0].shape


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nan_and_infinity(dtype):
    for n, at in [(5, 3), (100, 0), (100, 99), (1000, 517), (70000, 69999)]:
        x = draw(n, dtype)
        for value in (np.nan, np.inf, -np.inf):
            y = x.copy()
            y[at] = value
            for name in EXTREMES + PLACES:
                check(name, y, None)
                check(name, np.stack([x, y, x], 1), 0 if name in PLACES else (0,))
                check(name, np.stack([x, y, x]), 1 if name in PLACES else (1,))
            with np.errstate(all="ignore"):
                np.testing.assert_array_equal(NATIVE["sum"](None, False, y, None), dtype(value))
        y = np.full(n, -np.inf, dtype)
        for name in EXTREMES + PLACES:
            check(name, y, None)
            check(name, -y, None)


def test_ties_and_two_nans():
    x = np.float32([1, 3, 3, np.nan, 5, np.nan])
    assert NATIVE["argmax"](None, False, x, None) == 3
    assert NATIVE["argmin"](None, False, x, None) == 3
    assert NATIVE["argmax"](None, False, x[:3], None) == 1
    assert NATIVE["argmax"](0, False, np.stack([x[:3], x[:3]], 1), None).tolist() == [1, 1]


def test_empty():
    for shape in [(0,), (0, 3), (3, 0), (2, 0, 4)]:
        x = np.zeros(shape, np.float32)
        for dims in all_dims(len(shape)):
            for name in ("sum", "prod", "mean", "sum_squares"):
                np.testing.assert_array_equal(
                    NATIVE[name](dims, False, x, None), getattr(R, name + "_reference")(x, dims)
                )
    assert NATIVE["amax"](None, False, np.zeros(0), None) is NotImplemented
    assert NATIVE["amax"]((1,), False, np.zeros((0, 3)), None).shape == (0,)
    assert NATIVE["argmax"](None, False, np.zeros(0), None) is NotImplemented
    with pytest.raises(ValueError, match="zero-size"):
        xp.amax(np.zeros(0))


def test_long_sums_are_accurate():
    """Also where adding one after the other in float32 would stop growing at 2^24."""
    x = np.ones(1 << 25, np.float32)
    assert xp.sum(x) == 1 << 25
    assert (xp.sum(x.reshape(-1, 4), 0) == 1 << 23).all()
    x = np.random.default_rng(0).random((300000, 5), np.float32)
    exact = x.astype(np.float64).sum(0)
    assert np.abs(xp.sum(x, 0) / exact - 1).max() < 1e-7
    assert np.abs(xp.sum(np.ascontiguousarray(x.T), 1) / exact - 1).max() < 2e-7


def test_sum_to():
    for shape, target in [
        ((4, 5), (5,)),
        ((4, 5), (4, 1)),
        ((4, 5), ()),
        ((4, 5), (1, 1)),
        ((4, 5), (4, 5)),
        ((2, 3, 4, 5), (3, 1, 1)),
        ((2, 3, 4, 5), (1, 3, 1, 5)),
        ((64, 10), (10,)),
        ((0, 3), (3,)),
        ((), ()),
        ((3, 1, 4), (1, 4)),
        ((300, 700), (700,)),
    ]:
        for x in (draw(shape, np.float32), draw(shape[::-1], np.float32).T, draw(shape, np.int64)):
            got = NATIVE["sum_to"](target, x, None)
            assert got.shape == target
            np.testing.assert_allclose(got, R.sum_to_reference(x, target), rtol=1e-5, atol=1e-5)
            assert got is not x
    np.testing.assert_array_equal(xp.sum_to(np.ones((2, 3), np.float16), (3,)), np.float16([2, 2, 2]))


def test_out_and_refusals():
    x = draw((6, 7), np.float32)
    out = np.empty(7, np.float32)
    assert NATIVE["sum"]((0,), False, x, out) is out
    np.testing.assert_array_equal(out, NATIVE["sum"]((0,), False, x, None))
    for bad in (np.empty(6, np.float32), np.empty(7), np.empty(14, np.float32)[::2], x[0], "out"):
        assert NATIVE["sum"]((0,), False, x, bad) is NotImplemented
    for dims in ((2,), (-1,), 0, [0], ("a",)):
        assert NATIVE["sum"](dims, False, x, None) is NotImplemented
    for y in (x.astype(np.float16), x.astype(">f4"), x.astype(np.int32), "x"):
        assert NATIVE["sum"](None, False, y, None) is NotImplemented
    with pytest.raises(TypeError, match="keepdim"):
        NATIVE["sum"](x)


def test_axes_as_numpy_takes_them():
    x = draw((3, 4, 5), np.float32)
    np.testing.assert_allclose(xp.sum(x, -1), x.sum(-1), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(
        xp.sum(x, axis=(-1, 0), keepdims=True), x.sum((-1, 0), keepdims=True), rtol=1e-5, atol=1e-5
    )
    np.testing.assert_array_equal(xp.argmax(x, -2), x.argmax(-2))
    for dtype in (np.float16, np.complex64, np.int32, np.uint8):
        assert xp.sum(x.astype(dtype), 0).dtype == dtype
        assert xp.mean(x.astype(np.complex64)).shape == ()


def test_variance():
    for dtype in (np.float32, np.float64):
        x = draw((7, 30, 11), dtype) + dtype(100)
        for axis, correction, keepdims in itertools.product([None, 0, 1, (0, 2)], (0, 1, 2), (False, True)):
            got = xp.var(x, axis, correction, keepdims)
            want = np.var(x.astype(np.float64), axis=axis, ddof=correction, keepdims=keepdims)
            assert got.dtype == dtype
            np.testing.assert_allclose(got, want, rtol=1e-5)
    assert np.isnan(xp.var(np.ones(1, np.float32)))
    assert np.isnan(xp.var(np.ones(0, np.float32)))


def test_kernel_choice():
    kernel = R.reduce_kernel("sum", dtypes.float32, (0,), True)
    assert kernel(np.ones((2, 3), np.float32), None).tolist() == [[2, 2, 2]]
    assert R.reduce_kernel("sum", dtypes.int32, None, False) is None
    assert R.reduce_kernel("mean", dtypes.int64, None, False) is None
    assert R.reduce_kernel("any", dtypes.bool_, None, False) is not None
    assert R.reduce_kernel("any", dtypes.float32, None, False) is None


def test_threads():
    """One thread and four give the same bits."""
    before = ext.get_num_threads()
    try:
        for shape in [(1_000_003,), (3000, 401), (20, 3, 5000), (200_000, 3), (3, 200_000), (64, 30, 33, 7)]:
            x = draw(shape, np.float32)
            for name in ("sum", "amax", "argmax"):
                for dims in [None, *range(x.ndim)]:
                    results = []
                    for n in (1, 4):
                        ext.set_num_threads(n)
                        results.append(
                            NATIVE[name](
                                dims if name == "argmax" or dims is None else (dims,), False, x, None
                            ).tobytes()
                        )
                    assert results[0] == results[1]
    finally:
        ext.set_num_threads(before)
