"""Softmax and its logarithm beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn import functional as S
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
NAMES = pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin"])


@NAMES
@pytest.mark.parametrize(
    "shape, dim", [((3, 4), 1), ((3, 4), 0), ((3, 4), -1), ((2, 3, 4), 1), ((5,), 0), ((2, 0), 0), ((0, 3), 1)], ids=str
)
def test_values_and_gradients(name, shape, dim):
    f, g = getattr(S, name), getattr(torch.nn.functional, name)
    compare(lambda x: f(x, dim), lambda x: g(x, dim), arrays([shape]))


@NAMES
def test_number(name):
    y = getattr(S, name)(rushlight.tensor(3.0), 0)
    assert y.shape == () and y.item() == getattr(torch.nn.functional, name)(torch.tensor(3.0), 0).item()


@NAMES
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_16_bit_floats(name, dtype):
    (x,) = arrays([(4, 9)], dtype=np.float32)
    y = getattr(S, name)(rushlight.from_numpy(x).to(getattr(rushlight, dtype)), 1)
    z = getattr(torch.nn.functional, name)(torch.from_numpy(x).to(getattr(torch, dtype)), 1)
    assert y.dtype is getattr(rushlight, dtype)
    np.testing.assert_allclose(y.to(rushlight.float32).numpy(), z.float().numpy(), rtol=1e-2)


@NAMES
def test_dtype_argument(name):
    x = np.arange(4)
    y = getattr(S, name)(rushlight.from_numpy(x), 0, dtype=rushlight.float64)
    z = getattr(torch.nn.functional, name)(torch.from_numpy(x), 0, dtype=torch.float64)
    assert y.dtype is rushlight.float64
    np.testing.assert_allclose(y.numpy(), z.numpy())


@NAMES
def test_errors(name):
    f = getattr(S, name)
    with pytest.raises(IndexError, match="Dimension out of range"):
        f(rushlight.ones(2, 3), 2)
    with pytest.raises(NotImplementedError, match="not implemented for 'Long'"):
        f(rushlight.from_numpy(np.arange(3)), 0)
    with pytest.warns(UserWarning, match="Implicit dimension choice"):
        f(rushlight.ones(2, 3))
    if name != "softmin":
        with pytest.raises(TypeError, match="must be Tensor"):
            f([1.0], 0)
