"""``jit.save`` and ``jit.load``: programs as steps that name public functions."""

from __future__ import annotations

import io
import os
import typing
import zipfile
from collections import OrderedDict

import pytest

import rushlight as torch
import rushlight.nn.functional as F
from rushlight import jit, nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.out = nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Linear(4 * 36, 3)
        self.register_buffer("scale", torch.full((3,), 2.0))
        self.shift = nn.Parameter(torch.ones(3))

    def forward(self, x, power: float = 2.0):
        x = F.relu(self.norm(self.conv(x)))
        x = x.view(x.size(0), -1)
        y = self.out(x) * self.scale + self.shift
        return F.log_softmax(y * power, dim=1), y.shape[0], {"last": [x.T[..., -1], (y.max(1).values,)]}


class Sequence(nn.Module):
    """Branches on numbers, loops, in-place writes: what only a trace can save."""

    def __init__(self):
        super().__init__()
        self.rnn, self.attention = nn.LSTM(3, 4, batch_first=True), nn.MultiheadAttention(4, 2, batch_first=True)
        self.table = [torch.ones(4), torch.zeros(4)]

    def forward(self, x):
        y, _ = self.rnn(x)
        if y.sum() > -1e9:
            y = y + self.table[0]
        z, _ = self.attention(y, y, y)
        z = z[:, -1].clone()
        for i in range(2):
            z[i] = 1 / (3 + z[i]) - (2 - z[i])
        z += 1
        z[:, None].mul_(2)
        return z, z.T, z.max(1)


def through(program, **options):
    buffer = io.BytesIO()
    jit.save(program, buffer, **options)
    buffer.seek(0)
    return jit.load(buffer)


def flat(x):
    if isinstance(x, torch.Tensor):
        return [x]
    return (
        [t for v in (x.values() if isinstance(x, dict) else x) for t in flat(v)]
        if isinstance(x, (list, tuple, dict))
        else []
    )


def same(a, b):
    a, b = flat(a), flat(b)
    return len(a) == len(b) and all(torch.equal(p, q) for p, q in zip(a, b, strict=True))


def test_scripted_modules(tmp_path):
    torch.manual_seed(0)
    net, x = Net().eval(), torch.randn(2, 1, 8, 8)
    scripted = jit.script(net)
    assert isinstance(scripted, jit.ScriptModule) and scripted.conv is net.conv and not scripted.training
    assert "RecursiveScriptModule" in repr(scripted) and "original_name=Net" in repr(scripted)
    scripted.save(tmp_path / "net.pt")
    loaded = jit.load(str(tmp_path / "net.pt"))
    assert same(loaded(x), net(x)) and same(loaded(x, power=3.0), net(x, 3.0)) and loaded(x)[1] == 2
    assert set(loaded.state_dict()) == set(net.state_dict()) and len(list(loaded.parameters())) == 7
    loaded.train()(x)
    assert not torch.equal(loaded.norm.running_mean, net.norm.running_mean)
    again = through(loaded.eval())
    assert same(again(x), loaded(x)) and isinstance(again, jit.ScriptModule)
    with pytest.raises(TypeError, match="missing value for argument 'x'"):
        loaded()
    with pytest.raises(TypeError, match=r"more arguments .*\['Tensor'\]"):
        loaded(x, 2.0, x)
    F.nll_loss(loaded(x)[0], torch.tensor([0, 1])).backward()
    assert loaded.shift.grad is not None


def test_traced_modules():
    torch.manual_seed(0)
    net, x = Sequence().eval(), torch.randn(2, 5, 3)
    with pytest.raises(RuntimeError, match=r"can't be put into steps.*torch.jit.trace"):
        through(jit.script(net))
    traced = jit.trace(net, x)
    loaded = through(traced)
    assert same(loaded(x), net(x)) and same(loaded(2 * x), net(2 * x))
    assert set(net.state_dict()) <= set(loaded.state_dict())
    assert same(through(jit.trace_module(net, {"forward": x}))(x), net(x))


def test_functions():
    @jit.script
    def f(x, y):
        return x @ y + 3 * x - x / 2 + torch.einsum("ij,jk->ik", x, y) + (2 - x) + 1 / (x + 3) + torch.linalg.norm(y)

    a, b = torch.randn(3, 3), torch.randn(3, 3)
    assert isinstance(f, jit.ScriptFunction) and f.name == "f" and jit.script(f) is f
    assert same(through(f)(a, b), f(a, b))
    g = jit.trace(lambda x: 1 / (x + 3) + (2 - x) + x[0:1] + torch.zeros(1) + x.T + torch.stack(x.unbind(0)), a)
    assert same(through(g)(b), g(b))
    assert jit.load(io.BytesIO(f.save_to_buffer()))(a, b).shape == (3, 3)


