"""Module's behaviour: each story is told by both libraries, and what they note down must be equal."""

from __future__ import annotations

import copy
import pickle
import warnings
from collections import OrderedDict

import numpy as np
import pytest

import rushlight
import rushlight.nn

STORIES = []


def story(f):
    STORIES.append(f)
    return f


def nets(T):
    """A small network with everything: shared parts, buffers, lists."""

    class Inner(T.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = T.nn.Parameter(T.ones(2, 2))
            self.register_buffer("b", T.zeros(2))
            self.register_buffer("hidden", T.zeros(1), persistent=False)
            self.register_parameter("none", None)

        def forward(self, x, scale=1):
            return x @ self.w * scale + self.b

        def extra_repr(self):
            return "two=2"

    class Net(T.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = Inner()
            self.again = self.first
            self.items = T.nn.ModuleList([Inner(), T.nn.ReLU()])
            self.tied = T.nn.Parameter(T.zeros(2))
            self.tied2 = self.tied
            self.nothing = None
            self.plain = 3

        def forward(self, x):
            for m in self.items:
                x = m(x)
            return self.first(x)

    return Net, Inner


def attempt(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__, str(e)


@story
def walking(T):
    net = nets(T)[0]()
    yield [n for n, _ in net.named_parameters()]
    yield [n for n, _ in net.named_parameters(remove_duplicate=False)]
    yield [n for n, _ in net.named_parameters("pre", recurse=False)]
    yield [n for n, _ in (*net.named_buffers(), *net.items.named_buffers("x"))]
    yield [n for n, _ in net.named_modules()], [n for n, _ in net.named_modules(remove_duplicate=False)]
    yield [n for n, _ in net.named_children()], len(list(net.modules())), len(list(net.children()))
    yield len(list(net.parameters())), len(list(net.buffers())), len(list(net.parameters(False)))
    yield list(net.state_dict()), list(net.state_dict(prefix="p.")), net.state_dict()._metadata
    yield repr(net)
    yield type(net.get_submodule("items.0")).__name__, net.get_submodule("") is net
    yield net.get_parameter("items.0.w") is net.items[0].w, net.get_buffer("first.b") is net.first.b
    for wrong in ("items.5", "nope", "tied", "items.0.w"):
        yield attempt(lambda wrong=wrong: net.get_submodule(wrong))
    for wrong in ("items.0.b", "plain", "first.nope"):
        yield attempt(lambda wrong=wrong: net.get_parameter(wrong))
    yield attempt(lambda: net.get_buffer("first.w"))
    net.set_submodule("items.1", T.nn.Identity())
    yield repr(net.items)
    yield attempt(lambda: net.set_submodule("", net)), attempt(lambda: net.set_submodule("q.r", net))
    yield sorted(k for k in vars(net) if not k.startswith("_forward") and k != "_hooked")


@story
def attributes(T):
    net = nets(T)[0]()
    yield attempt(lambda: setattr(net, "tied", T.zeros(2)))[0]
    yield attempt(lambda: setattr(net, "first", 3))
    yield attempt(lambda: setattr(net.first, "b", 3))
    net.tied = None
    yield [n for n, _ in net.named_parameters()]
    net.plain = T.nn.Parameter(T.ones(1))
    yield "plain" in net._parameters, "plain" in vars(net)
    net.plain = None
    net.plain = T.nn.Parameter(T.ones(1))
    net.again = None
    yield repr(net)
    del net.again, net.plain
    yield hasattr(net, "again"), attempt(lambda: net.again)
    yield attempt(lambda: delattr(net, "again"))[0]
    net.first = T.nn.Linear(2, 1)  # a module in the place of a module
    yield list(net._modules)
    net.register_buffer("extra", None)
    yield net.extra, list(net._buffers)
    net.extra = T.ones(1)
    yield list(net.state_dict())
    net.first.hidden = T.ones(2)
    yield "hidden" in vars(net.first)
    net.own = T.nn.Buffer(T.ones(3), persistent=False)
    yield "own" in net._buffers, "own" in net.state_dict(), isinstance(net.own, T.nn.Buffer)
    yield [k for k in dir(net) if k in ("first", "tied2", "extra", "0")]
    for name in ("", "a.b", 3, "first", "training"):
        yield attempt(lambda name=name: net.register_buffer(name, T.ones(1)))
        yield attempt(lambda name=name: net.register_parameter(name, T.nn.Parameter(T.ones(1))))
        yield attempt(lambda name=name: net.add_module(name, T.nn.ReLU()))
    yield attempt(lambda: net.register_parameter("x", 3)), attempt(lambda: net.register_buffer("x", 3))
    yield attempt(lambda: net.add_module("x", 3))
    yield attempt(lambda: net.register_parameter("x", T.ones(1)))[0]


@story
def before_init(T):
    class Bad(T.nn.Module):
        def __init__(self, what):
            self.x = what

    kinds = T.nn.Parameter(T.ones(1)), T.nn.ReLU()
    for what in kinds:
        kind, text = attempt(lambda what=what: Bad(what))
        yield kind, text.split(":")[0]
    yield Bad(3).x

    class Worse(T.nn.Module):
        def __init__(self):
            self.register_buffer("b", T.ones(1))

    kind, text = attempt(Worse)
    yield kind, text.split(":")[0]


@story
def modes(T):
    net = nets(T)[0]()
    yield net.eval() is net, [m.training for m in net.modules()]
    net.items.train()
    yield [m.training for m in net.modules()]
    net.requires_grad_(False)
    yield [p.requires_grad for p in net.parameters()]
    net.requires_grad_()
    net(T.ones(1, 2)).sum().backward()
    yield [p.grad is None for p in net.parameters()]
    net.zero_grad(set_to_none=False)
    yield [None if p.grad is None else p.grad.sum().item() for p in net.parameters()]
    net.zero_grad()
    yield [p.grad for p in net.parameters()]
    seen = []
    net.apply(lambda m: seen.append(type(m).__name__))
    yield seen


@story
def casting(T):
    net = nets(T)[0]()
    net.count = T.nn.Buffer(T.tensor([1, 2]))
    net(T.ones(1, 2)).sum().backward()
    p = net.first.w
    for change in (
        lambda: net.double(),
        lambda: net.float(),
        lambda: net.to(T.float64),
        lambda: net.to("cpu", T.float32),
        lambda: net.to(T.zeros(1).double()),
        lambda: net.half(),
        lambda: net.bfloat16(),
        lambda: net.to(dtype=T.float32),
        lambda: net.to(device="cpu"),
        lambda: net.cpu(),
        lambda: net.type(T.float64),
    ):
        yield (
            change() is net,
            net.first.w is p,
            str(p.dtype),
            str(p.grad.dtype),
            str(net.count.dtype),
            str(net.first.b.dtype),
        )
    yield p.requires_grad, p.is_leaf, isinstance(p, T.nn.Parameter)
    yield attempt(lambda: net.to(T.int64))
    yield attempt(lambda: net.to("cpu", "cpu"))[0]
    yield str(nets(T)[1]().to("meta").w.device)


@story
def loading(T):
    Net, _ = nets(T)
    a, b = Net(), Net()
    for i, p in enumerate(a.parameters()):
        p.data.fill_(i + 2.0)
    w = b.first.w
    yield repr(b.load_state_dict(a.state_dict())), b.first.w is w, [p.sum().item() for p in b.parameters()]
    yield b.state_dict()["first.w"].requires_grad, b.state_dict(keep_vars=True)["first.w"] is w
    state = a.state_dict()
    state["first.w"] = T.zeros(3, 3)
    state["what.is"] = state.pop("tied")
    yield attempt(lambda: b.load_state_dict(state))
    yield attempt(lambda: b.load_state_dict(state, strict=False))
    state["first.w"] = 5
    yield attempt(lambda: b.load_state_dict(state, strict=False))[0]
    state["first.w"] = T.full((2, 2), 7.0)
    yield repr(b.load_state_dict(state, strict=False)), b.first.w.sum().item()
    yield attempt(lambda: b.load_state_dict(5))
    state = {k: v.double() for k, v in a.state_dict().items()}
    b.load_state_dict(state)
    yield str(b.first.w.dtype), b.first.w.is_leaf, b.first.w.requires_grad
    b.load_state_dict(state, assign=True)
    yield str(b.first.w.dtype), isinstance(b.first.w, T.nn.Parameter), b.first.w is w, b.first.w.requires_grad
    s = T.nn.Linear(1, 1)
    s.scalar = T.nn.Parameter(T.tensor(1.0))
    old = s.state_dict()
    old["scalar"] = T.tensor([4.0])
    yield repr(s.load_state_dict(old)), s.scalar.item()


@story
def extra_state(T):
    class Counted(T.nn.Module):
        n = 0

        def get_extra_state(self):
            return {"n": self.n}

        def set_extra_state(self, state):
            self.n = state["n"]

    a, b = T.nn.Sequential(Counted()), T.nn.Sequential(Counted())
    a[0].n = 5
    yield a.state_dict()
    b.load_state_dict(a.state_dict())
    yield b[0].n
    yield attempt(lambda: b.load_state_dict({}))
    yield attempt(lambda: T.nn.Sequential(T.nn.ReLU()).load_state_dict(a.state_dict()))


@story
def state_hooks(T):
    log = []
    net = nets(T)[0]()
    net.register_state_dict_pre_hook(lambda m, prefix, keep: log.append(("pre", type(m).__name__, prefix, keep)))

    def post(m, state, prefix, meta):
        log.append(("post", prefix, len(state), meta))
        state["added"] = 1

    net.items.register_state_dict_post_hook(post)
    net._register_state_dict_hook(lambda m, s, prefix, meta: OrderedDict(only=len(s)))
    yield net.state_dict(), log
    net = nets(T)[0]()
    net.register_load_state_dict_pre_hook(
        lambda m, state, prefix, meta, strict, missing, unexpected, errors: state.pop("bad", None)
    )

    def forgive(m, keys):
        log.append((list(keys.missing_keys), list(keys.unexpected_keys)))
        keys.missing_keys.clear()

    handle = net.first.register_load_state_dict_post_hook(forgive)
    state = net.state_dict()
    state["bad"] = T.ones(1)
    del state["first.w"], state["again.w"]
    yield repr(net.load_state_dict(state)), log
    handle.remove()
    state["bad"] = T.ones(1)
    yield attempt(lambda: net.load_state_dict(state))
    yield attempt(lambda: net._register_state_dict_hook(post))
    net.register_state_dict_post_hook(lambda *a: 5)
    yield attempt(net.state_dict)


@story
def forward_hooks(T):
    log = []
    _, Inner = nets(T)
    m = Inner()
    x = T.ones(1, 2)
    total = lambda t: t.sum().item()  # noqa: E731
    handles = [
        m.register_forward_pre_hook(lambda m, args: log.append(("pre", len(args)))),
        m.register_forward_pre_hook(lambda m, args: (args[0] + 1,)),
        m.register_forward_pre_hook(lambda m, args: log.append(("first", total(args[0]))), prepend=True),
        m.register_forward_pre_hook(lambda m, a, k: (a, {**k, "scale": 3}), with_kwargs=True),
        m.register_forward_hook(lambda m, args, y: log.append(("post", total(args[0]), total(y)))),
        m.register_forward_hook(lambda m, args, y: y * 2),
        m.register_forward_hook(lambda m, a, k, y: log.append(("kw", k, total(y))), with_kwargs=True),
        m.register_forward_hook(lambda m, args, y: log.append(("prepended", total(y))), prepend=True),
    ]
    yield total(m(x)), total(m(x, scale=2)), log
    for h in handles:
        h.remove()
        h.remove()
    yield total(m(x)), len(m._forward_hooks), len(m._forward_pre_hooks), len(m._forward_hooks_with_kwargs)
    with m.register_forward_hook(lambda m, args, y: None) as h:
        yield len(m._forward_hooks), type(h).__name__
    yield len(m._forward_hooks)
    m.register_forward_pre_hook(lambda m, a, k: 5, with_kwargs=True)
    yield attempt(lambda: m(x))


@story
def always_called(T):
    log = []

    class Fails(T.nn.Module):
        def forward(self, x):
            raise KeyError("inside")

    m = Fails()
    m.register_forward_hook(lambda m, a, y: log.append(("always", y)), always_call=True)
    m.register_forward_hook(lambda m, a, y: log.append("never"))
    yield attempt(lambda: m(T.ones(1))), log

    def broken(m, a, y):
        raise ValueError("hook")

    m.register_forward_hook(broken, always_call=True)
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        yield attempt(lambda: m(T.ones(1)))
    yield [str(x.message) for x in w]


@story
def global_hooks(T):
    log = []
    M = T.nn.modules.module
    handles = [
        M.register_module_forward_pre_hook(lambda m, a: log.append(("pre", type(m).__name__))),
        M.register_module_forward_hook(lambda m, a, y: log.append(("post", type(m).__name__))),
        M.register_module_full_backward_hook(lambda m, i, o: log.append(("backward", type(m).__name__))),
        M.register_module_full_backward_pre_hook(lambda m, o: log.append(("before backward", type(m).__name__))),
        M.register_module_parameter_registration_hook(lambda m, n, p: log.append(("parameter", n))),
        M.register_module_buffer_registration_hook(lambda m, n, p: log.append(("buffer", n))),
        M.register_module_module_registration_hook(lambda m, n, p: log.append(("module", n))),
    ]
    try:
        net = T.nn.Sequential(nets(T)[1](), T.nn.ReLU())
        net(T.ones(1, 2).requires_grad_()).sum().backward()
    finally:
        for h in handles:
            h.remove()
    net(T.ones(1, 2))
    yield log


@story
def backward_hooks(T):
    log = []

    def note(name):
        show = lambda gs: [None if g is None else g.tolist() for g in gs]  # noqa: E731
        return lambda m, *grads: log.append((name, *map(show, grads)))

    net = T.nn.Sequential(nets(T)[1](), T.nn.ReLU(), nets(T)[1]())
    net[0].register_full_backward_hook(note("0"))
    net[2].register_full_backward_hook(note("2"))
    net[2].register_full_backward_hook(note("2 first"), prepend=True)
    net[2].register_full_backward_pre_hook(note("2 pre"))
    net.register_full_backward_hook(note("net"))
    x = T.tensor([[1.0, 2.0]], requires_grad=True)
    net(x).sum().backward()
    yield log, x.grad.tolist()
    handle = net[1].register_full_backward_hook(lambda m, i, o: (i[0] * 10,))
    net[1].register_full_backward_pre_hook(lambda m, o: (o[0] + 1,))
    x.grad = None
    log.clear()
    net(x).sum().backward()
    yield log, x.grad.tolist()
    handle.remove()
    net[1].register_full_backward_hook(lambda m, i, o: (i[0], i[0]))
    yield attempt(lambda: net(x).sum().backward())
    yield attempt(lambda: net[1].register_backward_hook(lambda *a: None))
    one = nets(T)[1]()
    one.register_full_backward_hook(note("no input gradient"))
    log.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one(T.ones(1, 2)).sum().backward()
    yield log


@story
def backward_hook_blocks_in_place(T):
    one = nets(T)[1]()
    one.register_full_backward_hook(lambda m, i, o: None)
    x = T.ones(1, 2, requires_grad=True)
    y = one(x)
    kind, text = attempt(lambda: y.mul_(2))
    yield kind, "is a view and is being modified inplace" in text


@story
def older_backward_hooks(T):
    log = []
    m = T.nn.ReLU()
    m.register_backward_hook(lambda m, i, o: log.append((len(i), [g.tolist() for g in o])))
    x = T.tensor([1.0, -1.0], requires_grad=True)
    y = m(x * 1)
    y.sum().backward()
    yield log
    yield attempt(lambda: m.register_full_backward_hook(lambda *a: None))


@story
def containers(T):
    nn = T.nn
    s = nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.Tanh()))
    yield repr(s), repr(s[1]), repr(s[:1]), len(s), [type(m).__name__ for m in s]
    s[0] = nn.Sigmoid()
    s.append(nn.ReLU())
    yield repr(s)
    del s[0]
    yield repr(s)
    s = nn.Sequential(nn.ReLU(), nn.Tanh(), nn.Sigmoid())
    s.insert(1, nn.Identity())
    s.insert(-1, nn.Identity())
    yield repr(s), repr(s.pop(0)), repr(s + nn.Sequential(nn.ReLU())), repr(nn.Sequential(nn.ReLU()) * 2)
    s += nn.Sequential(nn.ReLU())
    s.extend([nn.Tanh()])
    yield repr(s)
    s *= 2
    yield repr(s), len(2 * s), type(s.__mul__(1)) is nn.Sequential
    del s[1:4]
    yield repr(s), attempt(lambda: s.insert(50, nn.ReLU())), attempt(lambda: s[60])
    one = s[:2]
    yield one[0] is s[0], [n for n in dir(s) if n in ("0", "1", "forward", "zero_grad")]
    ml = nn.ModuleList([nn.ReLU(), nn.Tanh()])
    ml.extend([nn.ReLU()])
    ml += [nn.Sigmoid()]
    ml.insert(0, nn.Identity())
    yield repr(ml), repr(ml[1:3]), repr(ml[-1]), repr(ml.pop(1)), repr(ml + [nn.ReLU()])
    ml[0] = nn.Tanh()
    del ml[-1]
    yield repr(ml), attempt(lambda: ml[9]), attempt(lambda: ml(3))[0]
    md = nn.ModuleDict([["x", nn.ReLU()], ["y", nn.Tanh()]])
    md["z"] = nn.Sigmoid()
    md.update(OrderedDict(x=nn.Identity()))
    yield (repr(md), list(md), "x" in md, len(md), list(md.keys()), repr(md.pop("y")), [k for k, _ in md.items()])
    md.clear()
    yield len(md), repr(md), attempt(lambda: md.update(3)), attempt(lambda: md.update([3]))
    pl = nn.ParameterList([T.zeros(2), nn.Parameter(T.ones(3)), "text"])
    pl.append(T.ones(1))
    pl += [T.ones(2)]
    yield (repr(pl), len(pl), [n for n, _ in pl.named_parameters()], repr(pl[1:3]), pl[-3], type(pl[0]).__name__)
    pl[0] = T.ones(5)
    yield repr(pl), attempt(lambda: pl[9]), attempt(lambda: nn.ParameterList(3))
    pd = nn.ParameterDict({"b": T.zeros(2), "a": T.ones(1)})
    pd["c"] = 3
    yield (
        repr(pd),
        list(pd),
        list(reversed(pd)),
        len(pd),
        "a" in pd,
        pd.get("q", 5),
        pd.pop("c"),
        [k for k, _ in pd.items()],
    )
    pd |= {"z": T.ones(1)}
    yield (
        list(pd | {"y": T.ones(1)}),
        pd.setdefault("n", None),
        list(pd.fromkeys(["u"], 2).items()),
        pd.popitem()[0],
        list(pd),
    )
    yield attempt(lambda: pd[3])[0], attempt(lambda: pd.update(3))[0], list(pd.copy())


@story
def parameters(T):
    p = T.nn.Parameter(T.tensor([1.0, 2.0]))
    yield (
        type(p + 1) is T.Tensor,
        type(p.detach()) is T.Tensor,
        type(p.data) is T.Tensor,
        type(p.clone()) is T.Tensor,
        p.is_leaf,
    )
    yield (T.nn.Parameter(p, requires_grad=False).requires_grad, T.nn.Parameter(T.tensor([1]), False).dtype is T.int64)
    x = T.zeros(2)
    q = T.nn.Parameter(x)
    x[0] = 5.0
    yield q.tolist(), isinstance(q, T.Tensor), isinstance(x, T.nn.Parameter), isinstance(q, T.nn.Buffer)
    yield T.nn.Parameter().numel()
    b = T.nn.Buffer(T.ones(2))
    yield b.persistent, type(b) is T.Tensor, b.requires_grad, (b + 1).tolist()


def plain(value):
    """What a story noted, with everything of either library replaced by text."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return repr(value)


@pytest.mark.torch
@pytest.mark.parametrize("tell", STORIES, ids=lambda f: f.__name__)
def test_story(tell):
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        ours, theirs = list(tell(rushlight)), list(tell(torch))
    for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        assert as_text(plain(a)) == as_text(plain(b)), f"step {i} of {tell.__name__}"


def as_text(value):
    """Module paths differ, and our errors may go on where PyTorch's end."""
    if isinstance(value, list):
        return [as_text(v) for v in value]
    if isinstance(value, dict):
        return {k: as_text(v) for k, v in value.items()}
    if isinstance(value, str):
        return value.replace("rushlight.", "torch.").replace("torch.nn.modules.linear.", "")
    return value


# What has no counterpart ----------------------------------------------------------------------------------------------


def test_failed_load_changes_nothing():
    a = rushlight.nn.Linear(3, 2)
    before = [p.detach().numpy().copy() for p in a.parameters()]
    for state in (
        {"weight": rushlight.zeros(2, 3), "bias": rushlight.zeros(5)},
        {"weight": rushlight.zeros(2, 3)},
        {**a.state_dict(), "weight": rushlight.zeros(2, 3), "more": rushlight.zeros(1)},
    ):
        with pytest.raises(RuntimeError, match="Error\\(s\\) in loading state_dict for Linear"):
            a.load_state_dict(state)
        for p, q in zip(a.parameters(), before, strict=True):
            np.testing.assert_array_equal(p.detach().numpy(), q)


def test_errors_name_the_layer():
    nn = rushlight.nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(10, 2))

        def forward(self, x):
            return self.body(x)

    with pytest.raises(RuntimeError, match="shapes cannot be multiplied") as e:
        Net()(rushlight.zeros(1, 1, 4, 4))
    assert len(e.value.__notes__) == 1
    note = e.value.__notes__[0]
    assert note.startswith("in body.3: Linear(in_features=10, out_features=2, bias=True)")
    assert "called with (1, 8)" in note
    assert "(1, 2, 2, 2)" in note  # the shape trail
    with pytest.raises(KeyError) as e:
        nn.Sequential(nn.ModuleDict({"a": nn.Identity()}))[0]["b"]
    assert not hasattr(e.value, "__notes__")


