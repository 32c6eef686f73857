"""Derivatives along directions, which are derivatives of ``vjp`` by its argument, of every smooth sample: beside
differences, at incoming gradients that are zero and not; and where operands are zeros, ones and alike."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight as torch
from rushlight import func
from rushlight.autograd import functional, grad
from samples import SAMPLES
from support.sampled import sampled
from support.slopes import Point, close

pytestmark = pytest.mark.filterwarnings("ignore")

# As in PyTorch, the gradient has no derivative.
ONCE = ("ctc_loss 0", "ctc_loss 3")
SMOOTH = [s for s in SAMPLES if s.grad and not s.kink and s.name not in ONCE]


def by_weights(point, w):
    """The result's derivative along the point's directions: by the incoming gradient ``w``, of vjp's product with
    them."""
    leaves = [x.clone().requires_grad_() for x in point.xs]
    y, w = point.function(*leaves), w.requires_grad_()
    if not y.requires_grad:
        return torch.zeros_like(y)
    back = grad(y, leaves, w, create_graph=True, materialize_grads=True)
    product = sum((b * d).sum() for b, d in zip(back, point.directions, strict=True))
    return grad(product, w, materialize_grads=True)[0] if product.requires_grad else torch.zeros_like(y)


@pytest.mark.parametrize("sample", sampled(SMOOTH, 8, repr))
def test_along_a_direction(sample):
    point = Point(sample)
    (expected,) = point.moved(lambda *xs: [point.function(*xs)])
    if not np.isfinite(expected.resolve_conj().numpy()).all():
        pytest.skip("no derivative here")
    close(func.jvp(point.function, point.xs, point.directions)[1], expected, "func.jvp")
    close(functional.jvp(point.function, point.xs, point.directions)[1], expected, "functional.jvp")
    close(by_weights(point, point.like(point.y)), expected, "weights")
    some = point.like(point.y) * torch.from_numpy(np.asarray(point.rng.integers(0, 2, tuple(point.y.shape))))
    close(by_weights(point, some.to(point.y.dtype)), expected, "some weights are 0")


@pytest.mark.parametrize("sample", sampled(SMOOTH, 8, repr))
def test_columns_are_rows(sample):
    point = Point(sample)
    if point.y.is_complex():
        pytest.skip("rows of complex results are others")
    columns = func.jacfwd(point.function, point.numbers)(*point.xs)
    rows = func.jacrev(point.function, point.numbers)(*point.xs)
    for a, b in zip(columns, rows, strict=True):
        close(a, b)


# Refused inside vmap, as by PyTorch: shapes and control flow that depend on data.
DATA_DEPENDENT = ("x[x[:, 0, 0].abs() < 100]", "set items", "gaussian_nll_loss")


@pytest.mark.parametrize("sample", sampled([s for s in SMOOTH if s.name not in DATA_DEPENDENT], 16, repr))
def test_batches(sample):
    point = Point(sample)
    (expected,) = point.moved(lambda *xs: [point.function(*xs)])
    if not np.isfinite(expected.resolve_conj().numpy()).all():
        pytest.skip("no derivative here")
    xs = tuple(torch.stack([x, x]) for x in point.xs)
    directions = tuple(torch.stack([d, 2 * d]) for d in point.directions)

    def along(x, d):
        return func.jvp(point.function, x, d)[1]

    ways = {
        "directions": func.vmap(along, in_dims=(None, 0))(point.xs, directions),
        "both": func.vmap(along)(xs, directions),
        "outside": func.jvp(func.vmap(point.function), xs, directions)[1],
    }
    for way, got in ways.items():
        close(got[0], expected, way)
        close(got[1], expected * 2, way)


# No derivatives there: singular matrices, a root of 0, a grid that lies at infinity.
SINGULAR = ("L.eig", "L.qr", "t.qr", "lp_pool2d", "grid_sample")

PLACES = {
    "zeros": np.zeros_like,
    "ones": np.ones_like,
    "signs": lambda a: np.sign(np.round(a)),
    "an infinity": lambda a: np.where(np.arange(np.size(a)).reshape(np.shape(a)) % 5 == 1, np.inf, a),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sample", sampled([s for s in SAMPLES if s.grad and not s.name.startswith(SINGULAR)], 8, repr))
def test_forward_is_backward_transposed(sample, place):
    """<v, J d> = <vJ, d> wherever the latter is a number."""
    rng = np.random.default_rng(5)
    xs = [torch.from_numpy(np.array(PLACES[place](np.asarray(a)))).requires_grad_() for a in sample.arrays]
    try:
        y = sample.call(torch, *xs)
    except (ValueError, RuntimeError):
        pytest.skip("not defined there")
    if not y.requires_grad:
        pytest.skip("a constant")
    v = torch.from_numpy(np.asarray(rng.standard_normal(tuple(y.shape)))).to(y.dtype)
    w = torch.zeros_like(y).requires_grad_()
    for x in xs:
        (first,) = grad(y, x, v, retain_graph=True, materialize_grads=True)
        (back,) = grad(y, x, w, create_graph=True, materialize_grads=True)
        d = torch.from_numpy(np.asarray(rng.standard_normal(tuple(x.shape))))
        expected = float((first * d).sum())
        if not back.requires_grad or not np.isfinite(expected):
            continue
        try:
            moved = grad(back, w, d, retain_graph=True, materialize_grads=True)[0]
        except RuntimeError as error:
            assert "not implemented" in str(error) or "Double backward is unsupported" in str(error)
            continue
        got = (v.conj() * moved).sum()
        np.testing.assert_allclose(float(got.real if got.is_complex() else got), expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("n", [1, 7, 50])
@pytest.mark.parametrize("dim", [0, -1])
def test_logcumsumexp(n, dim):
    x = torch.linspace(-3, 4, 2 * n, dtype=torch.float64).reshape(2, n) if dim else torch.arange(n * 1.0).double()
    lower = torch.tril(torch.ones(n, n, dtype=torch.float64))

    def weights(row):  # of x[j] in the sum up to i
        return (row - row.logcumsumexp(0).unsqueeze(1)).exp() * lower

    got = func.jacfwd(lambda x: x.logcumsumexp(dim))(x)
    if dim == 0:
        close(got, weights(x))
    else:
        close(got[0, :, 0], weights(x[0]))
        assert not got[0, :, 1].any()
    total, tangent = func.jvp(lambda x: x.logcumsumexp(dim), (x,), (torch.ones_like(x),))
    close(tangent, torch.ones_like(total))  # what moves all moves the result


def test_logcumsumexp_far_apart():
    x = torch.tensor([800.0, -800.0, 0.0, 800.0, float("inf")], requires_grad=True)
    (g,) = grad(x.logcumsumexp(0).sum(), x)
    np.testing.assert_allclose(g[:4].tolist(), [3.5, 0.0, 0.0, 0.5], rtol=1e-4)
    x = torch.tensor([-float("inf"), 1.0, -float("inf")], requires_grad=True)
    (g,) = grad(x.logcumsumexp(0)[1:].sum(), x)
    assert g[1:].tolist() == [2.0, 0.0]
