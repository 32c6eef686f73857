"""What an argument may be is read from its annotation: numbers are taken as PyTorch takes them, anything else is
refused where the function is called, not somewhere inside."""

from __future__ import annotations

import numpy as np
import pytest

import rushlight as torch
from rushlight.nn import functional as F

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
most = 2**62  # of elements, too many for any memory

REFUSED = [
    (lambda: torch.cummax(x, None), TypeError, r"cummax\(\): argument 'dim' \(position 2\) must be int, not NoneType"),
    (lambda: x.cummin(None), TypeError, r"cummin\(\): argument 'dim' \(position 1\) must be int, not NoneType"),
    (lambda: x.cumsum(dim=1.0), TypeError, r"cumsum\(\): argument 'dim' must be int, not float"),
    (lambda: x.cumsum(True), TypeError, "must be int, not bool"),
    (lambda: x.sum(0, keepdim=1), TypeError, r"sum\(\): argument 'keepdim' must be bool, not int"),
    (lambda: F.hardshrink(x, x), TypeError, r"hardshrink\(\): argument 'lambd' \(position 2\) must be Number"),
    (lambda: F.hardshrink(x, 1j), RuntimeError, "value cannot be converted"),
    (lambda: F.leaky_relu(x, 1j), RuntimeError, "value cannot be converted"),
    (lambda: torch.threshold(x, -1, 1j), RuntimeError, "value cannot be converted"),
    (lambda: torch.threshold(x, -1, torch.tensor(1j)), RuntimeError, "value cannot be converted"),
    (lambda: torch.logspace(0, 1, 3, base=x), TypeError, r"argument 'base' must be Number, not Tensor"),
    (lambda: torch.allclose(x, x, rtol=1j), TypeError, "argument 'rtol' must be float, not complex"),
    (lambda: F.gelu(x, approximate=1), TypeError, "argument 'approximate' must be str, not int"),
    (lambda: torch.flip(x, [1.0]), TypeError, r"must be tuple of ints, but found element of type float at pos 0"),
    (lambda: x.amax("a"), TypeError, r"amax\(\): argument 'dim' \(position 1\) must be tuple of ints, not str"),
    (lambda: x.sort(2**63), ValueError, "Overflow when unpacking long long"),
    (lambda: x.add(x, alpha=torch.tensor(1.0, requires_grad=True)), TypeError, "must be Number, not Tensor"),
    (lambda: F.cross_entropy(3, x), TypeError, r"cross_entropy_loss\(\): argument 'input' \(position 1\) must"),
    (lambda: F.nll_loss(x, None), TypeError, r"nll_loss_nd\(\): argument 'target' \(position 2\) must be Tensor"),
    (lambda: torch.arange(-1e308, 1e308, 1e300), RuntimeError, "invalid size, possible overflow"),
]


@pytest.mark.parametrize("call, error, words", REFUSED)
def test_what_it_cannot_be_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "huber_loss", "smooth_l1_loss"])
def test_losses_refuse_integers_without_elements(loss):
    empty = torch.ones(0, dtype=torch.int64)
    for reduction in ("none", "mean", "sum"):
        with pytest.raises(NotImplementedError, match="not implemented for 'Long'"):
            getattr(F, loss)(empty, empty, reduction=reduction)


def test_what_stands_for_a_number_is_one():
    assert x.cumsum(np.int64(1)).tolist() == x.cumsum(torch.tensor(1)).tolist() == x.cumsum(1).tolist()
    assert F.hardshrink(x, torch.tensor(2.5)).tolist() == F.hardshrink(x, np.float32(2.5)).tolist() == [[0, 0], [3, 4]]
    assert x.add(x, alpha=torch.tensor(2)).tolist() == x.add(x, alpha=np.int8(2)).tolist() == (3 * x).tolist()
    assert torch.zeros(1, requires_grad=None).requires_grad is False
    assert torch.linalg.diagonal(x, offset=-(2**63)).tolist() == []


def test_functions_that_pytorch_wrote_in_python_take_what_is_true_or_false():
    assert F.relu(x.clone(), inplace=1).tolist() == x.tolist()


@pytest.mark.parametrize("pool", ["avg_pool", "max_pool"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_windows_may_be_wider_than_memory(pool, n):
    y = getattr(F, f"{pool}{n}d")(torch.ones(1, *[3] * n), most, most, most // 2)
    assert y.shape == (1,) * (n + 1) and bool((y <= 1).all())


def test_a_window_over_everything_is_the_mean_over_its_padded_size():
    assert F.avg_pool1d(torch.ones(1, 3), 10, 10, 5).tolist() == [[pytest.approx(0.3)]]
    assert F.avg_pool3d(torch.ones(1, 3, 3, 3), 1000, 1000, 500).item() == pytest.approx(27e-9)
    assert F.max_pool3d(torch.arange(27.0).view(1, 3, 3, 3), 1000, 1000, 500).item() == 26
