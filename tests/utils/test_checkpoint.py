"""Checkpointing: the same numbers, less memory, and errors when the second run differs from the first."""

from __future__ import annotations

import doctest
import gc
import weakref
from contextlib import contextmanager

import pytest

import rushlight as torch
from rushlight import nn
from rushlight.autograd import Function, grad
from rushlight.utils.checkpoint import (
    CheckpointError,
    checkpoint,
    checkpoint_sequential,
    set_checkpoint_debug_enabled,
    set_checkpoint_early_stop,
)


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Tanh(), nn.Linear(8, 4), nn.Dropout(0.3), nn.Sigmoid())


def gradients(run, net):
    x = torch.linspace(-1, 1, 12).reshape(3, 4).requires_grad_()
    torch.manual_seed(7)
    y = run(net, x)
    after = torch.rand(2).tolist()
    y.sum().backward()
    return y.tolist(), after, [p.grad.tolist() for p in (x, *net.parameters())], torch.rand(2).tolist()


@pytest.mark.parametrize("use_reentrant", [True, False])
def test_the_same_numbers_with_dropout(use_reentrant):
    """The random numbers of both runs are the same, and the stream goes on as if there had been one."""
    plain = gradients(lambda net, x: net(x), network())
    checked = gradients(lambda net, x: checkpoint(net, x, use_reentrant=use_reentrant), network())
    assert checked == plain
    parts = gradients(lambda net, x: checkpoint_sequential(net, 3, x, use_reentrant=use_reentrant), network())
    assert parts == plain


def test_without_preserved_randomness():
    drop = nn.Dropout(0.5)
    x = torch.ones(64, requires_grad=True)
    y = checkpoint(drop, x * 1, use_reentrant=False, preserve_rng_state=False)
    y.sum().backward()
    assert x.grad.tolist() != y.tolist()  # another mask


def test_memory_is_freed():
    kept = []

    def function(x):
        y = x.exp()
        z = y.sin()
        kept.extend([weakref.ref(y), weakref.ref(z)])
        return z * 2

    x = leaf(1.0, 2.0)
    y = checkpoint(function, x, use_reentrant=False, early_stop=False)
    assert [r() for r in kept] == [None, None]
    y.sum().backward()
    gc.collect()
    assert [r() for r in kept] == [None] * 4
    assert x.grad.tolist() == pytest.approx((2 * x.exp() * x.exp().cos()).tolist())


def test_what_is_kept_of_a_deep_chain():
    """A chain of checkpoints keeps one array each, not all that it computes."""
    packed = []
    x = leaf(*range(100))
    with torch.autograd.graph.saved_tensors_hooks(lambda t: packed.append(t.numel()) or t, lambda t: t):
        for _ in range(5):
            x = checkpoint(lambda x: x.sin().exp().sin().exp().sigmoid(), x, use_reentrant=False)
    assert sum(packed) == 500


def test_nested():
    runs = []

    def inner(x):
        runs.append("inner")
        return x.exp().sin()

    def outer(x):
        runs.append("outer")
        return checkpoint(inner, x.sin(), use_reentrant=False).tanh()

    x = leaf(0.5, 1.5)
    checkpoint(outer, x, use_reentrant=False).sum().backward()
    y = leaf(0.5, 1.5)
    y.sin().exp().sin().tanh().sum().backward()
    assert x.grad.tolist() == pytest.approx(y.grad.tolist())
    assert runs == ["outer", "inner", "outer", "inner", "inner"]
    third = leaf(0.5, 1.5)
    checkpoint(outer, third, use_reentrant=True).sum().backward()
    assert third.grad.tolist() == pytest.approx(y.grad.tolist())


def test_keyword_arguments_nested_values_and_grad():
    def function(pair, *, scale):
        return {"y": (pair[0] * pair[1] * scale).exp()}

    x, w = leaf(0.5, 1.0), leaf(2.0, 3.0)
    y = checkpoint(function, (x, w), scale=0.1, use_reentrant=False)["y"].sum()
    gx, gw = grad(y, [x, w], create_graph=True)
    plain = (x * w * 0.1).exp()
    assert gx.tolist() == pytest.approx((plain * w * 0.1).tolist())
    assert gw.tolist() == pytest.approx((plain * x * 0.1).tolist())
    second = grad(gx.sum(), x)[0]
    assert second.tolist() == pytest.approx((plain * w * w * 0.01).tolist())


def test_several_passes():
    x = leaf(0.5)
    y = checkpoint(lambda x: x.sin().exp(), x, use_reentrant=False)
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == pytest.approx(2 * (x.cos() * x.sin().exp()).item())
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()


@pytest.mark.parametrize("use_reentrant", [True, False])
def test_results_of_several_kinds(use_reentrant):
    x = leaf(1.0, 2.0)
    a, b, c, d = checkpoint(lambda x: (x * x, x.detach() * 3, "text", None), x, use_reentrant=use_reentrant)
    assert c == "text" and d is None
    (a.sum() + b.sum() * 0).backward() if b.requires_grad else a.sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_early_stop():
    done = []

    def function(x):
        y = x.exp()
        done.append("once")
        z = y.sin()
        done.append("twice")
        return z

    for early, stop in ((True, None), (False, None), (True, False), (False, True)):
        done.clear()
        x = leaf(1.0)
        if stop is None:
            y = checkpoint(function, x, use_reentrant=False, early_stop=early)
        else:
            with set_checkpoint_early_stop(stop):
                y = checkpoint(function, x, use_reentrant=False, early_stop=early)
        y.backward()
        stopped = early if stop is None else stop
        assert len(done) == (3 if stopped else 4)


