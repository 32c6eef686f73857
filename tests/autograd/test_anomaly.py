"""Anomaly mode: the error names the line and the layer that made the failing node."""

from __future__ import annotations

import warnings

import pytest

import rushlight as torch
from rushlight import nn
from rushlight.autograd import Function, detect_anomaly, set_detect_anomaly

MODE = pytest.mark.filterwarnings("ignore:Anomaly Detection has been enabled")


class Root(nn.Module):
    def forward(self, x):
        return x.sqrt()


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Identity(), Root())

    def forward(self, x):
        return self.body(x) * 0


def failure(y):
    """The text of the error of ``y.backward()``, and the warning before it."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(RuntimeError) as error:
            y.backward()
    return error.value, [str(w.message) for w in seen]


@MODE
def test_line_and_layer_of_a_nan():
    net = nn.ModuleDict({"first": nn.Linear(1, 1), "block": Block()})
    x = torch.zeros(1, requires_grad=True)
    with detect_anomaly():
        y = net["block"](x)
        error, seen = failure(y)
    assert str(error).startswith("Function 'SqrtBackward0' returned nan values in its 0th output.")
    assert "test_anomaly.py:" in str(error) and "`return x.sqrt()`" in str(error)
    assert "in layer body.1 (Root)" in str(error)
    assert len(seen) == 1 and seen[0].startswith("Error detected in SqrtBackward0. Traceback of forward call")
    assert "return x.sqrt()" in seen[0] and "y = net" in seen[0]


@MODE
def test_only_the_backward_pass_looks():
    x = torch.zeros(1, requires_grad=True)
    with detect_anomaly():
        y = x.sqrt() * 0
    y.backward(retain_graph=True)
    assert x.grad.isnan().all()
    z = x.sqrt() * 0
    with detect_anomaly():
        error, seen = failure(z)
        assert "It was made" not in str(error)
        assert "No forward pass information available" in seen[0]
    with detect_anomaly(check_nan=False):
        (x.sqrt() * 0).backward()


@MODE
def test_other_errors_name_line_and_layer():
    class Bad(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise RuntimeError("oh no")

    class Layer(nn.Module):
        def forward(self, x):
            return Bad.apply(x)

    x = torch.ones(1, requires_grad=True)
    with detect_anomaly():
        error, seen = failure(nn.Sequential(nn.Identity(), Layer())(x))
    assert str(error) == "oh no" and "Error detected in BadBackward" in seen[0]
    assert "in the gradient of BadBackward" in error.__notes__[0]
    assert "`return Bad.apply(x)`" in error.__notes__[0] and "in layer 1 (Layer)" in error.__notes__[0]
    with detect_anomaly():
        y = x.exp()
        z = y * y
        y.add_(1)
        error, seen = failure(z)
    assert "modified by an inplace operation" in str(error) and "z = y * y" in seen[0]


def test_switches():
    from rushlight.autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled

    with set_detect_anomaly(True):
        assert is_anomaly_enabled() and is_anomaly_check_nan_enabled()
        with set_detect_anomaly(True, check_nan=False):
            assert is_anomaly_enabled() and not is_anomaly_check_nan_enabled()
        with set_detect_anomaly(False):
            assert not is_anomaly_enabled()
        assert is_anomaly_check_nan_enabled()
    assert not is_anomaly_enabled()
