"""Clipping of gradients, parameters as vectors: beside PyTorch."""

from __future__ import annotations

import math

import numpy as np
import pytest

import rushlight
import rushlight.nn

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def parameters(T, scale=1.0):
    rng = np.random.default_rng(0)
    ps = [T.nn.Parameter(T.zeros(s)) for s in ((3, 4), (5,), ())]
    for p in ps:
        p.grad = T.from_numpy(np.asarray(rng.standard_normal(tuple(p.shape)) * scale, "f4"))
    ps.append(T.nn.Parameter(T.zeros(2)))  # without a gradient
    return ps


@pytest.mark.parametrize("p", [2.0, 1, 3.5, math.inf, -math.inf, 0])
@pytest.mark.parametrize("scale", [0.01, 10.0])
def test_norms(p, scale):
    results = []
    for T in (rushlight, torch):
        ps = parameters(T, scale)
        total = T.nn.utils.clip_grad_norm_(iter(ps), 1.5, norm_type=p)
        results.append([total.numpy(), *[q.grad.numpy() for q in ps[:3]]])
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)


def test_values():
    results = []
    for T in (rushlight, torch):
        ps = parameters(T)
        T.nn.utils.clip_grad_value_(ps, 0.3)
        T.nn.utils.clip_grad_value_(ps[0], 0.2)
        results.append([q.grad.numpy() for q in ps[:3]])
    for a, b in zip(*results, strict=True):
        np.testing.assert_array_equal(a, b)


def test_none_and_not_finite():
    for T in (rushlight, torch):
        assert T.nn.utils.clip_grad_norm_([T.nn.Parameter(T.zeros(1))], 1.0).item() == 0
        ps = parameters(T)
        ps[0].grad[0, 0] = math.nan
        with pytest.raises(RuntimeError, match="non-finite"):
            T.nn.utils.clip_grad_norm_(ps, 1.0, error_if_nonfinite=True)
        assert math.isnan(T.nn.utils.clip_grad_norm_(ps, 1.0).item())
        with pytest.warns(UserWarning, match="empty generator"):
            T.nn.utils.clip_grad_norm_((p for p in ()), 1.0)


def test_vectors():
    for T in (rushlight, torch):
        ps = parameters(T)
        v = T.nn.utils.parameters_to_vector(ps)
        assert tuple(v.shape) == (20,)
        v.sum().backward()
        new = T.arange(20.0)
        T.nn.utils.vector_to_parameters(new, ps)
        assert ps[1].tolist() == [12, 13, 14, 15, 16]
        assert ps[2].item() == 17
        new[12] = 99.0
        assert ps[1][0].item() == 99
        with pytest.raises(TypeError):
            T.nn.utils.vector_to_parameters([1.0], ps)