def test_errors_with_notes_go_to_other_processes():
    with pytest.raises(RuntimeError) as e:
        rushlight.nn.Sequential(rushlight.nn.Linear(10, 2))(rushlight.zeros(1, 4))
    again = pickle.loads(pickle.dumps(e.value))
    assert again.__notes__ == e.value.__notes__
    assert type(again.__notes__[0]) is str


def test_misspelt_attributes_get_a_suggestion():
    net = rushlight.nn.ModuleDict({"conv1": rushlight.nn.Identity()})
    with pytest.raises(AttributeError) as e:
        net.conv2  # noqa: B018
    assert (e.value.name, e.value.obj) == ("conv2", net)  # the interpreter looks for the nearest name when it prints


def test_the_cure_of_a_forgotten_init():
    class Net(rushlight.nn.Module):
        def __init__(self):
            self.fc = rushlight.nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"cannot assign module before Module.__init__\(\) call.*super"):
        Net()


def test_copies_and_pickles():
    net = rushlight.nn.Sequential(rushlight.nn.Linear(3, 2), rushlight.nn.BatchNorm1d(2))
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert repr(other) == repr(net)
        assert [n for n, _ in other.named_parameters()] == [n for n, _ in net.named_parameters()]
        for p, q in zip(net.parameters(), other.parameters(), strict=True):
            assert p is not q
            assert type(q) is rushlight.nn.Parameter
            assert q.requires_grad
            np.testing.assert_array_equal(p.detach().numpy(), q.detach().numpy())
            assert not np.shares_memory(p.detach().numpy(), q.detach().numpy())
    tied = rushlight.nn.Sequential(net[0], net[0])
    again = copy.deepcopy(tied)
    assert again[0] is again[1]


