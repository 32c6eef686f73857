"""autograd.functional, detect_anomaly and autograd.graph beside PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.autograd import anomaly_mode

CALLS = {
    "jacobian": lambda t, f, a, b: f.jacobian(lambda x: (x**2).sum(1), a),
    "jacobian of several": lambda t, f, a, b: f.jacobian(lambda x, y: (x * y[0], y.sum()), (a, b)),
    "independent": lambda t, f, a, b: f.jacobian(lambda x, y: x * 2, (a, b)),
    "independent, strict": lambda t, f, a, b: f.jacobian(lambda x, y: x * 2, (a, b), strict=True),
    "jacobian to differentiate": lambda t, f, a, b: f.jacobian(lambda x: x.exp(), b, create_graph=True),
    "no tensor": lambda t, f, a, b: f.jacobian(lambda x: 3, b),
    "constant": lambda t, f, a, b: f.jacobian(lambda x: t.ones(2), b),
    "hessian": lambda t, f, a, b: f.hessian(lambda x: (x**3).sum(), a),
    "hessian of several": lambda t, f, a, b: f.hessian(lambda x, y: (x**2 * y[0]).sum(), (a, b)),
    "hessian of many numbers": lambda t, f, a, b: f.hessian(lambda x: x**3, a),
    "hessian of a line": lambda t, f, a, b: f.hessian(lambda x: (x * 2).sum(), a),
    "vjp": lambda t, f, a, b: f.vjp(lambda x: x.exp().sum(1), a, b[:2]),
    "vjp of one": lambda t, f, a, b: f.vjp(lambda x: x.exp().sum(), a),
    "vjp without v": lambda t, f, a, b: f.vjp(lambda x: x.exp(), a),
    "vjp, wrong v": lambda t, f, a, b: f.vjp(lambda x: x.exp(), a, b),
    "vjp of several": lambda t, f, a, b: f.vjp(lambda x, y: (x.sum(), y.sum()), (a, b), (b[0], b[1])),
    "jvp": lambda t, f, a, b: f.jvp(lambda x: x.exp().sum(1), a, a * 0 + 1),
    "jvp of several": lambda t, f, a, b: f.jvp(lambda x, y: x.sum(0)[:2] * y[:2], (a, b), (a, b)),
    "vhp": lambda t, f, a, b: f.vhp(lambda x: (x**3).sum(), a, a),
    "hvp": lambda t, f, a, b: f.hvp(lambda x, y: (x**3).sum() + (y**2).sum(), (a, b), (a, b)),
}


def shown(x):
    return [shown(i) for i in x] if isinstance(x, tuple) else (tuple(x.shape), x.requires_grad)


def numbers(x):
    if isinstance(x, tuple):
        return np.concatenate([numbers(i) for i in x])
    return np.asarray(x.detach().tolist()).reshape(-1)


def called(t, name):
    a = t.arange(6, dtype=t.float64).reshape(2, 3) / 3
    b = t.arange(1, 4, dtype=t.float64).requires_grad_()
    try:
        return CALLS[name](t, t.autograd.functional, a, b), b.grad
    except (RuntimeError, TypeError) as error:
        return error, None


@pytest.mark.torch
@pytest.mark.parametrize("name", CALLS)
def test_functional_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    expected, got = called(torch, name)[0], called(rushlight, name)[0]
    if isinstance(expected, Exception):
        assert type(got) is type(expected)
        assert str(got)[:40] == str(expected)[:40] or "v" in name
        return
    assert shown(got) == shown(expected)
    np.testing.assert_allclose(numbers(got), numbers(expected), rtol=1e-12, atol=1e-12)


def test_inputs_are_left_alone():
    x = rushlight.ones(2, requires_grad=True)
    rushlight.autograd.functional.hessian(lambda x: (x**3).sum(), x)
    assert x.grad is None


def test_anomalies_are_found_where_they_arise():
    x = rushlight.zeros(1, requires_grad=True)
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled"):
        mode = rushlight.autograd.detect_anomaly()
    with mode:
        assert anomaly_mode.is_anomaly_enabled() and anomaly_mode.is_anomaly_check_nan_enabled()
        y = (x.sqrt() * 0).sum()  # this line is shown
        (x * 2).sum().backward()
        with (
            pytest.warns(UserWarning, match=r"(?s)Error detected in SqrtBackward0.*this line is shown"),
            pytest.raises(RuntimeError, match="Function 'SqrtBackward0' returned nan values in its 0th output"),
        ):
            y.backward(retain_graph=True)
    assert not anomaly_mode.is_anomaly_enabled()
    y.backward()  # only looked at in anomaly mode, as in PyTorch
    rushlight.autograd.set_detect_anomaly(True, check_nan=False)
    try:
        y = (x.sqrt() * 0).sum()
        y.backward()
        assert "traceback_" in y.grad_fn.metadata
    finally:
        rushlight.autograd.set_detect_anomaly(False)
    assert not anomaly_mode.is_anomaly_enabled()


def test_nodes_and_versions():
    x = rushlight.ones(2, requires_grad=True)
    y = x * x
    assert isinstance(y.grad_fn, rushlight.autograd.graph.Node)
    rushlight.autograd.graph.increment_version(x)
    assert x._version == 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_jacobian_row_by_row_of_complex_results_is_refused():
    with pytest.raises(RuntimeError, match="only for real scalar outputs but got"):
        rushlight.autograd.functional.jacobian(lambda x: x * 1j, rushlight.ones(2))
