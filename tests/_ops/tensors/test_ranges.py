"""Ranges have PyTorch's last bits: it fills vectors, counts the second half from the end, and rounds where it does."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight

FLOATS = ("float32", "float64", "float16", "bfloat16")


def test_a_range_over_zero_misses_it_as_pytorchs_does():
    x = rushlight.arange(-3, 3.1, 0.1)
    assert x[30].item() == -2.3841858265427618e-08 and x.shape == (61,)


def test_ends_and_middles():
    assert rushlight.linspace(0, 1, 5, dtype=rushlight.float64).tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert rushlight.linspace(3, 4, 1).tolist() == [3] and rushlight.linspace(3, 4, 0).tolist() == []
    assert rushlight.logspace(0, 400, 3, dtype=rushlight.float64).tolist() == [1, pytest.approx(1e200), np.inf]
    assert rushlight.linspace(0, 1 + 2j, 3).tolist() == [0, 0.5 + 1j, 1 + 2j]
    assert rushlight.linspace(5, -5, 5, dtype=rushlight.int64).tolist() == [5, 2, 0, -2, -5]


@pytest.mark.torch
@pytest.mark.parametrize("dtype", (*FLOATS, "int32", "int64", "complex64", "complex128"))
@pytest.mark.parametrize("function", ["arange", "linspace", "logspace"])
def test_bits_are_pytorchs(function, dtype):
    torch = pytest.importorskip("torch")
    if function == "arange" and dtype.startswith("complex"):
        pytest.skip("ranges of complex numbers are not counted")
    random = np.random.default_rng(7)
    different = total = 0
    for _ in range(12):
        n, (start, end) = int(random.integers(2, 300)), random.uniform(-5, 5, 2).tolist()
        step = float(random.choice([2, -3] if dtype == "int64" else [0.1, -0.7, 1 / 3, 2]))
        args = (start, start + step * (n - 0.5), step) if function == "arange" else (start, end, n)
        x, y = (getattr(lib, function)(*args, dtype=getattr(lib, dtype)) for lib in (rushlight, torch))
        wide = "complex128" if dtype.startswith("complex") else "float64"
        x, y = x.to(getattr(rushlight, wide)).numpy(), y.to(getattr(torch, wide)).numpy()
        assert x.shape == y.shape
        different, total = different + int((x != y).sum()), total + n
    # Complex powers are the C library's there.
    assert different <= (total // 100 if function == "logspace" and dtype.startswith("complex") else 0)
