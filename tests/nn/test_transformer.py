"""Attention and transformers beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
import rushlight.nn
import rushlight.nn.attention
from support.layers import array, beside_pytorch, check_error, pair, same

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")]


def x(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


QUERY, KEY, VALUE = x(4, 2, 6), x(5, 2, 6, seed=1), x(5, 2, 6, seed=2)
CAUSAL = np.triu(np.full((4, 5), -np.inf), 1)
PADDING = np.array([[False, False, True, False, True], [False] * 5])
LAYERS = [
    ("MultiheadAttention(6, 3)", [QUERY, KEY, VALUE]),
    ("MultiheadAttention(6, 2, bias=False)", [QUERY, KEY, VALUE]),
    ("MultiheadAttention(6, 2, kdim=3, vdim=5)", [QUERY, x(5, 2, 3), x(5, 2, 5)]),
    ("MultiheadAttention(6, 3, add_bias_kv=True, add_zero_attn=True)", [QUERY, KEY, VALUE, PADDING]),
    ("MultiheadAttention(6, 3, batch_first=True)", [x(2, 4, 6), x(2, 5, 6, seed=1), x(2, 5, 6, seed=2), PADDING]),
    ("MultiheadAttention(6, 3, dropout=0.3)", [QUERY, KEY, VALUE]),
    ("MultiheadAttention(6, 3, dropout=0.3)", [QUERY, KEY, VALUE, None, False]),
    ("MultiheadAttention(6, 3)", [QUERY, KEY, VALUE, PADDING, True, CAUSAL < 0, False]),
    ("MultiheadAttention(6, 2)", [QUERY, KEY, VALUE, None, False, np.arange(80).reshape(4, 4, 5) % 7 == 0]),
    ("MultiheadAttention(6, 3)", [x(4, 6), x(5, 6), x(5, 6, seed=3), PADDING[0]]),
    *[
        (f"TransformerEncoderLayer(6, 2, 8, {options})", [x(4, 3, 6)])
        for options in ("0.0", "0.2, 'gelu'", "0.1, nn.GELU(), norm_first=True", "0.0, bias=False, layer_norm_eps=1e-3")
    ],
    ("TransformerEncoderLayer(6, 3, 8, 0.0, batch_first=True)", [x(2, 5, 6), None, PADDING]),
    ("TransformerDecoderLayer(6, 2, 8)", [QUERY, KEY]),
    ("TransformerDecoderLayer(6, 2, 8, 0.2, 'gelu', norm_first=True)", [QUERY, KEY, None, CAUSAL < 0]),
    ("TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8), 2)", [x(4, 3, 6)]),
    (
        "TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, 0.0, batch_first=True), 2, nn.LayerNorm(6))",
        [x(2, 5, 6), None, PADDING],
    ),
    ("TransformerDecoder(nn.TransformerDecoderLayer(6, 3, 8), 2, nn.LayerNorm(6))", [QUERY, KEY]),
    ("Transformer(6, 2, 1, 2, 8)", [KEY, QUERY]),
    (
        "Transformer(6, 3, 2, 1, 8, 0.0, batch_first=True, norm_first=True)",
        [x(2, 5, 6), x(2, 4, 6), None, None, None, PADDING, None, PADDING],
    ),
]

test_layers = beside_pytorch(LAYERS)


@pytest.mark.parametrize(
    "padding",
    [
        [[False] * 5, [False, False, False, True, True]],
        [[False] * 5, [False, True, False, False, True]],
        [[False] * 5] * 2,
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 2, nn.LayerNorm(6))",
        "TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True), 2, enable_nested_tensor=False)",
        "TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, batch_first=True, norm_first=True), 2)",
        "TransformerEncoder(nn.TransformerEncoderLayer(6, 2, 8, activation=nn.GELU(), batch_first=True), 1)",
    ],
)
@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_padding_in_evaluation(text, padding):
    """PyTorch leaves out padding at the end, and gives zeros there."""
    outs = []
    for T, m in zip((rushlight, torch), pair(text, "float32", False), strict=True):
        with T.no_grad():
            outs.append(m(T.from_numpy(x(2, 5, 6)).float(), src_key_padding_mask=T.tensor(padding)))
    same(outs[0], outs[1], 1e-4, 1e-5)


def test_masks_and_backends():
    a, b = (T.nn.Transformer.generate_square_subsequent_mask(3) for T in (rushlight, torch))
    np.testing.assert_array_equal(array(a), array(b))
    backend = rushlight.nn.attention.SDPBackend
    assert [(n, int(getattr(torch.nn.attention.SDPBackend, n))) for n in backend.__members__] == [
        (n, int(v)) for n, v in backend.__members__.items()
    ]
    q = rushlight.from_numpy(x(1, 3, 4))
    with rushlight.nn.attention.sdpa_kernel([backend.MATH, backend.FLASH_ATTENTION]):
        y = rushlight.nn.functional.scaled_dot_product_attention(q, q, q)
    np.testing.assert_array_equal(array(y), array(rushlight.nn.functional.scaled_dot_product_attention(q, q, q)))


def test_learning_is_the_same():
    """Three steps of SGD, with dropout: the same draws."""
    losses = []
    for T, m in zip((rushlight, torch), pair("Transformer(8, 2, 1, 1, 16)", "float64"), strict=True):
        step = T.optim.SGD(m.parameters(), 0.1)
        src, tgt = T.from_numpy(x(5, 2, 8)), T.from_numpy(x(4, 2, 8, seed=1))
        mask = m.generate_square_subsequent_mask(4).double()
        T.manual_seed(1)
        got = []
        for _ in range(3):
            step.zero_grad()
            loss = (m(src, tgt, tgt_mask=mask) - 1).square().mean()
            loss.backward()
            step.step()
            got.append(loss.item())
        losses.append(got)
    np.testing.assert_allclose(*losses, 1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "nn.MultiheadAttention(0, 1)",
        "nn.MultiheadAttention(5, 2)",
        "nn.MultiheadAttention(4, 2)(T.zeros(3, 1, 4), T.zeros(2, 1, 4), T.zeros(3, 1, 4))",
        "nn.MultiheadAttention(4, 2)(T.zeros(3, 1, 5), T.zeros(3, 1, 5), T.zeros(3, 1, 5))",
        "nn.MultiheadAttention(4, 2)(T.zeros(3), T.zeros(3), T.zeros(3))",
        "nn.MultiheadAttention(4, 2)(T.zeros(3, 4), T.zeros(3, 4), T.zeros(3, 4), attn_mask=T.zeros(2, 3))",
        "nn.MultiheadAttention(4, 2)(T.zeros(3, 4), T.zeros(3, 4), T.zeros(3, 4), is_causal=True)",
        "nn.MultiheadAttention(4, 2)(T.zeros(3, 4), T.zeros(3, 4), T.zeros(3, 4), attn_mask=T.zeros(3, 3).long())",
        "nn.TransformerEncoderLayer(4, 2, activation='tanh')",
        "nn.TransformerDecoderLayer(4, 2, activation='tanh')",
        "nn.Transformer(4, 2, 1, 1, 4)(T.zeros(3, 2, 4), T.zeros(3, 1, 4))",
        "nn.Transformer(4, 2, 1, 1, 4)(T.zeros(3, 2, 4), T.zeros(3, 2, 5))",
        "nn.attention.sdpa_kernel(3).__enter__()",
    ],
)
def test_errors(text):
    check_error(text)
