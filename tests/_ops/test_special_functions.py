"""Gamma functions and their kin: accuracy beside SciPy's over wide ranges, poles and limits beside PyTorch's, wrong arguments."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight

LIMITS = (0.0, -0.0, 1.0, -1.0, -2.0, 2.0, np.inf, -np.inf, np.nan)
WIDE = np.concatenate([np.linspace(-45.05, 45.05, 403), np.logspace(-20, 3, 60), -np.logspace(-20, 2, 60)])


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_polygamma_is_accurate(n):
    special = pytest.importorskip("scipy.special")
    got = rushlight.polygamma(n, rushlight.from_numpy(WIDE)).numpy()
    size = special.gamma(n + 1.0)
    positive = WIDE > 0
    expected = (-1) ** (n + 1) * size * special.zeta(n + 1.0, WIDE[positive])
    np.testing.assert_allclose(got[positive], expected, rtol=1e-13)
    # below 0 by the terms up to there
    x = -np.linspace(0.07, 45.03, 300)
    terms = ((x + np.arange(50)[:, None]) ** -(n + 1.0)).sum(0)
    expected = (-1) ** (n + 1) * size * (terms + special.zeta(n + 1.0, x + 50))
    got = rushlight.polygamma(n, rushlight.from_numpy(x)).numpy()
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14 * size)


@pytest.mark.torch
@pytest.mark.parametrize("n", [2, 3, 5])
def test_polygamma_is_pytorchs_below_zero(n):
    torch = pytest.importorskip("torch")
    expected = torch.polygamma(n, torch.from_numpy(WIDE)).numpy()
    np.testing.assert_allclose(
        rushlight.polygamma(n, rushlight.from_numpy(WIDE)).numpy(), expected, rtol=1e-12
    )


def test_erfinv_is_accurate_near_one():
    special = pytest.importorskip("scipy.special")
    x = np.concatenate([1 - np.logspace(-16, -0.01, 200), np.logspace(-300, -0.01, 200)])
    x = np.concatenate([x, -x])
    got = rushlight.erfinv(rushlight.from_numpy(x)).numpy()
    np.testing.assert_allclose(got, special.erfinv(x), rtol=3e-15)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["lgamma", "digamma", "erfinv", "polygamma2", "polygamma3"])
def test_limits_are_pytorchs(name, dtype):
    torch = pytest.importorskip("torch")
    results = []
    for t in (torch, rushlight):
        x = t.tensor(LIMITS if "poly" not in name else LIMITS[:7] + LIMITS[8:], dtype=getattr(t, dtype))
        results.append(t.polygamma(int(name[-1]), x) if "poly" in name else getattr(t, name)(x))
    expected, got = (r.numpy() for r in results)
    np.testing.assert_allclose(got, expected, rtol=1e-6)
    np.testing.assert_array_equal(np.signbit(got)[expected == 0], np.signbit(expected)[expected == 0])


def wrong_calls(t):
    x = t.tensor([0.5, 2.0])
    return [
        lambda: t.polygamma(1, [1]), lambda: t.polygamma(-1, x), lambda: t.polygamma(1.5, x), lambda: t.polygamma(x, 1),
        lambda: t.polygamma(1, x, out=3), lambda: t.polygamma(1, x.double(), out=t.empty(2, dtype=t.int32)),
        lambda: t.polygamma(2, t.ones(1, dtype=t.complex64)), lambda: t.tensor([1]).polygamma_(1),
        lambda: t.polygamma(True, x), lambda: t.polygamma(1, x.clone().requires_grad_(), out=t.empty(2)),
    ]  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize("index", range(len(wrong_calls(rushlight))))
def test_wrong_calls_raise_pytorchs_classes(index):
    torch = pytest.importorskip("torch")
    with pytest.raises(Exception) as expected:
        wrong_calls(torch)[index]()
    with pytest.raises(expected.type):
        wrong_calls(rushlight)[index]()


def test_polygamma_in_place():
    x = rushlight.tensor([0.5, -20.3])
    expected = x.polygamma(2)
    assert x.polygamma_(2) is x
    assert x.tolist() == expected.tolist()
