"""Activations beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight._ops.elementwise import activation
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
F = torch.nn.functional

CASES = [
    ("gelu", ()),
    ("elu", ()),
    ("elu", (0.7,)),
    ("selu", ()),
    ("celu", (2.0,)),
    ("leaky_relu", ()),
    ("leaky_relu", (0.3,)),
    ("silu", ()),
    ("mish", ()),
    ("hardtanh", ()),
    ("hardtanh", (-0.3, 0.8)),
    ("relu6", ()),
    ("hardswish", ()),
    ("hardsigmoid", ()),
    ("softplus", ()),
    ("softplus", (2.0, 1.0)),
    ("softshrink", ()),
    ("softshrink", (0.2,)),
    ("hardshrink", ()),
    ("tanhshrink", ()),
    ("logsigmoid", ()),
    ("threshold", (0.1, 0.2)),
    ("softsign", ()),
    ("relu", ()),
]
IN_PLACE = [
    "elu",
    "selu",
    "celu",
    "leaky_relu",
    "silu",
    "mish",
    "hardtanh",
    "relu6",
    "hardswish",
    "hardsigmoid",
    "threshold",
]
EDGES = [-1e4, -100, -3, -1, -0.5, 0, 0.5, 1, 3, 6, 100, 1e4, np.nan]
FUNCTIONS = pytest.mark.parametrize("name, args", CASES, ids=str)


@FUNCTIONS
def test_values_and_gradients(name, args):
    f, g = getattr(activation, name), getattr(F, name)
    # PyTorch has no second gradient of hardsigmoid, and rounds some constants to float32
    compare(
        lambda x: f(x, *args),
        lambda x: g(x, *args),
        arrays([(4, 6)]),
        double=name != "hardsigmoid",
        rtol=1e-7,
        atol=1e-7,
    )


@FUNCTIONS
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_edges(name, args, dtype):
    x = np.array(EDGES, dtype)
    a, b = rushlight.from_numpy(x.copy()).requires_grad_(), torch.from_numpy(x).requires_grad_()
    y, z = getattr(activation, name)(a, *args), getattr(F, name)(b, *args)
    tolerance = {"rtol": 3e-4 if dtype == np.float32 else 1e-7, "atol": 1e-30}  # PyTorch's float32 gelu: 1e-4 at -3
    np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), **tolerance)
    y.backward(rushlight.ones(len(EDGES), dtype=a.dtype))
    z.backward(torch.ones_like(b))
    np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), **tolerance)


@pytest.mark.parametrize("name, args", [c for c in CASES if c[0] in IN_PLACE], ids=str)
def test_in_place(name, args):
    (x,) = arrays([(4, 6)])
    f = getattr(activation, name)
    plain = rushlight.from_numpy(x.copy()).requires_grad_()
    f(plain, *args).sum().backward()
    leaf = rushlight.from_numpy(x.copy()).requires_grad_()
    y = leaf * 1
    assert f(y, *args, inplace=True) is y
    np.testing.assert_array_equal(y.detach().numpy(), f(plain, *args).detach().numpy())
    y.sum().backward()
    np.testing.assert_array_equal(leaf.grad.numpy(), plain.grad.numpy())


@pytest.mark.parametrize("name", ["celu_", "elu_", "hardtanh_", "leaky_relu_", "selu_", "threshold_"])
def test_underscored(name):
    args = (0.1, 0.2) if name == "threshold_" else ()
    (x,) = arrays([(4, 6)])
    t = rushlight.from_numpy(x.copy())
    assert getattr(activation, name)(t, *args) is t
    np.testing.assert_allclose(t.numpy(), getattr(F, name)(torch.from_numpy(x), *args).numpy(), rtol=1e-7)


def test_gelu_by_tanh():
    compare(lambda x: activation.gelu(x, approximate="tanh"), lambda x: F.gelu(x, approximate="tanh"), arrays([(4, 6)]))
    with pytest.raises(RuntimeError, match="none or tanh"):
        activation.gelu(rushlight.ones(1), approximate="some")


@pytest.mark.parametrize(
    "shapes", [[(4, 6), (1,)], [(4, 6), (6,)], [(2, 3, 4), (3,)], [(5,), (1,)], [(), (1,)]], ids=str
)
def test_prelu(shapes):
    compare(activation.prelu, F.prelu, arrays(shapes))


@pytest.mark.parametrize("dim", [-1, 0])
def test_glu(dim):
    compare(lambda x: activation.glu(x, dim), lambda x: F.glu(x, dim), arrays([(4, 6)]), name=False)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_16_bit_floats(dtype):
    (x,) = arrays([(50,)], dtype=np.float32)
    for name, args in CASES:
        y = getattr(activation, name)(rushlight.from_numpy(x).to(getattr(rushlight, dtype)), *args)
        z = getattr(F, name)(torch.from_numpy(x).to(getattr(torch, dtype)), *args)
        assert y.dtype is getattr(rushlight, dtype)
        np.testing.assert_allclose(y.to(rushlight.float32).numpy(), z.float().numpy(), rtol=2e-2, atol=4e-3)


@pytest.mark.parametrize(
    "name, shape, args, error, message",
    [
        ("hardtanh", (2,), (1.0, -1.0), ValueError, "min_val cannot be greater"),
        ("celu", (2,), (0.0,), RuntimeError, "alpha cannot be 0"),
        ("softshrink", (2,), (-1.0,), RuntimeError, "lambda must be greater"),
        ("glu", (3,), (), RuntimeError, "Halving dimension must be even"),
        ("glu", (), (), RuntimeError, "0-dimensional"),
    ],
)
def test_errors(name, shape, args, error, message):
    with pytest.raises(error):
        getattr(F, name)(torch.ones(shape), *args)
    with pytest.raises(error, match=message):
        getattr(activation, name)(rushlight.ones(shape), *args)


def test_errors_of_operands():
    with pytest.raises(RuntimeError, match="Mismatch of parameter numbers"):
        activation.prelu(rushlight.ones(2, 3), rushlight.ones(2))
    with pytest.raises(NotImplementedError, match="not implemented for 'Long'"):
        activation.silu(rushlight.from_numpy(np.arange(3)))
    with pytest.raises(TypeError, match="must be Tensor"):
        activation.gelu(np.ones(3))
