"""The whole table with complex operands: first and second gradients beside numeric slopes, and refusals beside
PyTorch's.

A sample of the cases runs by default, all with ``--every``.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

import rushlight
from samples import SAMPLES
from support.complex_calls import CALLS
from support.complex_gradients import complexified, kinds, wrong
from support.sampled import sampled

pytestmark = pytest.mark.filterwarnings("ignore")

CASES = [(sample, kind) for sample in SAMPLES if sample.grad for kind in kinds(sample)]
CASES += [(sample, kind) for sample in CALLS for kind in kinds(sample)]
REFUSALS = (RuntimeError, TypeError, ValueError, IndexError)

# What says no on purpose where PyTorch computes: a piece of the error's words, and why.
REFUSED = {
    "linalg.solve_triangular: Expected A and B to have the same dtype": "PyTorch's result lacks the imaginary part",
    "and bias type": "a complex bias of a real convolution",
}
# No slope shows in differences.
COARSE = {"t.masked.median": "computed in float32"}


@functools.cache
def refused_by_pytorch(case):
    """The class of the error that PyTorch's gradients end in, or None."""
    import torch

    sample, kind = CASES[case]
    try:
        wrong(torch, sample, complexified(sample, kind), double=sample.double)
    except Exception as error:
        return type(error)
    return None


@pytest.mark.parametrize("case", sampled(range(len(CASES)), 12, lambda k: f"{CASES[k][0]}-{CASES[k][1]}"))
def test_gradients_are_those_of_differences(case):
    sample, kind = CASES[case]
    if any(sample.name.startswith(name) for name in COARSE):
        pytest.skip("computed in float32")
    try:
        with np.errstate(all="ignore"):
            problem = wrong(rushlight, sample, complexified(sample, kind), double=sample.double)
    except REFUSALS as error:
        pytest.importorskip("torch")
        assert any(words in str(error) for words in REFUSED) or refused_by_pytorch(case), error
    else:
        assert problem is None


def test_complex_linear_by_hand():
    x = rushlight.tensor([[1 + 2j]], requires_grad=True)
    w = rushlight.tensor([[3 - 1j]], requires_grad=True)
    b = rushlight.zeros(1, dtype=rushlight.complex64, requires_grad=True)
    y = rushlight.nn.functional.linear(x, w, b)
    y.abs().square().sum().backward()
    assert abs(x.grad.item() - (20 + 40j)) < 1e-4  # 2 conj(w) y
    assert abs(w.grad.item() - 2 * (1 - 2j) * (5 + 5j)) < 1e-4
    assert abs(b.grad.item() - 2 * (5 + 5j)) < 1e-4


@pytest.mark.parametrize(
    "loss",
    [
        lambda t, x: t.linalg.svd(x)[0],
        lambda t, x: t.linalg.svd(x, full_matrices=False)[2] ** 2,
        lambda t, x: t.linalg.eigh(x @ x.mH)[1],
        lambda t, x: t.linalg.eig(x)[1] * 2,
    ],
)
def test_losses_of_phases_are_refused(loss):
    x = rushlight.randn(3, 3, dtype=rushlight.complex128, requires_grad=True)
    with pytest.raises(RuntimeError, match="phase"):
        loss(rushlight, x).real.sum().backward()
    loss(rushlight, x).abs().sum().backward()
    assert rushlight.isfinite(x.grad).all()


def test_recurrent_layers_have_one_dtype():
    x, h = rushlight.ones(2, 1, 1), rushlight.ones(1, 1, 1, dtype=rushlight.complex64)
    weights = [rushlight.ones(1, 1), rushlight.ones(1, 1)]
    with pytest.raises(RuntimeError, match="must have the same dtype"):
        rushlight.rnn_tanh(x, h, weights, False, 1, 0.0, False, False, False)


@pytest.mark.parametrize(
    "call",
    [
        lambda t, x: t.addmm(x, x, x, alpha=1j),
        lambda t, x: t.addmv(x[0], x, x[0], beta=2j),
        lambda t, x: t.addr(x, x[0], x[0], alpha=1 - 1j),
        lambda t, x: t.baddbmm(x[None], x[None], x[None], beta=1j),
        lambda t, x: x.index_add(0, t.tensor([0, 1]), x, alpha=1j),
    ],
)
def test_imaginary_factors_of_real_tensors_are_refused(call):
    with pytest.raises(RuntimeError, match="value cannot be converted to type float"):
        call(rushlight, rushlight.ones(2, 2))
    assert rushlight.addmm(rushlight.ones(2, 2), rushlight.ones(2, 2), rushlight.ones(2, 2), beta=2 + 0j)[0, 0] == 4
