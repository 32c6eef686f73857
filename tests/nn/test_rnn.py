"""Recurrent layers and packed sequences beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
import rushlight.nn
from support.layers import array, beside_pytorch, check_error, gradients, pair, same

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def x(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


LAYERS = [
    *[
        (f"{kind}({options})", inputs)
        for kind in ("LSTM", "GRU", "RNN")
        for options, inputs in (
            ("3, 4", [x(5, 2, 3)]),
            ("3, 4, num_layers=2, bidirectional=True", [x(5, 2, 3)]),
            ("3, 4, 3, bias=False, batch_first=True, dropout=0.5", [x(2, 5, 3)]),
            ("3, 4, 2, batch_first=True", [x(5, 3)]),
        )
    ],
    ("GRU(3, 4, 2)", [x(5, 2, 3), x(2, 2, 4, seed=1)]),
    ("GRU(3, 4)", [x(5, 3), x(1, 4, seed=1)]),
    ("LSTM(3, 4, bidirectional=True)", [x(1, 2, 3), (x(2, 2, 4, seed=1), x(2, 2, 4, seed=2))]),
    ("LSTM(3, 4)", [x(5, 3), (x(1, 4, seed=1), x(1, 4, seed=2))]),
    ("LSTM(3, 4, 2, proj_size=2, bidirectional=True)", [x(5, 2, 3)]),
    ("LSTM(3, 4, bias=False, proj_size=1)", [x(5, 2, 3), (x(1, 2, 1, seed=1), x(1, 2, 4, seed=2))]),
    ("RNN(3, 4, 2, 'relu')", [x(5, 2, 3)]),
    ("RNN(3, 4, nonlinearity='relu', bias=False)", [x(5, 0, 3)]),
    *[
        (f"{kind}({options})", inputs)
        for kind in ("LSTMCell", "GRUCell", "RNNCell")
        for options, inputs in (("3, 4", [x(2, 3)]), ("3, 4, bias=False", [x(3)]))
    ],
    ("RNNCell(3, 4, nonlinearity='relu')", [x(2, 3), x(2, 4, seed=1)]),
    ("GRUCell(3, 4)", [x(3), x(4, seed=1)]),
    ("LSTMCell(3, 4)", [x(3), (x(4, seed=1), x(4, seed=2))]),
]

quiet = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
test_layers = quiet(beside_pytorch(LAYERS))


@pytest.mark.parametrize(
    "text",
    [
        "LSTM(3, 4, 2, bidirectional=True)",
        "LSTM(3, 4, proj_size=2)",
        "GRU(3, 4, bidirectional=True)",
        "GRU(3, 4, 2, bias=False)",
        "RNN(3, 4, bidirectional=True)",
    ],
)
@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
@pytest.mark.parametrize("ordered", [True, False])
def test_packed(text, ordered):
    """Sequences of different lengths: results, states and gradients, with and without states at first."""
    ours, theirs = pair(text, "float64")
    lengths = [4, 4, 2, 1] if ordered else [2, 4, 1, 4]
    for given in (False, True):
        outs, leaves = [], []
        for T, m in ((rushlight, ours), (torch, theirs)):
            rows = [T.from_numpy(x(n, 3, seed=i)).requires_grad_() for i, n in enumerate(lengths)]
            packed = T.nn.utils.rnn.pack_sequence(rows, enforce_sorted=ordered)
            k = 2 * m.num_layers if m.bidirectional else m.num_layers
            sizes = [m.proj_size or 4, 4] if m.mode == "LSTM" else [4]
            states = [T.from_numpy(x(k, 4, size, seed=9 + size)).requires_grad_() for size in sizes]
            hx = tuple(states) if m.mode == "LSTM" else states[0]
            y, ends = m(packed, hx) if given else m(packed)
            assert isinstance(y, T.nn.utils.rnn.PackedSequence)
            padded, n = T.nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=6)
            assert n.tolist() == lengths
            outs.append([padded, ends])
            leaves.append([*rows, *m.parameters(), *(states if given else [])])
        same(outs[0], outs[1], 1e-9, 1e-10)
        grads = [gradients(T, r, p) for T, r, p in zip((rushlight, torch), outs, leaves, strict=True)]
        for a, b in zip(*grads, strict=True):
            same(a, b, 1e-8, 1e-9)


@pytest.mark.parametrize(
    "text", ["LSTM(2, 3, 2, proj_size=1)", "GRU(2, 2, bidirectional=True)", "RNN(2, 2, 1, 'tanh')"]
)
def test_gradients_of_gradients(text):
    rushlight.manual_seed(0)
    layer = eval("rushlight.nn." + text).double()
    names = [n for n, _ in layer.named_parameters()]
    packed = rushlight.nn.utils.rnn.pack_sequence([rushlight.from_numpy(x(n, 2)) for n in (3, 1)])

    def run(rows, *weights):
        for name, w in zip(names, weights, strict=True):
            module = layer.__dict__
            module[name] = w
        y, ends = layer(packed._replace(data=rows))
        return (y.data, *(ends if isinstance(ends, tuple) else (ends,)))

    weights = [p.detach().requires_grad_() for p in layer.parameters()]
    rows = packed.data.clone().requires_grad_()
    assert rushlight.autograd.gradcheck(run, (rows, *weights))
    assert rushlight.autograd.gradgradcheck(run, (rows, *weights))


def test_narrow_floats():
    for dtype in ("bfloat16", "float16"):
        ours, theirs = pair("GRU(3, 4)", dtype)
        y, z = (m(T.from_numpy(x(5, 2, 3)).to(getattr(T, dtype)))[0] for T, m in ((rushlight, ours), (torch, theirs)))
        np.testing.assert_allclose(y.detach().float().numpy(), z.detach().float().numpy(), 0.05, 0.05)


def test_sequences():
    """Packing, padding and back."""
    out = []
    for T in (rushlight, torch):
        rnn = T.nn.utils.rnn
        rows = [T.arange(n * 2.0).reshape(n, 2) for n in (2, 4, 1)]
        padded = rnn.pad_sequence(rows, padding_value=-1.0)
        left = rnn.pad_sequence(rows, batch_first=True, padding_side="left")
        packed = rnn.pack_padded_sequence(padded, T.tensor([2, 4, 1]), enforce_sorted=False)
        lists = [rnn.unpack_sequence(packed), rnn.unpad_sequence(left, T.tensor([2, 4, 1]), batch_first=True)]
        back = rnn.pad_packed_sequence(packed, padding_value=7.0)
        double = packed.double()
        assert double.data.dtype == T.float64
        assert packed.float() is packed
        assert packed.to(T.float64).long().data.dtype == T.int64
        text = [repr(packed), repr(rnn.PackedSequence((packed.data, packed.batch_sizes)))]
        out.append((padded, left, packed, lists, back, double, text, rnn.invert_permutation(T.tensor([2, 0, 1]))))
    ours, theirs = out
    same(ours, theirs, 0, 0)
    assert ours[6] == theirs[6]


@pytest.mark.parametrize(
    "text",
    [
        "nn.LSTM(3, 4)(T.zeros(3))",
        "nn.LSTM(3, 4)(T.zeros(5, 2, 4))",
        "nn.LSTM(3, 4)(T.zeros(5, 2, 3).double())",
        "nn.LSTM(3, 4)(T.zeros(5, 2, 3), (T.zeros(1, 2, 4), T.zeros(1, 1, 4)))",
        "nn.LSTM(3, 4)(T.zeros(5, 2, 3), (T.zeros(2, 4), T.zeros(2, 4)))",
        "nn.GRU(3, 4)(T.zeros(5, 3), T.zeros(1, 1, 4))",
        "nn.GRU(3, 4)(T.zeros(0, 2, 3))",
        "nn.GRU(3, 4, proj_size=2)",
        "nn.RNN(3, 4, nonlinearity='sin')",
        "nn.RNN(3, 4, 1, 'sin')",
        "nn.LSTM(3, 4, proj_size=4)",
        "nn.LSTM(3, 4, proj_size=-1)",
        "nn.LSTM(0, 4)",
        "nn.LSTM(3.0, 4)",
        "nn.LSTM(3, 0)",
        "nn.LSTM(3, '4')",
        "nn.LSTM(3, 4, 0)",
        "nn.LSTM(3, 4, bias=1)",
        "nn.LSTM(3, 4, batch_first=1)",
        "nn.LSTM(3, 4, 2, dropout=1.5)",
        "nn.LSTM(3, 4, 2, dropout=True)",
        "nn.LSTM(3)",
        "nn.RNNBase('XYZ', 3, 4)",
        "nn.RNNCell(3, 4, nonlinearity='sin')(T.zeros(2, 3))",
        "nn.RNNCell(3, 4)(T.zeros(2, 5))",
        "nn.RNNCell(3, 4)(T.zeros(2, 3, 4))",
        "nn.GRUCell(3, 4)(T.zeros(2, 3), T.zeros(2, 2, 4))",
        "nn.GRUCell(3, 4)(T.zeros(2, 3), T.zeros(2, 5))",
        "nn.LSTMCell(3, 4)(T.zeros(2, 3), (T.zeros(2, 1, 4), T.zeros(2, 4)))",
        "nn.utils.rnn.pack_padded_sequence(T.zeros(3, 2), [1, 2])",
        "nn.utils.rnn.pack_padded_sequence(T.zeros(3, 2), [2, 0])",
        "nn.utils.rnn.pack_padded_sequence(T.zeros(3, 2), [2])",
        "nn.utils.rnn.pack_padded_sequence(T.zeros(3, 0), [2])",
        "nn.utils.rnn.pad_packed_sequence(nn.utils.rnn.pack_sequence([T.zeros(3)]), total_length=2)",
        "nn.utils.rnn.pad_sequence([])",
        "nn.utils.rnn.pad_sequence(3)",
        "nn.utils.rnn.pad_sequence([T.zeros(3)], padding_side='top')",
        "nn.utils.rnn.pad_sequence([T.zeros(3, 2), T.zeros(2, 3)])",
        "nn.utils.rnn.PackedSequence(T.zeros(3))",
    ],
)
def test_errors(text):
    check_error(text)


def test_dropout_warns():
    for T in (rushlight, torch):
        with pytest.warns(UserWarning, match="dropout option adds dropout after all but last"):
            T.nn.LSTM(3, 4, dropout=0.5)


def test_attributes():
    ours, theirs = pair("LSTM(3, 4, 2, proj_size=2, bidirectional=True)")
    assert ours._flat_weights_names == theirs._flat_weights_names
    shapes = [[[tuple(w.shape) for w in ws] for ws in m.all_weights] for m in (ours, theirs)]
    assert shapes[0] == shapes[1]
    ours.flatten_parameters()
    a = ours._flat_weights
    ours.double()
    assert array(ours._flat_weights[0]).dtype == np.float64
    assert len(a) == len(theirs._flat_weights)
