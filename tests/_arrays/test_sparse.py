"""Products and sums over places: the compiled kernel beside NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight._arrays import sparse
from rushlight._native import ext

GENERATOR = np.random.default_rng(3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "n, m, count, width", [(5, 7, 20, 3), (4, 4, 0, 2), (3, 2, 9, 0), (50, 60, 3000, 130), (1, 1, 5, 1)]
)
def test_products(dtype, n, m, count, width):
    values, x = GENERATOR.standard_normal(count).astype(dtype), GENERATOR.standard_normal((m, width)).astype(dtype)
    rows, columns = GENERATOR.integers(0, n, count), GENERATOR.integers(0, m, count)
    full = np.zeros((n, m))
    np.add.at(full, (rows, columns), values)
    tolerance = {"rtol": 1e-4, "atol": 1e-4} if dtype == np.float32 else {"rtol": 1e-10, "atol": 1e-12}
    for f in (sparse.product, sparse.product.__wrapped__):
        got = f(n, values, x, rows, columns)
        assert got.dtype == dtype
        np.testing.assert_allclose(got, full @ x, **tolerance)
    strided = sparse.product(n, values, np.asfortranarray(x), rows, columns)
    np.testing.assert_allclose(strided, full @ x, **tolerance)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.complex64])
@pytest.mark.parametrize("shape", [(40,), (40, 3), (40, 2, 2), (0, 3), (1,)])
def test_sums_over_places(dtype, shape):
    values, to = (GENERATOR.standard_normal(shape) * 9).astype(dtype), GENERATOR.integers(0, 12, shape[0])
    expected = np.zeros((12, *shape[1:]), dtype)
    np.add.at(expected, to, values)
    for f in (sparse.added_up, sparse.added_up.__wrapped__):
        np.testing.assert_allclose(f(values, to, 12), expected, rtol=1e-5, atol=1e-5)


def test_groups():
    at = GENERATOR.integers(0, 9, 50)
    places, inverse, first = sparse.groups(at)
    assert (places == np.unique(at)).all() and (places[inverse] == at).all()
    assert all(at[f] == p and p not in at[:f] for p, f in zip(places, first, strict=True))


@pytest.mark.parametrize("rows, columns", [([0, 5], [0, 0]), ([0, -1], [0, 0]), ([0, 0], [0, 3]), ([0, 0], [-2, 0])])
def test_indices_are_checked_before_memory_is_touched(rows, columns):
    with pytest.raises(IndexError, match="out of its range"):
        ext.sparse_product(5, np.ones(2), np.ones((3, 2)), np.array(rows), np.array(columns))
    assert ext.sparse_product(5, np.ones(2), np.ones((3, 2)), np.array(rows[:1]), np.array(columns)) is NotImplemented
    assert ext.sparse_product(-1, np.ones(2), np.ones((3, 2)), np.array(rows), np.array(columns)) is NotImplemented
