"""Averaged models, their learning rate and their batch norms, beside PyTorch's."""

from __future__ import annotations

import copy
import warnings

import numpy as np
import pytest

import rushlight

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch


def net(T):
    T.manual_seed(3)
    return T.nn.Sequential(T.nn.Linear(3, 4), T.nn.BatchNorm1d(4), T.nn.ReLU(), T.nn.Linear(4, 2))


def averaged(T, options, steps=4):
    swa = T.optim.swa_utils
    model = net(T)
    mean = eval(f"swa.AveragedModel(model, {options})", {"swa": swa, "model": model})
    for _ in range(steps):
        model(T.randn(5, 3))
        with T.no_grad():
            for p in model.parameters():
                p.add_(T.randn(p.shape))
        mean.update_parameters(model)
    return mean


OPTIONS = [
    "",
    "use_buffers=True",
    "avg_fn=swa.get_ema_avg_fn(0.9)",
    "multi_avg_fn=swa.get_ema_multi_avg_fn(0.8), use_buffers=True",
    "avg_fn=swa.get_swa_avg_fn()",
    "multi_avg_fn=swa.get_swa_multi_avg_fn()",
    "device='cpu'",
]


@pytest.mark.parametrize("options", OPTIONS)
def test_averages(options):
    a, b = averaged(rushlight, options), averaged(torch, options)
    own, theirs = a.state_dict(), b.state_dict()
    assert list(own) == list(theirs)
    for k in own:
        np.testing.assert_allclose(own[k].numpy(), theirs[k].numpy(), rtol=2e-6, atol=1e-6)
    a.load_state_dict({k: rushlight.from_numpy(v.numpy().copy()) for k, v in theirs.items()})
    x = np.ones((2, 3), "f4")
    np.testing.assert_allclose(
        a.eval()(rushlight.from_numpy(x)).detach().numpy(),
        b.eval()(torch.from_numpy(x)).detach().numpy(),
        rtol=1e-5,
        atol=1e-6,
    )


def test_whole_numbers_have_no_mean():
    """The count of batches that batch norms keep."""
    for T in (rushlight, torch):
        with pytest.raises(RuntimeError):
            averaged(T, "use_buffers=True, multi_avg_fn=swa.get_swa_multi_avg_fn()")


def test_errors():
    for T in (rushlight, torch):
        with pytest.raises(ValueError, match="Invalid decay value 2"):
            T.optim.swa_utils.get_ema_avg_fn(2)
        with pytest.raises(ValueError, match="Invalid decay value -1"):
            T.optim.swa_utils.get_ema_multi_avg_fn(-1)
        with pytest.raises(AssertionError, match="Only one of avg_fn"):
            T.optim.swa_utils.AveragedModel(net(T), avg_fn=print, multi_avg_fn=print)
        opt = T.optim.SGD(net(T).parameters())
        with pytest.raises(ValueError, match="anneal_strategy"):
            T.optim.swa_utils.SWALR(opt, 0.1, anneal_strategy="x")
        with pytest.raises(ValueError, match="anneal_epochs"):
            T.optim.swa_utils.SWALR(opt, 0.1, anneal_epochs=-1)


def test_batch_norms_are_computed_anew():
    states = []
    for T in (rushlight, torch):
        model = net(T)
        model.eval()
        batches = [(T.randn(6, 3), None) for _ in range(3)]
        T.optim.swa_utils.update_bn(batches, model)
        T.optim.swa_utils.update_bn([T.ones(1, 2)], T.nn.Linear(2, 2))
        assert not model.training
        assert model[1].momentum == 0.1
        states.append({k: v.numpy() for k, v in model.state_dict().items()})
    for k, v in states[0].items():
        np.testing.assert_allclose(v, states[1][k], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("options", ["anneal_epochs=4", "anneal_epochs=3, anneal_strategy='linear'", "anneal_epochs=0"])
def test_swalr(options):
    rates = []
    for T in (rushlight, torch):
        a, b = T.zeros(1), T.zeros(1)
        opt = T.optim.SGD([{"params": [a]}, {"params": [b], "lr": 0.5}], lr=1.0)
        rate = eval(f"T.optim.swa_utils.SWALR(opt, [0.05, 0.1], {options})", {"T": T, "opt": opt})
        seen = []
        for i in range(6):
            opt.step()
            rate.step()
            seen.append(rate.get_last_lr())
            if i == 2:
                state = copy.deepcopy(rate.state_dict())
                rate.load_state_dict(state)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            rate.get_lr()
        assert "get_last_lr" in str(caught[0].message)
        rates.append(seen)
    np.testing.assert_allclose(rates[0], rates[1], rtol=1e-12)
