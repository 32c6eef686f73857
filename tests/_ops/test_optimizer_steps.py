"""Optimizer steps beside PyTorch's optimizers."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight._ops import optimizer_steps

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch
SHAPES = [(5,), (3, 7), (), (130,), *[(2, 2)] * 30]  # more than one op takes
STEPS = 4
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def start(dtype):
    rng = np.random.default_rng(0)
    p = [np.asarray(rng.standard_normal(s), dtype) for s in SHAPES]
    g = [[np.asarray(rng.standard_normal(s), dtype) for s in SHAPES] for _ in range(STEPS)]
    return (p, g, [rushlight.from_numpy(a.copy()) for a in p], [torch.from_numpy(a.copy()).requires_grad_() for a in p])


def steps(optimizer, theirs, grads, ours):
    for g in grads:
        for p, a in zip(theirs, g, strict=True):
            p.grad = torch.from_numpy(a)
        optimizer.step()
        ours([rushlight.from_numpy(a) for a in g])


def same(ours, theirs, dtype):
    """Within two units in the last place of the typical parameter, after all steps."""
    for p, q in zip(ours, theirs, strict=True):
        q = q.detach().numpy()
        assert np.all(np.abs(p.numpy() - q) <= 2 * np.finfo(dtype).eps * np.maximum(np.abs(q), np.abs(q).mean()))


@DTYPES
@pytest.mark.parametrize(
    "options",
    [
        {"lr": 0.1},
        {"lr": 0.1, "momentum": 0.9},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"lr": 0.03, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1},
        {"lr": 0.1, "weight_decay": 0.1, "maximize": True},
    ],
    ids=str,
)
def test_sgd(options, dtype):
    _, grads, ours, theirs = start(dtype)
    buffers = [None] * len(ours)
    steps(
        torch.optim.SGD(theirs, foreach=False, **options),
        theirs,
        grads,
        lambda g: optimizer_steps.sgd_step(ours, g, buffers, **options),
    )
    same(ours, theirs, dtype)
    assert all(p._version == STEPS for p in ours)
    if "momentum" in options:
        assert all(b._version == STEPS for b in buffers)
    else:
        assert buffers == [None] * len(ours)


def test_sgd_with_some_new_buffers():
    ours, buffers = [rushlight.ones(2) for _ in range(3)], [None, rushlight.ones(2), None]
    optimizer_steps.sgd_step(ours, [rushlight.ones(2)] * 3, buffers, lr=1.0, momentum=0.5)
    assert [p.tolist() for p in ours] == [[0, 0], [-0.5, -0.5], [0, 0]]
    assert [b.tolist() for b in buffers] == [[1, 1], [1.5, 1.5], [1, 1]]


@DTYPES
@pytest.mark.parametrize("name", ["Adam", "AdamW"])
@pytest.mark.parametrize(
    "options",
    [
        {"lr": 0.1},
        {"lr": 0.01, "amsgrad": True},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "betas": (0.3, 0.7), "eps": 1e-3, "maximize": True},
    ],
    ids=str,
)
def test_adam(options, name, dtype):
    _, grads, ours, theirs = start(dtype)
    optimizer = getattr(torch.optim, name)(theirs, foreach=False, **options)
    defaults = optimizer.param_groups[0]
    numbers = {k: defaults[k] for k in ("lr", "eps", "weight_decay", "amsgrad", "maximize")}
    state = [[rushlight.zeros(s, dtype=ours[0].dtype) for s in SHAPES] for _ in range(3)]
    counts = [rushlight.zeros(()) for _ in SHAPES]
    beta1, beta2 = defaults["betas"]

    def step(g):
        optimizer_steps.adam_step(
            ours, g, *state, counts, beta1=beta1, beta2=beta2, decoupled=name == "AdamW", **numbers
        )

    steps(optimizer, theirs, grads, step)
    same(ours, theirs, dtype)
    same([state[0][3]], [optimizer.state[theirs[3]]["exp_avg"]], dtype)
    assert all(c.item() == STEPS and c._version == STEPS for c in counts)
    assert state[2][0]._version == (STEPS if numbers["amsgrad"] else 0)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_16_bit_parameters(dtype):
    p = rushlight.ones(4, dtype=getattr(rushlight, dtype))
    optimizer_steps.sgd_step([p], [rushlight.ones(4, dtype=p.dtype)], [None], lr=0.5)
    assert p.tolist() == [0.5] * 4


def test_learning_rate_as_a_tensor():
    p = rushlight.ones(2)
    optimizer_steps.sgd_step([p], [rushlight.ones(2)], [None], lr=rushlight.tensor(0.25))
    assert p.tolist() == [0.75, 0.75]


def test_zero_all():
    tensors = [rushlight.ones(3) for _ in range(30)]
    optimizer_steps.zero_all(tensors)
    assert not any(t.numpy().any() for t in tensors) and all(t._version == 1 for t in tensors)


def test_errors():
    p = rushlight.ones(2)
    with pytest.raises(RuntimeError, match="gradient of shape"):
        optimizer_steps.sgd_step([p], [rushlight.ones(3)], [None], lr=0.1)
    with pytest.raises(RuntimeError, match="gradient of shape"):
        optimizer_steps.sgd_step([p], [rushlight.ones(2, dtype=rushlight.float64)], [None], lr=0.1)
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        optimizer_steps.sgd_step([rushlight.ones(2).requires_grad_()], [p], [None], lr=0.1)