def test_extra_files_and_places():
    extra = {"labels.txt": "", "no": "kept"}
    buffer = io.BytesIO()
    jit.save(jit.script(nn.Linear(2, 1)), buffer, _extra_files={"labels.txt": "cat dog", "other": b"x"})
    buffer.seek(0)
    loaded = jit.load(buffer, "cpu", _extra_files=extra)
    assert extra == {"labels.txt": "cat dog", "no": "kept"}
    assert loaded(torch.ones(1, 2)).shape == (1, 1)


class Stranger(nn.Module):
    def forward(self, x):
        return os.path.join(x, "a")


class Layer(nn.Linear):
    def forward(self, x):
        return super().forward(x) + 1


def test_what_can_not_be_saved():
    for wrong in (nn.Linear(1, 1), 3, len):
        with pytest.raises(RuntimeError, match=r"takes what torch.jit.script or torch.jit.trace returned"):
            jit.save(wrong, io.BytesIO())
    with pytest.raises((RuntimeError, TypeError)):
        through(jit.script(Stranger()))
    x = torch.ones(1, 2)
    net = nn.Sequential(Layer(2, 2))
    assert same(through(jit.script(net))(x), net(x))  # layers of one's own are looked into


def _file(steps, modules=None):
    buffer = io.BytesIO()
    content = {"format": "rushlight program 1", "name": "N", "training": False, "steps": steps, "extra": {}}
    torch.save({**content, "tensors": {}, "modules": modules or {}}, buffer)
    buffer.seek(0)
    return buffer


NOTHING, NAMED = ("tuple", []), ("dict", [])
EVIL = [
    ("call", "os.system", ("tuple", ["true"]), NAMED),
    ("call", "builtins.eval", ("tuple", ["1"]), NAMED),
    ("call", "builtins.__import__", ("tuple", ["os"]), NAMED),
    ("call", "torch.load", ("tuple", ["x"]), NAMED),
    ("call", "torch.hub.load", ("tuple", ["x"]), NAMED),
    ("call", "torch.nn.functional.__builtins__", NOTHING, NAMED),
    ("call", "operator.attrgetter", ("tuple", ["__class__"]), NAMED),
    ("call", "math.__loader__", NOTHING, NAMED),
    ("method", "__reduce__", NOTHING, NAMED),
    ("method", "__class__", NOTHING, NAMED),
    ("method", "no_such", NOTHING, NAMED),
    ("module", "layer", NOTHING, NAMED),
    ("exec", "1", NOTHING, NAMED),
]


@pytest.mark.parametrize("step", EVIL, ids=lambda s: f"{s[0]} {s[1]}")
def test_files_name_public_functions_only(step):
    with pytest.raises(RuntimeError):
        jit.load(_file([step]))


def test_steps_reach_tensors_only():
    for step in (
        ("method", "add", ("tuple", ["a", "b"]), NAMED),
        ("call", "builtins.getattr", ("tuple", ["a", "x"]), NAMED),
    ):
        with pytest.raises(RuntimeError):
            jit.load(_file([step]))()


def test_other_files_are_refused(tmp_path):
    path = tmp_path / "a.pt"
    torch.save(OrderedDict(a=torch.ones(1)), path)
    with pytest.raises(RuntimeError, match="holds something else"):
        jit.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/constants.pkl", b"")
        archive.writestr("a/code/a.py", b"1/0")
    with pytest.raises(RuntimeError, match="TorchScript program"):
        jit.load(path)


def test_instances():
    cases = [
        ([1], list[int], True),
        (["a"], list[int], False),
        ({"a": 1}, dict[str, int], True),
        ((1, "a"), tuple[int, str], True),
        ((1,), tuple[int, str], False),
        (None, int | None, True),
        (3, (int, str), True),
        (3, list[int] | None, False),
        ([[torch.ones(1)]], list[list[torch.Tensor]], True),
    ]
    for value, kind, expected in cases:
        assert jit.isinstance(value, kind) is expected
    with pytest.raises(RuntimeError, match="without a contained type"):
        jit.isinstance([1], list)


def test_names_of_types_and_overloads():
    from rushlight.jit import annotations

    assert annotations.List is typing.List and annotations.BroadcastingList2[int] is None  # noqa: UP006
    assert jit._overload(flat) is flat and jit._overload_method(flat) is flat and issubclass(jit.Error, Exception)
