"""Recurrent layers: compiled time loops against the NumPy references in float64."""

from __future__ import annotations

import numpy as np
import pytest

from rushlight._arrays.layers import recurrent as R
from rushlight._native import ext

DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
REVERSE = pytest.mark.parametrize("reverse", [False, True])
# sizes of the steps, sequences, cells
CASES = [
    ([3, 3, 3], 3, 16),
    ([1], 1, 1),
    ([5, 5, 2, 2, 1], 5, 7),
    ([2, 1], 4, 33),  # states of sequences without steps stay as they are
    ([40, 39, 20, 20, 17, 16, 3], 40, 48),  # several units of parallel work, some of which end early
]
SHAPES = pytest.mark.parametrize(("sizes", "n", "k"), CASES, ids=str)


def draw(seed, dtype, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(s).astype(dtype) / max(s[-1] ** 0.5, 1) for s in shapes]


def wide(args):
    return [a.astype(np.float64) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args]


def agree(name, *args):
    """What the kernel gives, checked beside the reference, and its operands left as they were."""
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in args]
    got = getattr(ext, name)(*args)
    assert got is not NotImplemented
    exact = getattr(R, name + "_reference")(*wide(args))
    assert len(got) == len(exact)
    for p, q in zip(got, exact, strict=True):
        if q is None:
            assert p is None
            continue
        dtype = next(a.dtype for a in args if isinstance(a, np.ndarray) and a.dtype.kind == "f")
        assert p.dtype == dtype and p.shape == q.shape
        assert np.all(np.abs(p - q) <= 64 * np.finfo(dtype).eps * np.maximum(np.abs(q), 1))
    assert all(not isinstance(a, np.ndarray) or np.array_equal(a, b) for a, b in zip(args, copies, strict=True))
    return got


@DTYPES
@REVERSE
@SHAPES
@pytest.mark.parametrize("proj", [0, 3])
def test_lstm(sizes, n, k, proj, reverse, dtype):
    rows, p, steps = sum(sizes), proj or k, np.array(sizes)
    x, w, h, c, wr = draw(0, dtype, (rows, 4 * k), (4 * k, p), (n, p), (n, k), (p, k))
    wr = wr if proj else None
    y, _, _, gates, cells, raw = agree("lstm_run", x, steps, w, h, c, wr, reverse)
    assert proj or raw is y
    gy, gh, gc = draw(1, dtype, (rows, p), (n, p), (n, k))
    agree("lstm_back", gy, gh, gc, y, h, gates, cells, c, steps, w, wr, reverse)


@DTYPES
@REVERSE
@SHAPES
@pytest.mark.parametrize("bias", [False, True])
def test_gru(sizes, n, k, bias, reverse, dtype):
    rows, steps = sum(sizes), np.array(sizes)
    x, w, b, h = draw(0, dtype, (rows, 3 * k), (3 * k, k), (3 * k,), (n, k))
    y, _, gates = agree("gru_run", x, steps, w, b if bias else None, h, reverse)
    gy, gh = draw(1, dtype, (rows, k), (n, k))
    agree("gru_back", gy, gh, y, h, gates, steps, w, reverse)


@DTYPES
@REVERSE
@SHAPES
@pytest.mark.parametrize("relu", [False, True])
def test_rnn(sizes, n, k, relu, reverse, dtype):
    rows, steps = sum(sizes), np.array(sizes)
    x, w, h = draw(0, dtype, (rows, k), (k, k), (n, k))
    y, _ = agree("rnn_run", x, steps, w, h, relu, reverse)
    gy, gh = draw(1, dtype, (rows, k), (n, k))
    agree("rnn_back", gy, gh, y, h, steps, w, relu, reverse)


def test_nan_and_infinity():
    """They spread as in NumPy."""
    x = np.array([[np.nan, np.inf, -np.inf, 1e30, -1e30, 0, -0.0, 200]], np.float32)
    w, h, steps = np.zeros((8, 8), np.float32), np.zeros((1, 8), np.float32), np.array([1])
    for relu in (False, True):
        for got, exact in zip(
            ext.rnn_run(x, steps, w, h, relu, False), R.rnn_run_reference(x, steps, w, h, relu, False), strict=True
        ):
            np.testing.assert_array_equal(got, exact)
    states = [w[:, :2].copy(), h[:, :2].copy(), h[:, :2].copy(), None, False]
    for got, exact in zip(ext.lstm_run(x, steps, *states), R.lstm_run_reference(x, steps, *states), strict=True):
        np.testing.assert_allclose(got, exact, rtol=1e-6)


