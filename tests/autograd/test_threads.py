"""Several threads: modes of their own, backward passes that meet in shared leaves and shared graphs, hooks."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest

import rushlight as torch
from rushlight import nn
from rushlight.autograd.graph import saved_tensors_hooks

THREADS, ROUNDS = 6, 30


def together(work, n=THREADS):
    """Run ``work(i)`` in n threads at once; raises what one of them raised."""
    start, errors = threading.Barrier(n), []

    def run(i):
        start.wait()
        try:
            work(i)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if errors:
        raise errors[0]


@pytest.fixture(autouse=True)
def switching():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_modes_belong_to_a_thread():
    seen = {}

    def work(i):
        seen[i] = torch.is_grad_enabled()
        with torch.set_grad_enabled(i % 2 == 0):
            x = torch.ones(2, requires_grad=True)
            for _ in range(ROUNDS):
                assert torch.is_grad_enabled() == (x * 2).requires_grad == (i % 2 == 0)
        if i == 0:
            torch.set_grad_enabled(False)

    with torch.no_grad():
        together(work)
        assert not torch.is_grad_enabled()
    assert all(seen.values()) and torch.is_grad_enabled()


@pytest.mark.parametrize("size", [1, 5, 70_000])
def test_shared_leaves(size):
    """No gradient is lost: small arrays are added under the interpreter's lock, large ones without it."""
    x = torch.ones(size, dtype=torch.float64, requires_grad=True)

    def work(i):
        for k in range(ROUNDS):
            (x * (i + k)).sum().backward()

    together(work)
    expected = sum(i + k for i in range(THREADS) for k in range(ROUNDS))
    np.testing.assert_array_equal(x.grad.numpy(), np.full(size, float(expected)))


def test_shared_graph():
    x = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
    y = (x.exp() * x).sum()
    together(lambda i: [y.backward(retain_graph=True) for _ in range(ROUNDS)])
    expected = (x.exp() * (x + 1)).detach() * THREADS * ROUNDS
    assert x.grad.tolist() == pytest.approx(expected.tolist())


def test_a_graph_that_is_freed_by_one_of_them():
    """One pass frees what the others need: they get the error, or the gradient, never a crash."""
    for _ in range(ROUNDS):
        x = torch.ones(3, dtype=torch.float64, requires_grad=True)
        y = x
        for _ in range(20):
            y = (y * y).sin()
        total, outcomes = y.sum(), []

        def work(i, total=total, outcomes=outcomes):
            try:
                total.backward()
                outcomes.append("done")
            except RuntimeError as error:
                assert "a second time" in str(error)
                outcomes.append("freed")

        together(work, 3)
        assert (len(outcomes) == 3 and x.grad is not None) or "freed" in outcomes


def test_a_network_trained_by_several_threads():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 3))
    batches = [torch.randn(8, 6) for _ in range(THREADS)]
    for b in batches:
        net(b).square().sum().backward()
    expected = [p.grad.numpy().copy() for p in net.parameters()]
    net.zero_grad()
    together(lambda i: net(batches[i]).square().sum().backward())
    for p, g in zip(net.parameters(), expected, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), g, rtol=1e-4, atol=1e-4)


def test_hooks_meanwhile():
    x = torch.ones(4, dtype=torch.float64, requires_grad=True)
    lock, calls = threading.Lock(), []

    def count(name):
        def hook(*args):
            with lock:
                calls.append((name, threading.get_ident()))

        return hook

    x.register_hook(count("tensor"))
    x.register_post_accumulate_grad_hook(count("gathered"))
    shared = x * 2
    shared.grad_fn.register_hook(count("node"))

    def work(i):
        handles = []
        for _ in range(ROUNDS):
            handles.append(shared.register_hook(lambda g: g * 1))
            with saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
                y = (shared * shared).sum()
            y.backward(retain_graph=True)
            handles.pop().remove()

    together(work)
    assert [sum(n == name for n, _ in calls) for name in ("tensor", "gathered", "node")] == [THREADS * ROUNDS] * 3
    assert len({ident for _, ident in calls}) == THREADS
    assert x.grad.tolist() == [8.0 * THREADS * ROUNDS] * 4


def test_backward_in_a_hook_of_another_pass():
    """A pass within a pass, in the same thread, may gather in the same leaf."""
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    inner = (x * 5).sum()
    y = x * 3
    y.register_hook(lambda g: inner.backward(retain_graph=True))
    x.register_post_accumulate_grad_hook(lambda p: None)
    y.sum().backward()
    assert x.grad.tolist() == [8.0, 8.0]


def elsewhere(look):
    """What another thread sees."""
    seen = []
    together(lambda _: seen.append(look()), 1)
    return seen[0]


def test_default_devices_belong_to_a_thread():
    def made_on():
        return torch.ones(1).device.type

    with torch.device("meta"):
        assert made_on() == "meta" and elsewhere(made_on) == "cpu"
        with torch.device("cpu"):
            assert made_on() == "cpu"
        assert made_on() == "meta"
    assert made_on() == "cpu"
    elsewhere(lambda: torch.set_default_device("meta"))
    assert made_on() == "cpu" and torch.get_default_device() == torch.device("cpu")


def test_anomaly_detection_belongs_to_all_threads():
    def failure():
        x = torch.zeros(1, requires_grad=True)
        y = (x.sqrt() * 0).sum()
        try:
            y.backward()
        except RuntimeError as error:
            return str(error)
        return ""

    with torch.autograd.set_detect_anomaly(True), pytest.warns(UserWarning, match="Error detected in SqrtBackward0"):
        assert "returned nan values" in elsewhere(failure)
    assert elsewhere(failure) == ""


def test_default_dtypes_belong_to_all_threads():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        assert elsewhere(lambda: torch.ones(1).dtype) is torch.float64
    finally:
        torch.set_default_dtype(before)
