"""Initial numbers beside PyTorch's, after the same seed."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

import rushlight
import rushlight.nn

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

DRAWS = [
    "uniform_(t)",
    "uniform_(t, -2, 3.5)",
    "normal_(t, 1, 0.5)",
    "xavier_uniform_(t)",
    "xavier_uniform_(t, gain=2.0)",
    "xavier_normal_(t)",
    "kaiming_uniform_(t)",
    "kaiming_uniform_(t, a=0.3, mode='fan_out')",
    "kaiming_normal_(t, nonlinearity='relu')",
    "trunc_normal_(t)",
    "trunc_normal_(t, 0.5, 2.0, -1.0, 1.0)",
    "trunc_normal_(t, 5.0, 3.0, 0.0, 0.5)",
    "sparse_(t, 0.25)",
    "constant_(t, 0.3)",
    "ones_(t)",
    "zeros_(t)",
]


@pytest.mark.parametrize("shape", [(3, 5), (20, 30), (4, 3, 5, 5)], ids=str)
@pytest.mark.parametrize("text", DRAWS)
def test_draws(text, shape):
    if text.startswith("sparse") and len(shape) != 2:
        pytest.skip("only for matrices")
    results = []
    for T in (rushlight, torch):
        T.manual_seed(11)
        t = T.nn.Parameter(T.empty(shape))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            r = eval("init." + text, {"init": T.nn.init, "t": t})
        assert r is t
        assert t.requires_grad
        assert t.is_leaf
        results.append(t.detach().numpy())
    # normals go through log and cos: an ulp or two
    np.testing.assert_allclose(results[0], results[1], rtol=1e-6, atol=1e-7)
    if "uniform" in text:
        np.testing.assert_array_equal(results[0], results[1])


def test_fixed_patterns():
    for T in (rushlight, torch):
        t = T.nn.init.eye_(T.ones(2, 3))
        assert t.tolist() == [[1, 0, 0], [0, 1, 0]]
        d = T.nn.init.dirac_(T.ones(4, 2, 3), groups=2)
        assert [(i, j, k) for i in range(4) for j in range(2) for k in range(3) if d.numpy()[i, j, k]] == [
            (0, 0, 1),
            (1, 1, 1),
            (2, 0, 1),
            (3, 1, 1),
        ]


def test_gains_and_fans():
    names = ["linear", "conv2d", "conv_transpose3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]
    ours, theirs = rushlight.nn.init, torch.nn.init
    assert [ours.calculate_gain(n) for n in names] == [theirs.calculate_gain(n) for n in names]
    assert ours.calculate_gain("leaky_relu", 0.2) == theirs.calculate_gain("leaky_relu", 0.2)
    assert ours._calculate_fan_in_and_fan_out(rushlight.zeros(4, 3, 2, 2)) == (12, 16)
    assert math.isclose(ours.calculate_gain("tanh"), 5 / 3)


BAD = [
    "calculate_gain('x')",
    "calculate_gain('leaky_relu', 'a')",
    "xavier_uniform_(T.zeros(3))",
    "eye_(T.zeros(3))",
    "dirac_(T.zeros(3, 3))",
    "dirac_(T.zeros(3, 3, 3), groups=2)",
    "kaiming_uniform_(T.zeros(3, 3), mode='x')",
]


@pytest.mark.parametrize("text", BAD)
def test_errors(text):
    messages = []
    for T in (rushlight, torch):
        with pytest.raises(ValueError) as e:
            eval("init." + text, {"init": T.nn.init, "T": T})
        messages.append(str(e.value))
    assert messages[0] == messages[1]


def test_warnings():
    for T in (rushlight, torch):
        with pytest.warns(UserWarning, match="zero-element tensors is a no-op"):
            T.nn.init.kaiming_uniform_(T.zeros(0, 3))
        with pytest.warns(UserWarning, match="more than 2 std"):
            T.nn.init.trunc_normal_(T.zeros(3), mean=9.0)
        with pytest.warns(FutureWarning, match="deprecated in favor of `nn.init.constant_`"):
            T.nn.init.constant(T.zeros(3), 2)