def changing(first, second):
    runs = iter((first, second))
    return lambda x: next(runs)(x)


def test_a_second_run_that_differs():
    def fail(first, second, text, **options):
        y = checkpoint(changing(first, second), leaf(1.0, 2.0, 3.0), use_reentrant=False, **options)
        with pytest.raises(CheckpointError, match=text) as error:
            y.sum().backward()
        return str(error.value)

    long, short = (lambda x: x.sin().exp().sin()), (lambda x: x.sin())
    fail(short, long, "trying to save more tensors during recomputation", early_stop=False)
    fail(long, short, "Number of tensors saved during forward: 3\nNumber of tensors saved during recomputation: 1")
    text = fail(short, lambda x: x[:2].sin(), "different metadata than during the forward pass")
    assert "'shape': torch.Size([3])" in text and "'shape': torch.Size([2])" in text and "debug=True" in text
    text = fail(long, short, "A different number", debug=True)
    assert text.count("Sin -> (3,) at ") == 3 and "test_checkpoint.py" in text
    with set_checkpoint_debug_enabled(True):
        assert "Operations of the recomputation" in fail(long, short, "A different number")
    y = checkpoint(changing(short, lambda x: x.cos()), leaf(1.0), use_reentrant=False, determinism_check="none")
    y.backward()  # the same shapes: nobody can tell


def test_unpacked_twice():
    class Twice(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * ctx.saved_tensors[0] * ctx.saved_tensors[0]

    y = checkpoint(lambda x: Twice.apply(x.sin()), leaf(1.0), use_reentrant=False)
    with pytest.raises(CheckpointError, match="already unpacked once"):
        y.backward()


def test_context_fn():
    seen = []

    @contextmanager
    def noting(name):
        seen.append(name)
        yield

    x = leaf(1.0)
    y = checkpoint(torch.sin, x, use_reentrant=False, context_fn=lambda: (noting("first"), noting("second")))
    assert seen == ["first"]
    y.backward()
    assert seen == ["first", "second"]
    with pytest.raises(ValueError, match="incompatible with non-default context_fn"):
        checkpoint(torch.sin, x, use_reentrant=False, context_fn=lambda: (noting("a"), noting("b")), debug=True)


def test_errors_and_warnings():
    x = leaf(1.0)
    with pytest.warns(UserWarning, match="use_reentrant parameter should be passed explicitly"):
        y = checkpoint(torch.sin, x)
    with pytest.raises(RuntimeError, match=r"incompatible with .grad\(\)"):
        grad(y, x)
    with pytest.warns(UserWarning, match="use_reentrant parameter should be passed explicitly"):
        checkpoint_sequential([torch.sin, torch.exp], 2, x)
    with pytest.warns(UserWarning, match="None of the inputs have requires_grad=True"):
        checkpoint(torch.sin, x.detach(), use_reentrant=True)
    with pytest.raises(ValueError, match="Unexpected keyword arguments: b"):
        checkpoint(torch.sin, x, use_reentrant=True, b=2)
    with pytest.raises(ValueError, match="only supported when use_reentrant=False"):
        checkpoint(torch.sin, x, use_reentrant=True, debug=True)
    with pytest.raises(ValueError, match="determinism_check should be one of"):
        checkpoint(torch.sin, x, use_reentrant=False, determinism_check="much")
    with pytest.raises(ValueError, match="can't be cut into 3 segments"):
        checkpoint_sequential([torch.sin, torch.exp], 3, x, use_reentrant=False)
    with pytest.raises(ValueError, match="Unexpected keyword arguments: foo"):
        checkpoint_sequential([torch.sin], 1, x, use_reentrant=False, foo=1)
    y = checkpoint(lambda x: x.detach(), x, use_reentrant=True)
    with pytest.raises(RuntimeError, match="none of output has requires_grad=True"):
        y.backward()
    with torch.no_grad():
        assert not checkpoint(torch.sin, x, use_reentrant=False).requires_grad


@pytest.mark.torch
@pytest.mark.parametrize("use_reentrant", [True, False])
def test_as_in_pytorch(use_reentrant):
    pytorch = pytest.importorskip("torch")
    from torch.utils.checkpoint import checkpoint as theirs

    seen = []
    for lib, check in ((torch, checkpoint), (pytorch, theirs)):
        lib.manual_seed(3)
        x = lib.linspace(-1, 1, 40).requires_grad_()
        y = check(lambda x, lib=lib: (x * lib.rand(40)).exp() * lib.randn(40), x, use_reentrant=use_reentrant)
        y.sum().backward()
        seen.append((y.detach().numpy(), x.grad.numpy(), lib.rand(3).numpy()))
    for a, b in zip(*seen, strict=True):
        assert a == pytest.approx(b, rel=1e-5, abs=1e-6)


def test_examples():
    from rushlight.utils import checkpoint as module

    assert doctest.testmod(module, extraglobs={"torch": torch}).failed == 0