def test_files_go_both_ways(tmp_path):
    torch = pytest.importorskip("torch")

    def build(T):
        return T.nn.Sequential(T.nn.Conv2d(3, 4, 3), T.nn.BatchNorm2d(4), T.nn.Flatten(), T.nn.Linear(16, 2))

    a, b = build(rushlight), build(torch)
    b(torch.randn(2, 3, 4, 4))
    torch.save(b.state_dict(), tmp_path / "theirs.pt")
    assert repr(a.load_state_dict(rushlight.load(tmp_path / "theirs.pt"))) == "<All keys matched successfully>"
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 4)).astype("f4")
    y = a.eval()(rushlight.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(y, b.eval()(torch.from_numpy(x)).detach().numpy(), rtol=1e-5, atol=1e-6)
    rushlight.save(a.state_dict(), tmp_path / "ours.pt")
    loaded = torch.load(tmp_path / "ours.pt")
    assert list(loaded) == list(b.state_dict())
    assert loaded._metadata == b.state_dict()._metadata
    for p, q in zip(loaded.values(), b.state_dict().values(), strict=True):
        assert torch.equal(p, q)
    rushlight.save({"p": a[3].weight}, tmp_path / "parameter.pt")
    assert type(torch.load(tmp_path / "parameter.pt")["p"]) is torch.nn.Parameter
    assert type(rushlight.load(tmp_path / "parameter.pt")["p"]) is rushlight.nn.Parameter


def test_calls_without_hooks_go_straight_to_forward():
    m = rushlight.nn.Identity()
    handle = m.register_forward_hook(lambda m, a, y: 7)
    assert m(3) == 7
    handle.remove()
    assert m(3) == 3
    assert "_hooked" not in vars(m)
    m.forward = lambda x: x + 1  # users replace it on the instance
    assert m(3) == 4
