"""Places of elements in the order of their sizes: the compiled search against NumPy's sort."""

import numpy as np
import pytest

from rushlight._arrays.cpu import first_places, rank_places
from rushlight._arrays.reductions.select import first_places_reference, rank_places_reference
from rushlight._native import ext

DTYPES = ["f4", "f8", "i8", "i4", "i2", "i1", "u1"]


def rows(dtype, n, spread, rng):
    """Three rows of n numbers among few or many, of floats some nan, infinite, zero of either sign and tiny."""
    x = rng.integers(0 if dtype == "u1" else -spread, spread, (3, n)).astype(dtype)
    if dtype[0] == "f":
        x *= np.dtype(dtype).type(rng.choice([1, 1e-40]))
        for odd in (np.nan, np.inf, -np.inf, -0.0, 0.0):
            x[rng.random(x.shape) < 0.1] = odd
    return x


@pytest.mark.parametrize("n", [1, 2, 39, 41, 300, 5000])
@pytest.mark.parametrize("dtype", DTYPES)
def test_as_numpy_sorts(dtype, n):
    rng = np.random.default_rng(n)
    for spread in (2, 100):
        x = rows(dtype, n, spread, rng)
        for descending in (False, True):
            for k in {0, 1, n // 3, n - 1, n}:
                got = ext.first_places(x, k, descending)
                np.testing.assert_array_equal(got, first_places_reference(x, k, descending))
        for m in (0, 1, 3, 9):
            ranks = rng.integers(0, n, (3, m))
            np.testing.assert_array_equal(ext.rank_places(x, ranks), rank_places_reference(x, ranks))


@pytest.mark.parametrize("dtype", ["f2", "?", "u2", "u4", ">f4"])
def test_others_are_sorted_by_numpy(dtype):
    x = np.array([[3, 1, 2, 1], [0, 5, 0, 1]]).astype(dtype)
    assert ext.first_places(x, 2, False) is NotImplemented
    np.testing.assert_array_equal(first_places(x, 2, -1, False), np.argsort(x, -1, kind="stable")[:, :2])
    np.testing.assert_array_equal(rank_places(x, np.array([[3], [0]])), [[0], [0]] if dtype != "?" else [[3], [0]])


def test_any_axis_and_strides():
    x = np.random.default_rng(0).normal(size=(4, 50, 3))[:, ::-1, ::2]
    np.testing.assert_array_equal(first_places(x, 5, 1, True), np.argsort(-x, 1, kind="stable")[:, :5])
    assert first_places(x[:0], 5, 1, True).shape == (0, 5, 2)


def test_what_rows_do_not_have_is_refused():
    x = np.arange(6.0).reshape(2, 3)
    for k in (-1, 4):
        assert ext.first_places(x, k, False) is NotImplemented
    for ranks in ([[3], [0]], [[-1], [0]], [[0]], [0, 1]):
        assert ext.rank_places(x, np.array(ranks)) is NotImplemented
    with pytest.raises(IndexError):
        rank_places(x, np.array([[3], [0]]))
