"""Dropout: PyTorch's masks, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn import functional as D

CASES = [
    ("dropout", (1000,), {}),
    ("dropout", (3, 5), {"p": 0.3}),
    ("dropout", (7, 3, 33), {"p": 0.1}),
    ("dropout", (5,), {"p": 1.0}),
    ("dropout", (5,), {"p": 0.0}),
    ("dropout", (0, 3), {}),
    ("alpha_dropout", (100,), {"p": 0.2, "training": True}),
    ("dropout1d", (3, 4, 5), {}),
    ("dropout1d", (40, 5), {}),
    ("dropout2d", (3, 40, 5, 2), {}),
    ("dropout3d", (2, 40, 5, 2, 2), {}),
    ("dropout3d", (40, 5, 2, 2), {}),
    ("feature_alpha_dropout", (4, 50, 3), {"training": True}),
]


def intel():
    """PyTorch draws bernoulli numbers in another way on Intel's processors."""
    try:
        with open("/proc/cpuinfo") as f:
            return "GenuineIntel" in f.read()
    except OSError:
        return True


@pytest.mark.torch
@pytest.mark.skipif(intel(), reason="PyTorch's bernoulli takes another path on Intel")
@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name, shape, options", CASES, ids=str)
def test_against_torch(name, shape, options, dtype, inplace):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    torch.manual_seed(3)
    rushlight.manual_seed(3)
    z = getattr(torch.nn.functional, name)(torch.from_numpy(x.copy()), inplace=inplace, **options)
    y = getattr(D, name)(rushlight.from_numpy(x.copy()), inplace=inplace, **options)
    np.testing.assert_array_equal(y.numpy(), z.numpy())
    assert rushlight.rand(1).item() == torch.rand(1).item()  # as many numbers drawn


@pytest.mark.parametrize("name, shape, options", CASES, ids=str)
def test_evaluation_is_the_identity(name, shape, options):
    x = rushlight.ones(*shape)
    y = getattr(D, name)(x, **{**options, "training": False})
    assert y is x or np.array_equal(y.numpy(), x.numpy())


def test_gradient_follows_the_mask():
    rushlight.manual_seed(0)
    x = rushlight.ones(50).requires_grad_()
    y = D.dropout(x, 0.25)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), y.detach().numpy())
    assert set(np.unique(x.grad.numpy())) == {np.float32(0), np.float32(1) / np.float32(0.75)}
    assert y.grad_fn.name() == "MulBackward0"


def test_errors_and_warnings():
    x = rushlight.ones(2, 3, 4)
    for p in (-0.1, 1.5):
        with pytest.raises(ValueError, match=f"between 0 and 1, but got {p}"):
            D.dropout(x, p)
    with pytest.raises(RuntimeError, match="Expected 2D or 3D input"):
        D.dropout1d(rushlight.ones(2, 3, 4, 5))
    with pytest.warns(UserWarning, match="1D dropout behavior"):
        D.dropout2d(x)
    with pytest.warns(UserWarning, match="deprecated"):
        D.dropout2d(rushlight.ones(2, 3))
    with pytest.raises(TypeError, match="must be Tensor"):
        D.dropout(np.ones(3))
