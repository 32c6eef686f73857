"""flex_attention and its masks, beside PyTorch's where it is installed and beside plain attention."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import rushlight
from rushlight.nn.attention import flex_attention as flex


def made(m, heads=2, length=150, keys=None):
    rng = np.random.default_rng(0)
    shapes = (2, heads, length, 8), (2, 2, keys or length, 8), (2, 2, keys or length, 6)
    return [m.from_numpy(rng.standard_normal(s).astype(np.float32)) for s in shapes]


def causal(b, h, q, k):
    return q >= k


def window(b, h, q, k):
    return (q - k).abs() <= 40


CASES = {
    "plain": lambda m, f, q, k, v: f.flex_attention(q, k, v),
    "scale": lambda m, f, q, k, v: f.flex_attention(q, k, v, scale=0.3),
    "bias": lambda m, f, q, k, v: f.flex_attention(q, k, v, lambda s, b, h, i, j: s - 0.1 * (i - j).abs() * (h + 1)),
    "table": lambda m, f, q, k, v: f.flex_attention(q, k, v, table(m)),
    "causal": lambda m, f, q, k, v: f.flex_attention(
        q, k, v, block_mask=f.create_block_mask(causal, None, None, 150, 150, device="cpu", BLOCK_SIZE=32)
    ),
    "both": lambda m, f, q, k, v: f.flex_attention(
        q,
        k,
        v,
        lambda s, b, h, i, j: s * 2,
        f.create_block_mask(f.and_masks(causal, window), 2, 2, 150, 150, device="cpu", BLOCK_SIZE=(16, 64)),
    ),
    "lse": lambda m, f, q, k, v: f.flex_attention(q, k, v, return_aux=f.AuxRequest(lse=True))[1].lse,
    "nothing": lambda m, f, q, k, v: f.flex_attention(
        q, k, v, block_mask=f.create_block_mask(lambda b, h, i, j: i > j + 3, None, None, 150, 150, device="cpu")
    ),
}


def table(m):
    bias = m.arange(300.0).reshape(2, 150) / 100
    return lambda s, b, h, i, j: s + bias[h, j]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_results_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    theirs = importlib.import_module("torch.nn.attention.flex_attention")
    ours = CASES[name](rushlight, flex, *made(rushlight))
    np.testing.assert_allclose(ours.numpy(), CASES[name](torch, theirs, *made(torch)).numpy(), rtol=2e-4, atol=2e-5)


def test_plain_masks_are_those_of_plain_attention():
    q, k, v = made(rushlight)
    mask = flex.create_block_mask(causal, None, None, 150, 150)
    expected = rushlight.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert rushlight.allclose(flex.flex_attention(q, k, v, block_mask=mask), expected, atol=1e-5)


def test_gradients_flow():
    q, k, v = (t.requires_grad_() for t in made(rushlight, length=10))
    slope = rushlight.ones(2, requires_grad=True)
    flex.flex_attention(q, k, v, lambda s, b, h, i, j: s + slope[h] * (i - j)).square().sum().backward()
    assert all(t.grad is not None and t.grad.isfinite().all() for t in (q, k, v, slope)) and slope.grad.abs().sum() > 0


def test_heads_that_share_keys():
    q, k, v = made(rushlight, heads=4)
    whole = flex.flex_attention(q, k.repeat_interleave(2, 1), v.repeat_interleave(2, 1))
    assert rushlight.allclose(flex.flex_attention(q, k, v, enable_gqa=True), whole)
    with pytest.raises(ValueError, match="enable_gqa=True"):
        flex.flex_attention(q, k, v)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_block_masks_are_pytorchs():
    torch = pytest.importorskip("torch")
    theirs = importlib.import_module("torch.nn.attention.flex_attention")

    def told(m, f):
        mask = f.create_block_mask(causal, 2, None, 200, 300, device="cpu", BLOCK_SIZE=64)
        parts = [getattr(mask, name) for name in flex.BlockMask._TENSOR_ATTRS]
        sliced = mask[1]
        return (
            [p.tolist() for p in parts],
            mask.shape,
            mask.sparsity(),
            mask.to_dense().tolist(),
            repr(mask),
            str(mask),
            mask.numel(),
            sliced.shape,
            f.create_mask(window, None, None, 5, 5, device="cpu").tolist(),
            f.create_mask(lambda s, b, h, i, j: m.where(i > j, s, -float("inf")), 1, 1, 3, 3, device="cpu").tolist(),
        )

    assert told(rushlight, flex) == told(torch, theirs)


def test_wrong_calls():
    q, k, v = made(rushlight)
    for call, message in (
        (lambda: flex.flex_attention(q, k.double(), v), "same dtype"),
        (lambda: flex.flex_attention(q[0], k, v), "4D"),
        (lambda: flex.flex_attention(q[..., :4], k, v), "embedding dimension"),
        (
            lambda: flex.flex_attention(q, k, v, block_mask=flex.create_block_mask(causal, None, None, 20, 20)),
            "need to create a new block mask",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(AssertionError, match="mask_mod"):
        flex.create_block_mask(lambda x: x, None, None, 4, 4)
    with pytest.raises(RuntimeError, match="sliced BlockMask"):
        flex.flex_attention(q, k, v, block_mask=flex.create_block_mask(causal, 2, 2, 150, 150)[0])
