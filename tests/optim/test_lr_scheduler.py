"""Schedules beside PyTorch's: every rate, state and warning."""

from __future__ import annotations

import copy
import warnings

import numpy as np
import pytest

import rushlight
import rushlight.optim

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

SCHEDULES = [
    "StepLR(o, 3)",
    "StepLR(o, step_size=2, gamma=0.5)",
    "MultiStepLR(o, [2, 5, 5], gamma=0.3)",
    "ExponentialLR(o, 0.9)",
    "CosineAnnealingLR(o, 5)",
    "CosineAnnealingLR(o, T_max=7, eta_min=0.01)",
    "LambdaLR(o, lambda e: 0.95**e)",
    "LambdaLR(o, [lambda e: 1 / (1 + e), lambda e: e + 1.0])",
    "MultiplicativeLR(o, lambda e: 0.9)",
    "LinearLR(o, total_iters=4)",
    "LinearLR(o, start_factor=1.0, end_factor=0.2, total_iters=6)",
    "ConstantLR(o, factor=0.5, total_iters=3)",
    "PolynomialLR(o, total_iters=6, power=2.0)",
    "CosineAnnealingWarmRestarts(o, 3, T_mult=2, eta_min=0.001)",
    "OneCycleLR(o, 0.5, total_steps=14)",
    "CyclicLR(o, 0.01, 0.1, step_size_up=3)",
    "CyclicLR(o, [0.01, 0.02], [0.1, 0.3], step_size_up=2, step_size_down=4, mode='triangular2')",
    "CyclicLR(o, 0.01, 0.1, step_size_up=3, mode='exp_range', gamma=0.9, base_momentum=0.5, max_momentum=[0.9, 0.8])",
    "CyclicLR(o, 0.01, 0.1, 3, scale_fn=lambda x: 1 / x, cycle_momentum=False)",
    "CyclicLR(o, 0.01, 0.1, 3, scale_fn=lambda x: 0.9**x, scale_mode='iterations')",
    "OneCycleLR(o, [0.5, 0.1], epochs=2, steps_per_epoch=7, anneal_strategy='linear', three_phase=True)",
    "SequentialLR(o, [L.ConstantLR(o, factor=0.1, total_iters=2), L.ExponentialLR(o, gamma=0.9)], milestones=[3])",
    "ChainedScheduler([L.ConstantLR(o, factor=0.1, total_iters=2), L.ExponentialLR(o, gamma=0.9)])",
]
PLATEAU = [
    "ReduceLROnPlateau(o, patience=1)",
    "ReduceLROnPlateau(o, mode='max', factor=0.5, patience=0, cooldown=2, threshold=0.1, threshold_mode='abs', "
    "min_lr=0.01)",
    "ReduceLROnPlateau(o, mode='max', patience=0, min_lr=[0.02, 0.03])",
    "ReduceLROnPlateau(o, threshold_mode='abs', patience=0)",
]


def optimizer(T, **kw):
    ps = [T.nn.Parameter(T.zeros(2)) for _ in range(2)]
    return T.optim.SGD([{"params": [ps[0]]}, {"params": [ps[1]], "lr": 0.3}], lr=0.1, momentum=0.9, **kw)


def build(T, text, o):
    L = T.optim.lr_scheduler
    return eval("L." + text, {"L": L, "o": o, "T": T})


def rates(o):
    return [(g["lr"], g["momentum"]) for g in o.param_groups]


def without_lambdas(state):
    return {k: v for k, v in state.items() if not callable(v)}


@pytest.mark.parametrize("text", SCHEDULES)
def test_rates(text):
    curves, states = [], []
    for T in (rushlight, torch):
        o = optimizer(T)
        s = build(T, text, o)
        curve = [rates(o)]
        for _ in range(13):
            o.step()
            s.step()
            curve.append(rates(o))
            assert s.get_last_lr() == [lr for lr, _ in rates(o)]
        curves.append(curve)
        states.append(without_lambdas(s.state_dict()))
    np.testing.assert_allclose(curves[0], curves[1], rtol=1e-12)
    assert set(states[0]) == set(states[1])
    for key, value in states[0].items():
        if key != "_schedulers":
            assert value == states[1][key], key


@pytest.mark.parametrize("text", PLATEAU)
def test_plateaus(text):
    curves, states = [], []
    for T in (rushlight, torch):
        o = optimizer(T)
        s = build(T, text, o)
        curve = []
        for metric in (1.0, 0.9, 0.95, 0.95, 0.99, 1.2, 1.25, 1.2, 0.5, 0.5, 0.5, 0.5):
            s.step(T.tensor(metric))
            curve.append(rates(o))
        curves.append(curve)
        states.append(s.state_dict())
    assert curves[0] == curves[1]
    assert states[0] == states[1]


