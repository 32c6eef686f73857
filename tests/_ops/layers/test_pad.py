"""Padding beside np.pad; the gradient is the adjoint."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn.functional import pad

MODES = [("constant", "constant"), ("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")]


@pytest.mark.parametrize("amounts", [(1, 2), (0, 3), (2, 0)])
@pytest.mark.parametrize(("mode", "numpys"), MODES)
@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "f2", "c8", "?"])
def test_as_numpy(mode, numpys, amounts, dtype):
    x = (np.random.default_rng(0).standard_normal((3, 5)) * 4).astype(dtype)
    y = pad(rushlight.from_numpy(x), amounts, mode)
    np.testing.assert_array_equal(y.numpy(), np.pad(x, [(0, 0), amounts], mode=numpys))


@pytest.mark.parametrize(("mode", "_"), MODES)
def test_adjoint(mode, _):
    rng = np.random.default_rng(1)
    x, v = (rushlight.from_numpy(rng.standard_normal((2, 4, 5))) for _ in range(2))
    w = rushlight.from_numpy(rng.standard_normal((2, 8, 8)))
    x.requires_grad_()
    pad(x, (1, 2, 3, 1), mode).backward(w)
    by_gradient = (x.grad.numpy() * v.numpy()).sum()
    np.testing.assert_allclose((pad(v, (1, 2, 3, 1), mode).numpy() * w.numpy()).sum(), by_gradient, rtol=1e-12)


def test_constant_takes_away_and_adds():
    x = rushlight.from_numpy(np.arange(6.0).reshape(2, 3))
    assert pad(x, (-1, 2, 1, -1), value=7).tolist() == [[7, 7, 7, 7], [1, 2, 7, 7]]
    assert pad(x, ()).tolist() == x.tolist()
    y = pad(x, (-1, -1))
    y.fill_(9.0)
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]  # a copy, never a view
