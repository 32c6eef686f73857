"""Optimizer steps: compiled kernels against the NumPy references in float64."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rushlight._arrays import optimizer_steps as U
from rushlight._native import ext

SHAPES = [(5,), (3, 7), (), (130,), (0,), (40000,)]
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def lists(count, dtype):
    """``count`` lists of arrays; all but the first two not negative."""
    rng = np.random.default_rng(0)
    made = [[np.asarray(rng.standard_normal(s)) for s in SHAPES] for _ in range(count)]
    return [[np.asarray(np.abs(a) if i > 1 else a, dtype) for a in arrays] for i, arrays in enumerate(made)]


def compare(got, exact, dtype):
    for p, q in zip(itertools.chain(*got), itertools.chain(*exact), strict=True):
        assert np.all(np.abs(p - q) <= 8 * np.finfo(dtype).eps * np.maximum(np.abs(q), 1))


def flat(arrays):
    return list(itertools.chain(*arrays))


@DTYPES
@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=5)))
def test_sgd(flags, dtype):
    has_momentum = flags[0]
    got = lists(3 if has_momentum else 2, dtype)
    exact = [[a.astype(np.float64) for a in arrays] for arrays in got]
    n, numbers = len(SHAPES), (0.1, 0.9, 0.25, 0.01)
    assert ext.sgd_step(*numbers, *flat(got), n, *flags) == ()
    names = ("has_momentum", "nesterov", "decay", "maximize", "first")
    U.sgd_step(*numbers, *flat(exact), n=n, **dict(zip(names, flags, strict=True)))
    compare(got, exact, dtype)


@DTYPES
@pytest.mark.parametrize("beta1", [0.9, 0.3])
@pytest.mark.parametrize("flags", list(itertools.product([False, True], repeat=4)))
def test_adam(flags, beta1, dtype):
    got = lists(5 if flags[0] else 4, dtype)
    exact = [[a.astype(np.float64) for a in arrays] for arrays in got]
    steps = [[np.array(i, np.float32) for i in range(len(SHAPES))] for _ in range(2)]
    n, numbers = len(SHAPES), (0.1, beta1, 0.99, 1e-8, 0.01)
    assert ext.adam_step(*numbers, *flat(got), *steps[0], n, *flags) == ()
    U.adam_step(
        *numbers,
        *flat(exact),
        *steps[1],
        n=n,
        **dict(zip(("amsgrad", "maximize", "decay", "decoupled"), flags, strict=True)),
    )
    compare(got, exact, dtype)
    assert steps[0] == steps[1] == list(range(1, n + 1))


def test_what_the_kernels_refuse_is_untouched():
    p, g = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32)
    flags = (1, False, False, False, False, False)
    for bad in (p[:, ::2], p.astype(np.float64), p.astype(np.float16), np.ones((3, 2), np.float32)):
        assert ext.sgd_step(0.1, 0.0, 0.0, 0.0, p, bad, *flags) is NotImplemented
        assert ext.sgd_step(0.1, 0.0, 0.0, 0.0, bad, g, *flags) is NotImplemented
    fixed = p.copy()
    fixed.setflags(write=False)
    assert ext.sgd_step(0.1, 0.0, 0.0, 0.0, fixed, g, *flags) is NotImplemented
    assert ext.sgd_step(np.array(0.1), 0.0, 0.0, 0.0, p, g, *flags) is NotImplemented
    assert (p == 1).all() and (fixed == 1).all()


def test_references_of_16_bit_and_complex_parameters():
    p, g = np.full(3, 0x3F80, np.uint16), np.full(3, 0x3F80, np.uint16)  # ones in bfloat16
    U.sgd_step(
        0.5, 0.0, 0.0, 0.0, p, g, n=1, has_momentum=False, nesterov=False, decay=False, maximize=False, first=False
    )
    assert p.tolist() == [0x3F00] * 3
    x, z = np.array([1 + 1j]), np.array([1 - 2j])
    m, v, t = np.zeros(1, complex), np.zeros(1, complex), np.array(0.0)
    U.adam_step(
        0.1, 0.9, 0.99, 0.0, 0.0, x, z, m, v, t, n=1, amsgrad=False, maximize=False, decay=False, decoupled=False
    )
    np.testing.assert_allclose(x, [0.9 + 1.1j])  # each part moves by lr on the first step
    np.testing.assert_allclose(v, [0.01 + 0.04j])


def test_fill_zero():
    arrays = [np.ones((2, 3)), np.ones(4, np.int8), np.ones((), np.float16)]
    assert ext.fill_zero(*arrays) == () and not any(a.any() for a in arrays)
    a = np.ones((2, 4))
    assert ext.fill_zero(a[:, ::2]) is NotImplemented
    U.fill_zero(a[:, ::2])
    assert a.sum() == 4
