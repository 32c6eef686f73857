"""Expressions in T (the library), x (3, 4), v (4,) and s (0-d), on rushlight and on PyTorch: results, nodes, gradients,
errors."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import rushlight

X = np.random.default_rng(0).permutation(12).reshape(3, 4) - 3.0
V, S = np.array([2.0, -1.0, 3.0, 1.0]), 2.5


def _run(t, text, dtype):
    x, v, s = [t.tensor(a, dtype=t.float64).to(getattr(t, dtype)) for a in (X.tolist(), V.tolist(), S)]
    if dtype == "float64":
        x, v, s = x.requires_grad_(), v.requires_grad_(), s.requires_grad_()
    result = eval(text, {"T": t, "x": x, "v": v, "s": s})
    parts = list(result) if isinstance(result, (tuple, list)) else [result]
    facts = [(tuple(p.shape), str(p.dtype), _strides(p), p.data_ptr() == x.data_ptr()) for p in parts]
    nodes = [p.grad_fn.name() if p.grad_fn is not None else None for p in parts]
    values = [np.array(p.detach().resolve_conj().to(t.float64).tolist()) for p in parts]
    if dtype == "float64" and parts[-1].requires_grad:
        y = parts[-1]
        weight = t.arange(1, y.numel() + 1, dtype=t.float64).reshape(y.shape)
        first = t.autograd.grad((y * y * weight).sum(), [x, v, s], allow_unused=True, create_graph=True)
        values += [np.array(np.nan if g is None else g.tolist()) for g in first]
        again = sum((g * g).sum() for g in first if g is not None)
        if again.requires_grad:
            second = t.autograd.grad(again, [x, v, s], allow_unused=True)
            values += [np.array(0.0 if g is None else g.tolist()) for g in second]
    return facts, nodes, values


def _strides(x):
    """The strides that mean something: of dimensions with several elements, if there are elements at all."""
    return [k for n, k in zip(x.shape, x.stride(), strict=True) if n > 1 and x.numel()]


def _outcome(t, text, dtype):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _run(t, text, dtype), None
        except Exception as error:
            return None, error


def same(text, dtype, *, nodes=True, strides=True):
    """Assert that ``text`` gives on rushlight what it gives on PyTorch: value, strides, aliasing, derivatives, or error
    class."""
    import torch

    expected, failure = _outcome(torch, text, dtype)
    got, error = _outcome(rushlight, text, dtype)
    if failure is not None:
        assert error is not None, f"PyTorch raises {failure!r}, we return {got}"
        assert isinstance(error, type(failure)), f"PyTorch raises {failure!r}, we {error!r}"
        return
    if error is not None:
        raise error
    keep = slice(None) if strides else slice(2)
    assert [f[keep] for f in got[0]] == [f[keep] for f in expected[0]]
    if nodes:
        assert got[1] == expected[1]
    assert len(got[2]) == len(expected[2])
    for a, b in zip(got[2], expected[2], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)


def beside_pytorch(texts, dtypes=("float64", "int64", "bfloat16"), **options):
    """The test that each line of ``texts`` is the ``same`` in all ``dtypes``."""

    @pytest.mark.torch
    @pytest.mark.parametrize("dtype", dtypes)
    @pytest.mark.parametrize("text", texts.strip().splitlines())
    def test(text, dtype):
        pytest.importorskip("torch")
        same(text, dtype, **options)

    return test