def lstm_arguments():
    x, w, h, c = draw(0, np.float32, (4, 12), (12, 3), (2, 3), (2, 3))
    return [x, np.array([2, 2]), w, h, c, None, False]


def refused(at, value):
    args = lstm_arguments()
    args[at] = value
    return ext.lstm_run(*args) is NotImplemented


@pytest.mark.parametrize("sizes", [[], [3, 1], [1, 2, 1], [2, 1], [2, 2, 1], [2, 2, 0], [-1, 5], [[2, 2]], [2.0, 2.0]])
def test_sizes_that_do_not_fit(sizes):
    """Steps must not grow, none be empty, and all rows be there."""
    assert refused(1, np.array(sizes, None if sizes else np.int64))


def test_operands_that_do_not_fit():
    x, _, w, h, c, _, _ = lstm_arguments()
    assert ext.lstm_run(*lstm_arguments()) is not NotImplemented
    for at, a in ((0, x), (2, w), (3, h), (4, c)):
        others = [
            a[:-1].copy(),
            a[:, :-1].copy(),
            a.astype(np.float64),
            a.astype(">f4"),
            np.asfortranarray(a),
            a[0],
            None,
            1.0,
            a[:0],
        ]
        assert all(refused(at, other) for other in others)
    assert refused(5, np.ones((2, 3), np.float32)) and refused(5, np.ones((3, 3))) and refused(6, 1)
    assert ext.lstm_run() is NotImplemented
    gru = draw(0, np.float32, (4, 9), (9, 3), (9,), (2, 3))
    steps = np.array([2, 2])
    for b in (gru[2][:-1].copy(), gru[2][None], 1.0, gru[2].astype(np.float64)):
        assert ext.gru_run(gru[0], steps, gru[1], b, gru[3], False) is NotImplemented
    assert (
        ext.rnn_run(*draw(0, np.float32, (4, 3)), steps, *draw(0, np.float32, (3, 3), (2, 3)), 1, False)
        is NotImplemented
    )


@pytest.mark.parametrize("name", ["lstm_back", "gru_back", "rnn_back"])
def test_gradients_operands_that_do_not_fit(name):
    steps, y, h = np.array([2, 2]), *draw(0, np.float32, (4, 3), (2, 3))
    args = {
        "lstm_back": [
            y,
            h,
            h,
            y,
            h,
            *draw(1, np.float32, (4, 12)),
            y,
            h,
            steps,
            *draw(2, np.float32, (12, 3)),
            None,
            False,
        ],
        "gru_back": [y, h, y, h, *draw(1, np.float32, (4, 12)), steps, *draw(2, np.float32, (9, 3)), False],
        "rnn_back": [y, h, y, h, steps, *draw(2, np.float32, (3, 3)), True, False],
    }[name]
    function = getattr(ext, name)
    assert function(*args) is not NotImplemented
    for i, a in enumerate(args):
        if isinstance(a, np.ndarray):
            for other in (a[:-1].copy(), a.astype(np.float64), a[:0], None, a[:, None]):
                assert function(*args[:i], other, *args[i + 1 :]) is NotImplemented


def test_strided_operands():
    """They are copied first; other dtypes take the reference."""
    args = lstm_arguments()
    exact = R.lstm_run(*args)
    for change in (lambda a: np.repeat(a, 2, -1)[:, ::2], np.asfortranarray, lambda a: a[::-1].copy()[::-1]):
        got = R.lstm_run(*[change(a) if isinstance(a, np.ndarray) and a.ndim == 2 else a for a in args])
        assert all(np.array_equal(p, q) for p, q in zip(got, exact, strict=True))
    half = R.lstm_run(*[a.astype(np.float16) if isinstance(a, np.ndarray) and a.ndim == 2 else a for a in args])
    assert half[0].dtype == np.float16 and np.allclose(half[0], exact[0], atol=1e-2)
    empty = R.rnn_run(
        np.ones((0, 2), np.float32),
        np.array([0, 0]),
        np.ones((2, 2), np.float32),
        np.ones((0, 2), np.float32),
        False,
        False,
    )
    assert empty[0].shape == (0, 2)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_do_not_matter(threads):
    before = ext.get_num_threads()
    x, w, h, c = draw(0, np.float32, (20 * 70, 4 * 48), (4 * 48, 48), (70, 48), (70, 48))
    args = (x, np.array([70] * 20), w, h, c, None, False)
    exact = ext.lstm_run(*args)
    try:
        ext.set_num_threads(threads)
        got = ext.lstm_run(*args)
    finally:
        ext.set_num_threads(before)
    assert all(np.array_equal(p, q) for p, q in zip(got, exact, strict=True))
