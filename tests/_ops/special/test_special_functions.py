"""Gamma functions and their kin: accuracy beside SciPy's over wide ranges, poles and limits beside PyTorch's, wrong
arguments."""

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
    np.testing.assert_allclose(rushlight.polygamma(n, rushlight.from_numpy(WIDE)).numpy(), expected, rtol=1e-12)


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
        lambda: t.polygamma(1, [1]),
        lambda: t.polygamma(-1, x),
        lambda: t.polygamma(1.5, x),
        lambda: t.polygamma(x, 1),
        lambda: t.polygamma(1, x, out=3),
        lambda: t.polygamma(1, x.double(), out=t.empty(2, dtype=t.int32)),
        lambda: t.polygamma(2, t.ones(1, dtype=t.complex64)),
        lambda: t.tensor([1]).polygamma_(1),
        lambda: t.polygamma(True, x),
        lambda: t.polygamma(1, x.clone().requires_grad_(), out=t.empty(2)),
    ]


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


FAR = np.concatenate([np.linspace(-60.0, 60.0, 1201), np.logspace(-20, 3, 60), -np.logspace(-20, 2, 60)])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("bessel_j0", "j0"),
        ("bessel_j1", "j1"),
        ("bessel_y0", "y0"),
        ("bessel_y1", "y1"),
        ("modified_bessel_k0", "k0"),
        ("modified_bessel_k1", "k1"),
        ("scaled_modified_bessel_k0", "k0e"),
        ("scaled_modified_bessel_k1", "k1e"),
        ("i0", "i0"),
        ("i0e", "i0e"),
        ("i1", "i1"),
        ("i1e", "i1e"),
        ("erfcx", "erfcx"),
        ("log_ndtr", "log_ndtr"),
        ("ndtr", "ndtr"),
    ],
)
def test_accuracy_beside_scipy(name, other):
    special = pytest.importorskip("scipy.special")
    x = FAR[np.abs(FAR) < 26] if name == "erfcx" else FAR
    with np.errstate(all="ignore"):
        expected = getattr(special, other)(x)
    got = getattr(rushlight.special, name)(rushlight.from_numpy(x)).numpy()
    np.testing.assert_allclose(got, expected, rtol=1e-13, atol=1e-300 if "bessel_" not in name else 2e-15)


def test_airy_beside_scipy():
    special = pytest.importorskip("scipy.special")
    x = FAR[np.abs(FAR) < 30]
    got = rushlight.special.airy_ai(rushlight.from_numpy(x)).numpy()
    np.testing.assert_allclose(got, special.airy(x)[0], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize(("name", "other"), [("igamma", "gammainc"), ("igammac", "gammaincc")])
def test_incomplete_gamma_beside_scipy(name, other):
    special = pytest.importorskip("scipy.special")
    a, x = (v.copy() for v in np.meshgrid(np.logspace(-10, 5, 46), np.logspace(-10, 5, 61)))
    got = getattr(rushlight, name)(rushlight.from_numpy(a), rushlight.from_numpy(x)).numpy()
    np.testing.assert_allclose(got, getattr(special, other)(a, x), rtol=1e-10, atol=1e-13)


def wrong_special_calls(t):
    x, h = t.tensor([0.5, 2.0]), t.ones(2, dtype=t.float16)
    return [
        lambda: t.special.erfcx(h),
        lambda: t.special.bessel_j0(h),
        lambda: t.special.i0([1.0]),
        lambda: t.special.airy_ai(2.0),
        lambda: t.special.zeta(2, 3),
        lambda: t.special.xlog1py(1.0, 2.0),
        lambda: t.special.hermite_polynomial_h(2, 3),
        lambda: t.special.zeta(h, x.half()),
        lambda: t.igamma(x.long(), x.long()),
        lambda: t.igamma(x, 2.0),
        lambda: t.mvlgamma(x, 0),
        lambda: t.mvlgamma(x, 1.5),
        lambda: t.special.ndtr(x, out=t.empty(2, dtype=t.int64)),
        lambda: t.igamma(x.clone().requires_grad_(), x).sum().backward(),
        lambda: t.special.zeta(x.clone().requires_grad_(), x).sum().backward(),
        lambda: t.special.entr(t.ones(2, dtype=t.complex64)),
        lambda: t.mvlgamma(x > 0, 2),
    ]


@pytest.mark.torch
@pytest.mark.parametrize("index", range(len(wrong_special_calls(rushlight))))
def test_wrong_calls_of_special_raise_pytorchs_classes(index):
    torch = pytest.importorskip("torch")
    with pytest.raises(Exception) as expected:
        wrong_special_calls(torch)[index]()
    with pytest.raises(expected.type):
        wrong_special_calls(rushlight)[index]()


@pytest.mark.torch
def test_all_names_of_special_are_there():
    torch = pytest.importorskip("torch")
    assert set(torch.special.__all__) <= set(rushlight.special.__all__)


def test_results_without_derivatives_require_no_gradient():
    x = rushlight.tensor([0.5], requires_grad=True)
    assert not rushlight.special.bessel_j0(x).requires_grad
    assert not rushlight.special.legendre_polynomial_p(x, 3).requires_grad
