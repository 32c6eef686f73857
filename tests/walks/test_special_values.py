"""The whole table at inf, nan, zeros, ties and subnormal numbers: results and gradients are PyTorch's. A sample of it
runs by default, all with ``--every``. And numbers known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import rushlight
from samples import SAMPLES
from support.sampled import sampled
from support.special_values import KINDS, differences

pytestmark = pytest.mark.filterwarnings("ignore")
inf, nan = math.inf, math.nan


@pytest.mark.torch
@pytest.mark.parametrize("sample", sampled([s for s in SAMPLES if s.grad], 16, repr))
def test_gradients_at_special_values_are_pytorchs(sample):
    torch = pytest.importorskip("torch")
    found = []
    with np.errstate(all="ignore"):
        for dtype in ("float64", "float32"):
            for kind in KINDS:
                found += differences(torch, rushlight, sample, dtype, kind)[1]
    assert not found, "\n".join(found)


def slopes(f, *values):
    xs = [rushlight.tensor(v, dtype=rushlight.float64, requires_grad=True) for v in values]
    return [g.tolist() for g in rushlight.autograd.grad(f(*xs).sum(), xs)]


T, F = rushlight, rushlight.nn.functional
BY_HAND = [
    (lambda x: x.logsumexp(0), ([inf, 0.0],), [[nan, 0.0]]),
    (lambda x: x.logsumexp(0), ([inf, -inf, 1.0],), [[nan, 0.0, 0.0]]),
    (lambda x: x.logsumexp(0), ([-inf, 0.0],), [[0.0, 1.0]]),
    (T.logaddexp, (inf, 1.0), [1.0, 0.0]),
    (T.logaddexp, (1.0, inf), [0.0, 1.0]),
    (T.logaddexp, (-inf, 3.0), [0.0, 1.0]),
    (T.logaddexp2, (inf, -inf), [1.0, 0.0]),
    (T.logaddexp2, (2.0, 2.0), [0.5, 0.5]),
    (lambda x: x.amax(), ([nan, 1.0],), [[nan, nan]]),
    (lambda x: x.amin(0), ([1.0, nan],), [[nan, nan]]),
    (lambda x: x.amax(), ([2.0, 2.0, 1.0],), [[0.5, 0.5, 0.0]]),
    (T.logit, ([0.0, -0.0, 1.0, 2.0],), [[inf, inf, inf, nan]]),
    (T.sinc, ([5e-324, 0.0],), [[0.0, 0.0]]),
    (lambda x: x**0.5, ([-0.0],), [[-inf]]),
    (lambda x: x.nansum(), ([nan, 2.0],), [[0.0, 1.0]]),
    (lambda x: F.prelu(x, T.tensor(0.5, dtype=T.float64)), ([inf, -inf],), [[1.0, 0.5]]),
    (lambda w: F.prelu(T.tensor([inf, -2.0], dtype=T.float64), w), (0.5,), [-2.0]),
    (lambda x: x[None].renorm(2, 0, 1.0), ([nan, 0.5],), [[1.0, 1.0]]),
    (lambda x: F.adaptive_max_pool1d(x[None], 1), ([nan, 1.0, nan],), [[0.0, 0.0, 1.0]]),
    (
        lambda x: F.batch_norm(x[:, None], T.zeros(1, dtype=T.float64), T.ones(1, dtype=T.float64), eps=0.0),
        ([inf, 1.0],),
        [[1.0, 1.0]],
    ),
]


@pytest.mark.parametrize("case", range(len(BY_HAND)))
def test_gradients_by_hand(case):
    f, values, expected = BY_HAND[case]
    for got, wanted in zip(slopes(f, *values), expected, strict=True):
        np.testing.assert_allclose(got, wanted)


def test_cholesky_of_nan_is_refused():
    with pytest.raises(RuntimeError, match="not positive-definite"):
        rushlight.linalg.cholesky(rushlight.tensor([[nan, 0.0], [0.0, 1.0]]))
    assert rushlight.linalg.cholesky_ex(rushlight.tensor([[1.0, nan], [nan, 1.0]])).info.item() == 2


@pytest.mark.parametrize("padding", ["border", "reflection"])
@pytest.mark.parametrize("mode", ["bilinear", "nearest"])
def test_nan_in_a_grid_is_the_first_border(mode, padding):
    x = rushlight.arange(12.0).reshape(1, 1, 3, 4)
    grid = rushlight.tensor([[[[nan, 0.5], [0.5, nan], [nan, nan]]]], requires_grad=True)
    first = rushlight.tensor([[[[-1.0, 0.5], [0.5, -1.0], [-1.0, -1.0]]]])
    for corners in (False, True):
        y = F.grid_sample(x, grid, mode, padding, corners)
        assert y.tolist() == F.grid_sample(x, first, mode, padding, corners).tolist()
        assert rushlight.isfinite(rushlight.autograd.grad(y.sum(), grid)[0]).all()


def test_groups_of_one_value_are_refused():
    with pytest.raises(ValueError, match="more than 1 value"):
        F.group_norm(rushlight.ones(1, 2), 2)
    with pytest.raises(ValueError, match="more than 1 value"):
        rushlight.nn.GroupNorm(3, 3).eval()(rushlight.ones(1, 3, 1, 1))
    assert rushlight.group_norm(rushlight.ones(1, 2), 2).tolist() == [[0.0, 0.0]]
    assert F.group_norm(rushlight.ones(2, 2), 2).shape == (2, 2)
