"""TorchDispatchMode, FlopCounterMode, ModuleTracker, fake tensors."""

from __future__ import annotations

import pytest

import rushlight as torch
from rushlight._subclasses.fake_tensor import (
    FakeTensor,
    FakeTensorMode,
    is_fake,
    maybe_get_fake_mode,
    unset_fake_temporarily,
)
from rushlight.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from rushlight.utils.flop_counter import FlopCounterMode
from rushlight.utils.module_tracker import ModuleTracker

nn = torch.nn


class Seen(TorchDispatchMode):
    def __init__(self):
        self.names = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.append(str(func))
        return func(*args, **(kwargs or {}))


def test_modes_see_operations_of_both_passes():
    w = torch.ones(3, 4, requires_grad=True)
    x = torch.ones(2, 3)
    with Seen() as mode:
        (x @ w).sum().backward()
        x.add_(1)
        with _disable_current_modes():
            x.exp()
    assert mode.names.count("aten.mm.default") == 2 and "aten.sum.default" in mode.names
    assert mode.names[-1] == "aten.add_.Tensor" and x.tolist() == [[2.0] * 3] * 2
    assert w.grad.tolist() == [[2.0] * 4] * 3
    mode.names.clear()
    x + 1
    assert mode.names == []


def test_modes_may_answer_otherwise():
    class Tenfold(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            result = func(*args, **(kwargs or {}))
            return result * 10 if func is torch.ops.aten.mm.default else result

    with Tenfold():
        y = torch.ones(1, 2) @ torch.ones(2, 1)
    assert y.item() == 20.0
    with Seen() as outer, Tenfold():
        torch.ones(1, 2) @ torch.ones(2, 1)
    assert "aten.mul.Tensor" in outer.names and "aten.mm.default" in outer.names


class Net(nn.Module):
    def __init__(self, nn):
        super().__init__()
        self.conv, self.up = nn.Conv2d(4, 4, 3, padding=1, groups=2), nn.ConvTranspose2d(4, 2, 2, stride=2)
        self.fc = nn.Sequential(nn.Linear(2 * 16 * 16, 10), nn.ReLU(), nn.Linear(10, 3))

    def forward(self, x):
        return self.fc(self.up(self.conv(x)).flatten(1))


def counts(m, counter):
    base = m.nn.Module
    net = type("Net", (base,), dict(Net.__dict__, __init__=lambda self: (base.__init__(self), _fill(self, m.nn))[0]))()
    with counter(display=False) as c:
        net(m.ones(2, 4, 8, 8, requires_grad=True)).sum().backward()
        m.baddbmm(m.ones(2, 3, 5), m.ones(2, 3, 4, requires_grad=True), m.ones(2, 4, 5)).sum().backward()
    return {k: {str(op): n for op, n in v.items()} for k, v in c.get_flop_counts().items()}


def _fill(net, nn):
    net.conv, net.up = nn.Conv2d(4, 4, 3, padding=1, groups=2), nn.ConvTranspose2d(4, 2, 2, stride=2)
    net.fc = nn.Sequential(nn.Linear(2 * 16 * 16, 10), nn.ReLU(), nn.Linear(10, 3))


def test_operations_are_counted():
    found = counts(torch, FlopCounterMode)
    assert found["Net.fc.2"] == {"aten.addmm": 120, "aten.mm": 240}
    assert found["Global"]["aten.baddbmm"] == 240


def test_operations_are_counted_as_by_pytorch():
    real = pytest.importorskip("torch")
    from torch.utils.flop_counter import FlopCounterMode as Theirs

    assert counts(torch, FlopCounterMode) == counts(real, Theirs)


def test_the_table_of_operations(capsys):
    with FlopCounterMode():
        nn.Linear(30, 40)(torch.ones(5, 30))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Module", "FLOP", "%", "Total"]
    assert lines[2].split() == ["Linear", "12.000K", "100.00%"] and lines[3].startswith(" - aten.addmm")


def test_modules_are_tracked():
    seen = []

    class Inner(nn.Module):
        def forward(self, x):
            seen.append(sorted(tracker.parents))
            return x * 2

    tracker = ModuleTracker()
    with tracker:
        nn.Sequential(Inner(), Inner())(torch.ones(1, requires_grad=True)).sum().backward()
    assert seen == [["Global", "Sequential", "Sequential.0"], ["Global", "Sequential", "Sequential.1"]]
    assert tracker.parents == {"Global"}


def test_fake_tensors_have_no_numbers():
    with FakeTensorMode() as mode:
        x = torch.empty(1000, 1000, 1000)
        y = (x @ x.mT).relu()
        layer = nn.Linear(1000, 5)
        z = layer(x)
    assert isinstance(y, FakeTensor) and y.shape == (1000, 1000, 1000) and y.device.type == "cpu"
    assert z.shape == (1000, 1000, 5) and repr(x) == "FakeTensor(..., size=(1000, 1000, 1000))"
    real = torch.ones(2, 3, requires_grad=True)
    fake = mode.from_tensor(real)
    assert isinstance(fake, FakeTensor) and fake.requires_grad and fake.dtype is real.dtype
    assert isinstance(fake + 1, FakeTensor) and (fake + 1).shape == (2, 3)


class Pair(torch.Tensor):
    """A tensor made of two."""

    @staticmethod
    def __new__(cls, a, b):
        return torch.empty(2).as_subclass(cls)

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __tensor_flatten__(self):
        return ["a", "b"], None

    @staticmethod
    def __tensor_unflatten__(parts, context, size, stride):
        return Pair(parts["a"], parts["b"])


def test_what_is_fake():
    real, mode = torch.ones(2), FakeTensorMode()
    fake = mode.from_tensor(real)
    assert is_fake(fake) and not is_fake(real) and not is_fake(3)
    assert maybe_get_fake_mode(fake) is mode and maybe_get_fake_mode(real) is None
    assert is_fake(Pair(fake, fake)) and not is_fake(Pair(real, real))
    assert maybe_get_fake_mode(Pair(fake, fake)) is mode
    with pytest.raises(AssertionError, match="got mixed fake and real tensors"):
        is_fake(Pair(fake, real))
    with pytest.raises(AssertionError, match="All fake tensor modes must be the same"):
        maybe_get_fake_mode(Pair(fake, FakeTensorMode().from_tensor(real)))


def test_the_fake_mode_can_be_off_for_a_while():
    with unset_fake_temporarily() as none:
        assert none is None
    with FakeTensorMode() as mode:
        with pytest.raises(KeyError), unset_fake_temporarily() as off:
            assert off is mode and torch.ones(2).tolist() == [1, 1]
            raise KeyError
        assert isinstance(torch.ones(2), FakeTensor)
    assert not isinstance(torch.ones(2), FakeTensor)
