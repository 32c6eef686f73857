"""Layers that learn their sizes from their first input, beside PyTorch's."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import rushlight
import rushlight.nn
from support.layers import check_error, same

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")]


def x(*shape):
    return np.random.default_rng(0).standard_normal(shape)


LAYERS = [
    ("LazyLinear(3)", (2, 4)),
    ("LazyLinear(3, bias=False, dtype=T.float64)", (2, 5, 4)),
    *[(f"LazyConv{n}d(4, 3, padding=1, groups=2)", (2, 6, 5, 4, 5)[: n + 2]) for n in (1, 2, 3)],
    *[(f"LazyConvTranspose{n}d(4, 2, 2, bias=False)", (6, 3, 4, 3)[: n + 1]) for n in (1, 2, 3)],
    *[(f"LazyBatchNorm{n}d()", (2, 3, 4, 2, 2)[: n + 2]) for n in (1, 2, 3)],
    *[(f"LazyInstanceNorm{n}d()", (2, 3, 4, 2, 2)[: n + 2]) for n in (1, 2, 3)],
    ("LazyBatchNorm1d(affine=False, momentum=None)", (4, 3)),
    ("LazyBatchNorm2d(track_running_stats=False, bias=False)", (2, 3, 2, 2)),
]


@pytest.mark.parametrize(("text", "shape"), LAYERS, ids=[text for text, _ in LAYERS])
def test_layers(text, shape):
    outs = []
    for T in (rushlight, torch):
        T.manual_seed(3)
        m = eval("T.nn." + text, {"T": T})
        before = repr(m), list(m.state_dict()), m.has_uninitialized_params()
        if not m.has_uninitialized_params():  # nothing in it has the unknown size
            return
        twin = eval("T.nn." + text, {"T": T})
        again = [copy.deepcopy(m), pickle.loads(pickle.dumps(m))] if T is rushlight else []
        m.double()
        y = m(T.from_numpy(x(*shape)))
        assert not hasattr(m, "_initialize_hook")
        after = repr(m), type(m).__name__, [n for n, _ in m.named_parameters()]
        state = m.state_dict()
        twin.load_state_dict(state)  # takes the shapes from it
        assert not twin.has_uninitialized_params()
        z = list(twin.state_dict().values())
        outs.append((before, after, [y, list(state.values()), z]))
        for other in again:
            assert repr(other.double()) == before[0]
            other(T.from_numpy(x(*shape)))
            assert repr(other) == after[0]
    assert outs[0][:2] == outs[1][:2]
    same(outs[0][2], outs[1][2], 1e-5, 1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "nn.LazyLinear(3).weight.shape",
        "nn.LazyLinear(3).weight + 1",
        "nn.LazyLinear(3).weight.sum()",
        "nn.LazyLinear(3).weight.share_memory_()",
        "nn.init.ones_(nn.LazyLinear(3).weight)",
        "nn.LazyConv2d(3, 2)(T.zeros(3, 3))",
        "nn.LazyConv2d(4, 2, groups=2)(T.zeros(1, 3, 3, 3))",
        "nn.Linear(2, 3).load_state_dict(nn.LazyLinear(3).state_dict())",
    ],
)
def test_errors(text):
    check_error(text)


def test_warning_and_text():
    for T in (rushlight, torch):
        if T is rushlight:  # PyTorch's says it once in a process
            with pytest.warns(UserWarning, match="Lazy modules are a new feature"):
                T.nn.LazyLinear(3)
        m = T.nn.LazyLinear(3)
        assert repr(m.weight) == "<UninitializedParameter>"
        assert T.nn.parameter.is_lazy(m.weight)
        buffer = T.nn.UninitializedBuffer()
        buffer.materialize((2,), dtype=T.float64)
        assert type(buffer) is T.Tensor
        assert buffer.dtype == T.float64


def test_optimizers_take_them():
    """The parameters stay the same objects."""
    out = []
    for T in (rushlight, torch):
        T.manual_seed(0)
        net = T.nn.Sequential(T.nn.LazyLinear(3), T.nn.ReLU(), T.nn.LazyLinear(1))
        step = T.optim.SGD(net.parameters(), 0.1)
        net(T.from_numpy(x(5, 4)).float()).sum().backward()
        step.step()
        out.append(net.state_dict())
    same(list(out[0].values()), list(out[1].values()), 1e-5, 1e-6)
