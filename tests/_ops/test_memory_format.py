"""How results lie in memory: channels-last pictures stay so where PyTorch keeps them, and gradients are laid out like
leaves."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
import rushlight.nn.functional as F
from rushlight._arrays.layouts import in_channels_last, is_channels_last, is_dense

CALLS = """
F.conv2d(x, w, m, padding=1) | F.conv2d(x.contiguous(), w.contiguous(memory_format=t.channels_last))
F.conv2d(x, w[:, :1], groups=4)
F.conv_transpose2d(x, w, stride=2) | F.conv3d(v, k) | F.conv_transpose3d(v, k) | F.conv2d(x.contiguous(), w)
F.max_pool2d(x, 2) | F.max_pool2d(x, 2, return_indices=True)[1] | F.avg_pool2d(x, 2) | F.lp_pool2d(x, 2.0, 2)
F.adaptive_avg_pool2d(x, (3, 2)) | F.adaptive_avg_pool2d(x, 1) | F.adaptive_max_pool2d(x, (3, 2))
F.max_pool3d(v, 2) | F.avg_pool3d(v, 2) | F.adaptive_avg_pool3d(v, (2, 3, 2)) | F.adaptive_max_pool3d(v, (2, 3, 2))
F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2)
F.max_unpool3d(*F.max_pool3d(v, 2, return_indices=True), 2)
F.batch_norm(x, m, m) | F.batch_norm(x, None, None, training=True) | F.batch_norm(v, m, m) | F.instance_norm(x)
F.group_norm(x, 2)
F.group_norm(v, 2) | F.layer_norm(x, (8,)) | F.rms_norm(x, (8,)) | F.local_response_norm(x, 2)
F.relu(x) | F.gelu(x) | F.silu(x) | F.prelu(x, m) | F.glu(x, 1) | F.elu(x) | F.softmax(x, 1) | F.log_softmax(x, 1)
F.softplus(x)
F.dropout(x) | F.dropout2d(x) | F.interpolate(x, (3, 5)) | F.interpolate(x, (3, 5), mode='nearest-exact')
F.interpolate(x, (3, 5), mode='bilinear') | F.interpolate(x, (3, 5), mode='bicubic')
F.interpolate(x, (3, 5), mode='area')
F.interpolate(x, (3, 5), mode='bilinear', antialias=True) | F.interpolate(v, (2, 3, 5), mode='trilinear')
F.interpolate(v, (2, 3, 5))
F.pixel_shuffle(x, 2) | F.pixel_unshuffle(x, 2) | F.channel_shuffle(x, 2) | F.pad(x, (1, 1, 1, 1))
F.pad(x, (1, 1, 1, 1), mode='reflect') | F.pad(x, (1, 1, 1, 1), mode='replicate')
F.pad(x, (1, 1, 1, 1), mode='circular')
F.pad(v, (1, 1, 1, 1, 1, 1), mode='reflect') | F.pad(v, (1, 1, 1, 1, 1, 1), mode='replicate') | F.unfold(x, 2)
t.cat([x, x], 1) | x + x.contiguous() | x.contiguous() + x | t.where(x > 0, x, x.contiguous()) | x > 0 | x.sum(1)
x.sum(1, keepdim=True)
x.mean((2, 3)) | x.amax(1) | x.cumsum(1) | x.cumprod(2) | x.sort(1)[0] | x.topk(2, 1)[0] | x.flip(1) | x.roll(1, 1)
x.clone()
x.masked_fill(x > 0, 1.0) | x.log()
t.zeros_like(x) | x.to(t.float64) | x.half() | x.index_select(1, t.tensor([0, 1])) | t.lerp(x, x.contiguous(), 0.5)
x.clamp(0, 1) | x.tril() | x.triu() | t.empty_like(x).copy_(x) | x @ t.ones(8, 3) | x.argmax(1)
x.repeat(1, 2, 1, 1) | x.std(1)
F.mse_loss(x, x, reduction="none") | F.smooth_l1_loss(x, x, reduction='none') | x.nan_to_num() | F.normalize(x)
x.flatten(1)
x[:, :, :1, :1] * 1 | F.conv2d(x[:, :1], w[:, :1]) | F.conv2d(x[:, :, :3, :3], w)
F.interpolate(x[:, :, :1, :1], (3, 5))
"""
CALLS = [call.strip() for line in CALLS.strip().splitlines() for call in line.split(" | ")]


def inputs(t, seed=3):
    rng = np.random.default_rng(seed)
    x, v, w, k, m = (
        t.from_numpy(rng.uniform(0.5, 1.5, shape).astype("float32"))
        for shape in ((2, 4, 6, 8), (2, 4, 3, 6, 8), (4, 4, 3, 3), (4, 4, 2, 2, 2), (4,))
    )
    x = x.contiguous(memory_format=t.channels_last)
    v = v.contiguous(memory_format=t.channels_last_3d)
    return {"t": t, "F": t.nn.functional, "x": x, "v": v, "w": w, "k": k, "m": m}


def seen(y):
    """The strides that count: those of dimensions of size 1 don't."""
    return tuple(y.shape), tuple(s for s, n in zip(y.stride(), y.shape, strict=True) if n != 1)


@pytest.mark.torch
@pytest.mark.parametrize("call", CALLS)
def test_strides_are_pytorchs(call):
    torch = pytest.importorskip("torch")
    assert seen(eval(call, inputs(rushlight))) == seen(eval(call, inputs(torch)))


@pytest.mark.torch
@pytest.mark.parametrize("call", [c for c in CALLS if c.startswith("F.") and "v" not in c.split("(")[1][:2]])
def test_gradients_of_leaves_are_laid_out_as_the_leaves(call):
    torch = pytest.importorskip("torch")
    strides = []
    for t in (rushlight, torch):
        names = inputs(t)
        names["x"].requires_grad_()
        y = eval(call, names)
        if not y.requires_grad:
            pytest.skip("not differentiable")
        y.sum().backward()
        strides.append(names["x"].grad.stride())
    assert strides[0] == strides[1]


@pytest.mark.parametrize("create_graph", [False, True])
def test_first_gradients_have_the_leafs_strides(create_graph):
    x = rushlight.arange(6.0).reshape(2, 3).t().requires_grad_()
    (x * x).sum().backward(create_graph=create_graph)
    assert x.grad.stride() == x.stride() == (1, 3)
    np.testing.assert_array_equal(x.grad.detach().numpy(), 2 * x.detach().numpy())
    gaps = rushlight.arange(12.0)[::2].requires_grad_()
    (gaps * gaps).sum().backward(create_graph=create_graph)
    assert gaps.grad.stride() == (1,)


def test_channels_last_keeps_values():
    names = inputs(rushlight)
    x, w = names["x"], names["w"]
    y = F.conv2d(x, w)
    assert y.is_contiguous(memory_format=rushlight.channels_last)
    np.testing.assert_array_equal(y.numpy(), F.conv2d(x.contiguous(), w).numpy())


def test_layouts_of_arrays():
    a = np.ones((2, 4, 5, 3)).transpose(0, 3, 1, 2)
    assert is_channels_last(a) and not is_channels_last(np.ones(a.shape)) and not is_channels_last(a[0])
    assert is_channels_last(in_channels_last(np.ones(a.shape)))
    assert is_dense(a) and not is_dense(a[:, ::2]) and not is_dense(np.broadcast_to(np.ones(3), (2, 3)))
