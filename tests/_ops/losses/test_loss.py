"""Losses beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.nn import functional as L
from support.against_torch import arrays, compare

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
F = torch.nn.functional
REDUCTIONS = pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
WEIGHT = np.array([0.5, 1.0, 2.0, 0.3, 0.7])
CLASSES = [
    ((4, 5), (4,)),
    ((5,), ()),
    ((1, 5), (1,)),
    ((2, 5, 3), (2, 3)),
    ((2, 5, 3, 2), (2, 3, 2)),
    ((2, 5, 1, 2, 2), (2, 1, 2, 2)),
]


def both(name, post, options):
    """The function of each library with the arrays among its arguments converted."""

    def of(function, convert):
        args = [convert(a) if isinstance(a, np.ndarray) else a for a in post]
        named = {k: convert(v) if isinstance(v, np.ndarray) else v for k, v in options.items()}
        return lambda *operands: function(*operands, *args, **named)

    return of(getattr(L, name), rushlight.from_numpy), of(getattr(F, name), torch.from_numpy)


@REDUCTIONS
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
@pytest.mark.parametrize("x, y", CLASSES, ids=str)
@pytest.mark.parametrize("name", ["nll_loss", "cross_entropy"])
def test_class_numbers(name, x, y, weight, reduction):
    target = np.asarray(np.random.default_rng(0).integers(0, 5, y))
    if target.size > 2:
        target.flat[1] = -100
    f, g = both(name, [target], {"weight": weight, "reduction": reduction})
    compare(f, g, arrays([x]), name=len(x) in (1, 2, 4))


@REDUCTIONS
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["plain", "weighted"])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("x, y", CLASSES[:4], ids=str)
def test_cross_entropy_with_smoothing(x, y, smoothing, weight, reduction):
    rng = np.random.default_rng(0)
    target = np.asarray(rng.integers(0, 5, y))
    if target.size > 2:
        target.flat[1] = 3
    options = {"weight": weight, "reduction": reduction, "label_smoothing": smoothing}
    compare(*both("cross_entropy", [target], {**options, "ignore_index": 3}), arrays([x]), name=False)
    compare(*both("cross_entropy", [rng.random(x)], options), arrays([x]), name=False)


@REDUCTIONS
@pytest.mark.parametrize("shapes", [[(4, 5), (4, 5)], [(), ()], [(0, 3), (0, 3)]], ids=str)
def test_mse_loss(shapes, reduction):
    compare(*both("mse_loss", [], {"reduction": reduction}), arrays(shapes))


@REDUCTIONS
@pytest.mark.filterwarnings("ignore:Using a target size")
def test_mse_loss_broadcasts(reduction):
    compare(*both("mse_loss", [], {"reduction": reduction}), arrays([(4, 5), (1, 5)]), name=False)
    weight = np.random.default_rng(0).random((4, 5))
    compare(*both("mse_loss", [], {"reduction": reduction, "weight": weight}), arrays([(4, 5), (4, 5)]), name=False)


def test_chain_of_nodes():
    """What scripts print: NllLoss, then LogSoftmax."""
    x = rushlight.ones(2, 3).requires_grad_()
    node = L.cross_entropy(x, rushlight.from_numpy(np.array([0, 1]))).grad_fn
    assert node.name() == "NllLossBackward0"
    assert node.next_functions[0][0].name() == "LogSoftmaxBackward0"


def test_older_arguments():
    x, y = rushlight.ones(2, 2), rushlight.zeros(2, 2)
    with pytest.warns(UserWarning, match="reduction='sum'"):
        assert L.mse_loss(x, y, size_average=False).item() == 4
    with pytest.warns(UserWarning, match="reduction='none'"):
        assert L.mse_loss(x, y, reduce=False).shape == (2, 2)
    with pytest.warns(UserWarning, match="different to the input size"):
        L.mse_loss(x, rushlight.zeros(2, 1))


def test_all_ignored():
    x, y = rushlight.ones(2, 3), rushlight.from_numpy(np.array([-100, -100]))
    assert np.isnan(L.nll_loss(x, y).item()) and L.nll_loss(x, y, reduction="sum").item() == 0


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_other_dtypes(dtype):
    (x,) = arrays([(6, 4)], dtype=np.float32)
    y = np.array([0, 1, 2, 3, 0, 1], np.uint8)
    got = L.cross_entropy(rushlight.from_numpy(x).to(getattr(rushlight, dtype)), rushlight.from_numpy(y))
    expected = F.cross_entropy(torch.from_numpy(x).to(getattr(torch, dtype)), torch.from_numpy(y))
    assert got.dtype is getattr(rushlight, dtype)
    assert abs(got.item() - expected.item()) <= (1e-6 if dtype == "float32" else 0.02)


X, Y = np.ones((4, 5), np.float32), np.array([0, 1, 2, 3])
ERRORS = [
    ("nll_loss", X, Y.astype(np.float32), {}, RuntimeError, "expected target dtype to be Long or Byte, but got Float"),
    ("nll_loss", X, np.array([0, 1, 2, 5]), {}, IndexError, "Target 5 is out of bounds"),
    ("nll_loss", X, np.array([0, 1, 2, -1]), {}, IndexError, "Target -1 is out of bounds"),
    ("nll_loss", X, Y[:3], {}, ValueError, r"Expected input batch_size \(4\) to match target batch_size \(3\)"),
    ("nll_loss", X, Y, {"weight": np.ones(4, np.float32)}, RuntimeError, "either for all 5 classes or no classes"),
    ("nll_loss", X, Y, {"weight": np.ones(5)}, RuntimeError, "expected scalar type Float but found Double"),
    ("nll_loss", np.ones((), np.float32), Y[0:1], {}, ValueError, "Expected 1 or more dimensions"),
    ("nll_loss", X, Y, {"reduction": "some"}, ValueError, "some is not a valid value for reduction"),
    ("nll_loss", np.ones((2, 3, 4), np.float32), np.zeros((2, 5), np.int64), {}, RuntimeError, "Expected target size"),
    ("cross_entropy", X, np.ones((4, 6), np.float32), {}, RuntimeError, "multi-target not supported"),
    ("cross_entropy", X, np.ones((4, 5), np.int64), {}, RuntimeError, "Expected floating point type for target"),
    ("cross_entropy", X, X, {"ignore_index": 2}, RuntimeError, "ignore_index is not supported"),
    ("cross_entropy", X, Y, {"label_smoothing": 1.5}, RuntimeError, "label_smoothing must be between"),
    ("mse_loss", Y, Y, {}, NotImplementedError, "\"mse_cpu\" not implemented for 'Long'"),
]


@pytest.mark.parametrize("name, x, y, options, error, message", ERRORS, ids=[e[-1] for e in ERRORS])
def test_errors(name, x, y, options, error, message):
    f, g = both(name, [y], options)
    with pytest.raises(error):
        g(torch.from_numpy(x))
    with pytest.raises(error, match=message):
        f(rushlight.from_numpy(x))


def test_errors_of_types():
    with pytest.raises(TypeError, match=r"argument 'target' .* must be Tensor, not list"):
        L.cross_entropy(rushlight.ones(1, 2), [0])
