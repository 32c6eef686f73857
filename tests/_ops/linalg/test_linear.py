"""Affine maps beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight._core import apply
from rushlight._ops.linalg import linear as L
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
F = torch.nn.functional


@pytest.mark.parametrize("bias", [(4,), None])
@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 5, 3), (2, 1, 5, 3), (0, 3), (2, 0, 3)], ids=str)
def test_linear(shape, bias):
    named = bias is not None or len(shape) == 2
    compare(L.linear, F.linear, arrays([shape, (4, 3), bias]), name=named)


def test_order_of_the_nodes():
    x, w, b = (rushlight.ones(*s).requires_grad_() for s in ((5, 3), (4, 3), (4,)))
    node = L.linear(x * 1, w, b).grad_fn
    assert node.name() == "AddmmBackward0"
    assert [n[0].name() for n in node.next_functions[:2]] == ["torch::autograd::AccumulateGrad", "MulBackward0"]


def test_other_layouts():
    x, w = arrays([(3, 5), (3, 4)])
    compare(lambda x, w: L.linear(x.t(), w.t()), lambda x, w: F.linear(x.t(), w.t()), [x, w])
    x, w, b = arrays([(2, 3, 5), (4, 3), (4,)])
    compare(
        lambda x, w, b: L.linear(x.transpose(1, 2), w, b),
        lambda x, w, b: F.linear(x.transpose(1, 2), w, b),
        [x, w, b],
        name=False,
    )


def test_weight_of_one_dimension_and_small_bias():
    compare(L.linear, F.linear, arrays([(5, 3), (3,)]), name=False)
    compare(L.linear, F.linear, arrays([(5, 3), (4, 3), (1,)]), name=False)


@pytest.mark.parametrize("ta", [False, True])
@pytest.mark.parametrize("tb", [False, True])
def test_products(ta, tb):
    a, b = arrays([(3, 5) if ta else (5, 3), (4, 3) if tb else (3, 4)])
    compare(
        lambda a, b: apply(L.Product.of(ta, tb), a, b),
        lambda a, b: torch.mm(a.t() if ta else a, b.t() if tb else b),
        [a, b],
    )


@pytest.mark.parametrize("dtype", ["int64", "int32", "complex128", "float16", "bfloat16"])
def test_other_dtypes(dtype):
    x, w, b = (np.round(a * 3) for a in arrays([(5, 3), (4, 3), (4,)]))
    y = L.linear(*(rushlight.from_numpy(a).to(getattr(rushlight, dtype)) for a in (x, w, b)))
    z = F.linear(*(torch.from_numpy(a).to(getattr(torch, dtype)) for a in (x, w, b)))
    wide = "complex128" if dtype.startswith("complex") else "float64"
    np.testing.assert_array_equal(y.to(getattr(rushlight, wide)).numpy(), z.to(getattr(torch, wide)).numpy())


def test_bilinear():
    compare(L.bilinear, F.bilinear, arrays([(2, 5, 3), (2, 5, 2), (4, 3, 2), (4,)]), name=False)
    with pytest.raises(RuntimeError, match="features"):
        L.bilinear(rushlight.ones(2, 3), rushlight.ones(2, 2), rushlight.ones(4, 3, 3))


@pytest.mark.parametrize(
    "shapes, message",
    [
        ([(1, 5), (3, 4), (3,)], r"mat1 and mat2 shapes cannot be multiplied \(1x5 and 4x3\)"),
        ([(1, 5), (3, 4)], r"mat1 and mat2 shapes cannot be multiplied \(1x5 and 4x3\)"),
        ([(2, 6, 5), (3, 4), (3,)], r"mat1 and mat2 shapes cannot be multiplied \(12x5 and 4x3\)"),
        ([(1, 4), (3, 4), (2,)], "must match the existing size"),
        ([(), (3, 4)], "need to be at least 1D"),
    ],
)
def test_errors(shapes, message):
    operands = arrays(shapes, dtype=np.float32)
    with pytest.raises(RuntimeError):
        F.linear(*map(torch.from_numpy, operands))
    with pytest.raises(RuntimeError, match=message):
        L.linear(*map(rushlight.from_numpy, operands))


def test_errors_of_types():
    x, w = rushlight.ones(2, 4), rushlight.ones(3, 4)
    with pytest.raises(RuntimeError, match="same dtype"):
        L.linear(x, w.to(rushlight.float64))
    with pytest.raises(RuntimeError, match="same dtype"):
        L.linear(x, w, rushlight.ones(3, dtype=rushlight.float64))
    with pytest.raises(TypeError, match=r"argument 'input' .* must be Tensor, not numpy.ndarray"):
        rushlight.nn.functional.linear(x.numpy(), w)
