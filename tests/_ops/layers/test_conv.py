"""Convolutions beside PyTorch's: values, gradients of both orders, names, errors."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn import functional
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

# function, shapes of x, weight, bias, options
CASES = [
    ("conv2d", [(2, 3, 8, 9), (4, 3, 3, 2), (4,)], {}),
    ("conv2d", [(2, 3, 8, 9), (4, 3, 3, 2), None], {"stride": 2, "padding": 1}),
    (
        "conv2d",
        [(2, 4, 8, 9), (6, 2, 3, 2), None],
        {"stride": (2, 1), "padding": [1, 0], "dilation": (1, 2), "groups": 2},
    ),
    ("conv2d", [(2, 4, 5, 5), (8, 1, 3, 3), (8,)], {"groups": 4}),
    ("conv2d", [(2, 3, 8, 9), (4, 3, 3, 3), (4,)], {"padding": "same", "dilation": 2}),
    ("conv2d", [(2, 3, 8, 9), (4, 3, 2, 4), (4,)], {"padding": "same"}),
    ("conv2d", [(2, 3, 8, 9), (4, 3, 2, 4), (4,)], {"padding": "valid", "stride": 2}),
    ("conv2d", [(3, 8, 9), (4, 3, 2, 4), (4,)], {}),
    ("conv2d", [(0, 3, 8, 9), (4, 3, 2, 4), (4,)], {}),
    ("conv1d", [(2, 4, 9), (6, 2, 3), (6,)], {"stride": 2, "padding": 1, "groups": 2}),
    ("conv1d", [(4, 9), (6, 4, 3), (6,)], {}),
    ("conv1d", [(2, 4, 9), (6, 4, 4), (6,)], {"padding": "same"}),
    (
        "conv3d",
        [(2, 4, 6, 5, 7), (6, 2, 3, 2, 3), (6,)],
        {"stride": (2, 1, 2), "padding": (2, 1, 0), "groups": 2, "dilation": (1, 2, 1)},
    ),
    ("conv3d", [(1, 2, 3, 3, 3), (2, 2, 3, 3, 3), None], {"padding": 4}),
    ("conv_transpose1d", [(2, 4, 5), (4, 3, 3), (3,)], {"stride": 3, "padding": 1, "output_padding": 2, "dilation": 2}),
    (
        "conv_transpose2d",
        [(2, 4, 5, 6), (4, 3, 3, 2), (6,)],
        {"stride": (2, 1), "padding": 1, "output_padding": (1, 0), "groups": 2},
    ),
    ("conv_transpose2d", [(4, 5, 6), (4, 3, 3, 2), None], {}),
    ("conv_transpose3d", [(2, 4, 5, 3, 4), (4, 3, 3, 2, 2), (3,)], {"stride": 2, "padding": 1}),
]


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("name, shapes, options", CASES, ids=str)
def test_values_and_gradients(name, shapes, options):
    f, g = getattr(functional, name), getattr(torch.nn.functional, name)
    compare(lambda *a: f(*a, **options), lambda *a: g(*a, **options), arrays(shapes))


@pytest.mark.parametrize("dtype, tolerance", [("float32", 1e-5), ("float16", 4e-3), ("bfloat16", 3e-2)])
def test_other_dtypes(dtype, tolerance):
    x, w = arrays([(2, 3, 8, 8), (4, 3, 3, 3)], dtype=np.float32)
    y = functional.conv2d(*(rushlight.from_numpy(a).to(getattr(rushlight, dtype)) for a in (x, w)))
    z = torch.nn.functional.conv2d(*(torch.from_numpy(a).to(getattr(torch, dtype)) for a in (x, w)))
    assert y.dtype is getattr(rushlight, dtype)
    np.testing.assert_allclose(y.to(rushlight.float32).numpy(), z.float().numpy(), rtol=tolerance, atol=tolerance * 10)


def test_only_what_is_needed_is_kept():
    x, w = (rushlight.ones(*s) for s in ((1, 1, 3, 3), (1, 1, 2, 2)))
    w.requires_grad_()
    y = functional.conv2d(x, w)
    w.detach().add_(1)  # the weight's gradient doesn't use the weight
    y.sum().backward()
    assert w.grad.numpy().tolist() == [[[[4, 4], [4, 4]]]]
    y = functional.conv2d(x, w)
    x.detach().add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


ERRORS = [
    ([(2, 4, 8, 8), (4, 3, 3, 3)], {}, "expected input.* to have 3 channels, but got 4 channels instead"),
    ([(2, 3, 8, 8), (4, 3, 3, 3), (3,)], {}, "expected bias to be 1-dimensional with 4 elements"),
    ([(2, 3, 8, 8), (5, 1, 3, 3)], {"groups": 3}, "divisible by 3"),
    ([(2, 3, 2, 2), (4, 3, 3, 3)], {}, "Kernel size can't be greater than actual input size"),
    ([(2, 2), (4, 3, 3, 3)], {}, r"Expected 3D \(unbatched\) or 4D \(batched\) input to conv2d"),
    ([(2, 3, 8, 8), (4, 3, 3)], {}, "weight should have 4 dimensions"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"stride": 0}, "non-positive stride is not supported"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"padding": -1}, "negative padding is not supported"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"dilation": 0}, "dilation should be greater than zero"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"groups": 0}, "non-positive groups is not supported"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"stride": (1, 2, 3)}, "stride"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"padding": "same", "stride": 2}, "padding='same' is not supported for strided"),
    ([(2, 3, 8, 8), (4, 3, 3, 3)], {"padding": "some"}, "Invalid padding string"),
]


@pytest.mark.parametrize("shapes, options, message", ERRORS, ids=str)
def test_errors(shapes, options, message):
    operands = arrays(shapes, dtype=np.float32)
    with pytest.raises(RuntimeError):
        torch.nn.functional.conv2d(*map(torch.from_numpy, operands), **options)
    with pytest.raises(RuntimeError, match=message):
        functional.conv2d(*map(rushlight.from_numpy, operands), **options)


def test_errors_of_types():
    x, w = (rushlight.ones(*s) for s in ((1, 3, 8, 8), (4, 3, 3, 3)))
    with pytest.raises(RuntimeError, match=r"Input type .* should be the same"):
        functional.conv2d(x, w.to(rushlight.float64))
    with pytest.raises(TypeError, match=r"argument 'weight' .* must be Tensor, not list"):
        functional.conv2d(x, [1])
    with pytest.raises(TypeError, match=r"must be Tensor, not numpy\.ndarray"):
        functional.conv2d(x.numpy(), w)
    with pytest.raises(RuntimeError, match="output padding must be smaller"):
        functional.conv_transpose2d(x, rushlight.ones(3, 4, 2, 2), output_padding=1)
