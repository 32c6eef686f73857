"""Pooling beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn import functional
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

CASES = [
    ("max_pool2d", (2, 3, 8, 9), (2,), {}),
    ("max_pool2d", (3, 8, 9), ((3, 2), (2, 1), 1, 1, True), {}),
    ("max_pool2d", (1, 2, 9, 9), (3, None, 0, 2), {}),
    ("max_pool2d", (1, 2, 40, 40), (20, 3), {}),  # windows of more than 256 places
    ("max_pool2d", (0, 2, 8, 8), (2,), {}),
    ("max_pool1d", (2, 3, 9), (2,), {}),
    ("max_pool1d", (3, 9), (3, 2, 1), {}),
    ("avg_pool2d", (2, 3, 8, 9), (2,), {}),
    ("avg_pool2d", (3, 8, 9), ((3, 2), (2, 1), 1, True, False), {}),
    ("avg_pool2d", (3, 8, 9), (2,), {"divisor_override": 3}),
    ("avg_pool1d", (2, 3, 9), (2,), {}),
    ("avg_pool1d", (2, 3, 9), ((3,), (2,), (1,), True, False), {}),
]


@pytest.mark.parametrize("name, shape, args, options", CASES, ids=str)
def test_values_and_gradients(name, shape, args, options):
    f, g = getattr(functional, name), getattr(torch.nn.functional, name)
    compare(lambda x: f(x, *args, **options), lambda x: g(x, *args, **options), arrays([shape]))


def test_float32_repeats():
    """The second call finds the op by the options as written."""
    (x,) = arrays([(2, 3, 8, 9)], dtype=np.float32)
    for _ in range(2):
        for args in ((2,), (2, 2), ((2, 2),), ([2, 2],), (2, 1)):
            compare(
                lambda x, args=args: functional.max_pool2d(x, *args),
                lambda x, args=args: torch.nn.functional.max_pool2d(x, *args),
                [x],
                rtol=1e-5,
                atol=1e-5,
            )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "int64", "uint8"])
def test_other_dtypes(dtype):
    x = np.random.default_rng(0).integers(0, 9, (1, 2, 6, 6))
    a, b = (rushlight.from_numpy(x).to(getattr(rushlight, dtype)), torch.from_numpy(x).to(getattr(torch, dtype)))
    y, z = functional.max_pool2d(a, 2), torch.nn.functional.max_pool2d(b, 2)
    np.testing.assert_array_equal(y.to(rushlight.float64).numpy(), z.double().numpy())


def test_adaptive_maxima_of_torch_come_with_their_places():
    x = np.random.default_rng(0).standard_normal((2, 3, 8))
    y, at = rushlight.adaptive_max_pool1d(rushlight.from_numpy(x), 3)
    z, there = torch.adaptive_max_pool1d(torch.from_numpy(x), 3)
    np.testing.assert_array_equal(y.numpy(), z.numpy())
    np.testing.assert_array_equal(at.numpy(), there.numpy())


def test_indices():
    x = np.random.default_rng(0).standard_normal((2, 3, 8, 9))
    for name, a in (("max_pool2d", x), ("max_pool1d", x[0])):
        y, at = getattr(functional, name)(rushlight.from_numpy(a), 3, 2, 1, return_indices=True)
        z, there = getattr(torch.nn.functional, name)(torch.from_numpy(a), 3, 2, 1, return_indices=True)
        assert at.dtype is rushlight.int64
        np.testing.assert_array_equal(y.numpy(), z.numpy())
        np.testing.assert_array_equal(at.numpy(), there.numpy())
    x = rushlight.from_numpy(x).requires_grad_()
    y, at = functional.max_pool2d_with_indices(x, 2)
    y.sum().backward()
    assert x.grad.numpy().sum() == y.detach().numpy().size and not at.requires_grad
    assert functional.max_pool1d_with_indices(x.select(0, 0), 2)[1].shape == (3, 8, 4)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize(
    "shape, args",
    [((8, 8), (2,)), ((1, 1, 4, 4), (5,)), ((1, 4, 4), (2, 0)), ((1, 4, 4), (2, 1, 2)), ((1, 4, 4), ((1, 2, 3),))],
)
def test_errors(name, shape, args):
    x = np.ones(shape, np.float32)
    with pytest.raises((RuntimeError, TypeError, IndexError)):
        getattr(torch.nn.functional, name)(torch.from_numpy(x), *args)
    with pytest.raises((RuntimeError, TypeError), match=name):
        getattr(functional, name)(rushlight.from_numpy(x), *args)


def test_errors_of_types():
    with pytest.raises(NotImplementedError, match="not implemented for 'Bool'"):
        functional.max_pool2d(rushlight.ones(1, 4, 4).to(rushlight.bool), 2)
    with pytest.raises(TypeError, match="must be Tensor"):
        functional.max_pool2d(np.ones((1, 4, 4)), 2)
    with pytest.raises(RuntimeError, match="divisor must be not zero"):
        functional.avg_pool2d(rushlight.ones(1, 4, 4), 2, divisor_override=0)


@pytest.mark.parametrize("odd", [np.inf, -np.inf, np.nan])
def test_adaptive_means_keep_what_is_not_finite_in_its_window(odd):
    x = rushlight.ones(1, 5, 5)
    x[0, 0, 0] = odd
    y = rushlight.nn.functional.adaptive_avg_pool2d(x, 3)
    assert np.isfinite(y.numpy()).sum() == 8
    np.testing.assert_array_equal(y[0, 0, 0].numpy(), odd)
