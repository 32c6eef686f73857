"""Elementwise losses, padding and adaptive pooling: first and second derivatives against differences."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight
from rushlight.autograd import gradcheck, gradgradcheck
from rushlight.nn import functional as F


def tensor(seed, shape=(2, 3), low=-2.0, high=2.0):
    x = np.random.default_rng(seed).uniform(low, high, shape)
    return rushlight.from_numpy(x).requires_grad_()


CASES = {
    "smooth l1": (lambda x, y: F.smooth_l1_loss(x, y, beta=0.7), [tensor(0), tensor(1)]),
    "huber": (lambda x, y: F.huber_loss(x, y, "none", 0.4), [tensor(0), tensor(1)]),
    "bce": (
        lambda x, y: F.binary_cross_entropy(x, y, reduction="sum"),
        [tensor(0, low=0.1, high=0.9), tensor(1, low=0.1, high=0.9)],
    ),
    "bce logits": (F.binary_cross_entropy_with_logits, [tensor(0), tensor(1, low=0.1, high=0.9)]),
    "soft margin": (lambda x, y: F.soft_margin_loss(x, y, reduction="none"), [tensor(0), tensor(1)]),
    "kl": (lambda x, y: F.kl_div(x, y, reduction="batchmean"), [tensor(0), tensor(1, low=0.1, high=0.9)]),
    "poisson": (lambda x: F.poisson_nll_loss(x, rushlight.ones(2, 3).double()), [tensor(0)]),
    "constant": (lambda x: F.pad(x, (1, -1, 2, 0)), [tensor(0)]),
    "reflect": (lambda x: F.pad(x, (2, 1), "reflect"), [tensor(0)]),
    "replicate": (lambda x: F.pad(x, (2, 1), "replicate"), [tensor(0)]),
    "circular": (lambda x: F.pad(x, (2, 3), "circular"), [tensor(0)]),
    "adaptive": (lambda x: F.adaptive_avg_pool2d(x, (2, 4)), [tensor(0, (1, 5, 3))]),
}


@pytest.mark.parametrize("name", CASES)
def test_derivatives(name):
    function, inputs = CASES[name]
    assert gradcheck(function, inputs)
    assert gradgradcheck(function, inputs)