@pytest.mark.parametrize("text", SCHEDULES)
def test_resuming(text):
    o = optimizer(rushlight)
    s = build(rushlight, text, o)
    for _ in range(4):
        o.step()
        s.step()
    state, opt_state = copy.deepcopy(s.state_dict()), copy.deepcopy(o.state_dict())
    p = optimizer(rushlight)
    t = build(rushlight, text, p)
    p.load_state_dict(opt_state)
    t.load_state_dict(state)
    for _ in range(5):
        for opt, schedule in ((o, s), (p, t)):
            opt.step()
            schedule.step()
    assert rates(o) == rates(p)


def test_resuming_by_last_epoch():
    for text in ("StepLR(o, 3, last_epoch=4)", "CosineAnnealingLR(o, 9, last_epoch=4)", "LinearLR(o, last_epoch=2)"):
        results = []
        for T in (rushlight, torch):
            o = optimizer(T)
            with pytest.raises(KeyError, match="initial_lr"):
                build(T, text, o)
            for g in o.param_groups:
                g["initial_lr"] = 0.4
            s = build(T, text, o)
            o.step()
            s.step()
            results.append(rates(o))
        assert results[0] == results[1]


def messages(f):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        f()
    return [(w.category, str(w.message)[:90]) for w in caught]


def test_warnings():
    notes = []
    for T in (rushlight, torch):
        o = optimizer(T)
        s = build(T, "StepLR(o, 3)", o)
        seen = [messages(s.step), messages(s.step), messages(s.get_lr), messages(lambda s=s: s.step(5))]
        o = optimizer(T)
        s = build(T, "StepLR(o, 3)", o)
        o.step()
        seen.append(messages(s.step))
        o = optimizer(T)
        s = build(T, "StepLR(o, 3)", o)
        o.step = lambda: None
        seen.append(messages(s.step))
        notes.append(seen)
    assert notes[0] == notes[1]
    assert "before `optimizer.step()`" in notes[0][0][0][1]


def test_rates_in_tensors_stay_tensors():
    for T in (rushlight, torch):
        p = T.nn.Parameter(T.zeros(1))
        o = T.optim.SGD([p], lr=T.tensor(0.5))
        lr = o.param_groups[0]["lr"]
        s = T.optim.lr_scheduler.ExponentialLR(o, 0.5)
        o.step()
        s.step()
        assert o.param_groups[0]["lr"] is lr
        assert lr.item() == 0.25


BAD = [
    "StepLR(3, 3)",
    "LambdaLR(o, [len])",
    "ConstantLR(o, factor=2)",
    "LinearLR(o, start_factor=0)",
    "LinearLR(o, end_factor=2)",
    "CosineAnnealingWarmRestarts(o, 0)",
    "CosineAnnealingWarmRestarts(o, 1, T_mult=0)",
    "OneCycleLR(o, 0.1)",
    "CosineAnnealingWarmRestarts(o, 1, eta_min='a')",
    "OneCycleLR(o, 0.1, total_steps=0)",
    "OneCycleLR(o, 0.1, 5, pct_start=2.0)",
    "OneCycleLR(o, 0.1, 5, anneal_strategy='x')",
    "OneCycleLR(o, [0.1], 5)",
    "SequentialLR(o, [], [])",
    "SequentialLR(o, [3], [])",
    "SequentialLR(o, [L.StepLR(o, 3)], [3])",
    "SequentialLR(o, [L.ReduceLROnPlateau(o)], [])",
    "ChainedScheduler([])",
    "ReduceLROnPlateau(o, factor=1)",
    "ReduceLROnPlateau(o, mode='x')",
    "ReduceLROnPlateau(o, threshold_mode='x')",
    "ReduceLROnPlateau(o, min_lr=[1])",
    "ReduceLROnPlateau(3)",
    "OneCycleLR(o, 0.1, epochs=2, steps_per_epoch=0)",
    "LRScheduler(o)",
    "MultiplicativeLR(o, 3)",
]


@pytest.mark.parametrize("text", BAD)
def test_errors(text):
    caught = []
    for T in (rushlight, torch):
        with pytest.raises(Exception) as e:
            build(T, text, optimizer(T))
        caught.append(e)
    ours, theirs = caught
    assert issubclass(ours.type, theirs.type), (ours.value, theirs.value)
