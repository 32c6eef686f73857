"""torch.fx: traces beside PyTorch's, Node by Node; edited graphs; what can't be traced."""

from __future__ import annotations

import copy
import math
import operator
import traceback

import pytest

import rushlight
from rushlight import fx


@fx.wrap
def rows(x):
    return len(x)


def programs(torch):
    """Modules and functions of either library, and the shapes of their arguments."""
    nn, F = torch.nn, torch.nn.functional

    class MLP(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1, self.fc2 = nn.Linear(4, 8), nn.Linear(8, 3)

        def forward(self, x):
            return self.fc2(F.relu(self.fc1(x)))

    class ConvNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.features = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2))
            self.head = nn.Linear(16, 3)

        def forward(self, x):
            x = self.features(x)
            return F.log_softmax(self.head(torch.flatten(x, 1)), dim=1)

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.norm = nn.Conv2d(2, 2, 3, padding=1), nn.BatchNorm2d(2)

        def forward(self, x):
            return torch.relu(x + self.norm(self.conv(x))) * 0.5

    class Nested(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.ModuleList([MLP(), MLP()])

        def forward(self, x):
            return [b(x) for b in self.blocks]

    class Parts(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight, self.inner = nn.Parameter(torch.ones(4)), nn.Linear(4, 4)
            self.register_buffer("shift", torch.full((4,), 2.0))
            self.plain = torch.full((4,), 3.0)

        def forward(self, x, scale=2.0, *, power=None):
            y = F.linear(x, self.inner.weight) * self.weight + self.shift - self.plain + torch.ones(4)
            return {"a": y * self.weight, "b": (y, [self.shift + x, scale])}

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(4, 12)

        def forward(self, x):
            n, c = x.shape[0], x.size(1)
            q, k, v = self.qkv(x).chunk(3, dim=-1)
            return torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(c), dim=-1) @ v + n

    def shapes(x):
        y = torch.cat([x[:, 0], x[:, 1]]) + 1
        y = y.view(x.shape[0], -1).sum(dim=1, keepdim=True)
        return torch.stack((y, y.T.reshape(y.shape))), x[..., None, ::2]

    def operators(x, y):
        z = 1 - x / (y.abs() + 2) ** 2
        z += abs(-x) // 2
        z = torch.where(x > y, z, x.neg())
        return (z == x) | ~(z < 0.5), -2 * torch.max(z), torch.clamp(x, min=-0.5, max=math.inf)

    def starred(x, *more, **named):
        return torch.add(x, more[0], alpha=2) + named["k"]

    return {
        "mlp": (MLP(), [(2, 4)]),
        "conv": (ConvNet().eval(), [(2, 2, 4, 4)]),
        "residual": (Residual().eval(), [(1, 2, 5, 5)]),
        "nested": (Nested(), [(2, 4)]),
        "parts": (Parts(), [(3, 4)]),
        "attention": (Attention(), [(5, 4)]),
        "shapes": (shapes, [(3, 4)]),
        "operators": (operators, [(3, 4), (3, 4)]),
        "starred": (starred, None),
    }


NAMES = sorted(programs(rushlight))


def same(a, b):
    if isinstance(a, rushlight.Tensor):
        assert a.dtype == b.dtype and rushlight.equal(a, b)
    elif isinstance(a, dict):
        same(list(a.items()), list(b.items()))
    elif isinstance(a, (tuple, list)):
        assert type(a) is type(b) and len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            same(x, y)
    else:
        assert a == b


def listed(graph):
    return [
        (n.op, getattr(n.target, "__name__", n.target), n.name, sorted(u.name for u in n.users)) for n in graph.nodes
    ]


@pytest.mark.torch
@pytest.mark.parametrize("name", NAMES)
def test_traces_have_pytorchs_nodes(name):
    torch = pytest.importorskip("torch.fx") and pytest.importorskip("torch")

    ours, theirs = (fx.symbolic_trace(programs(rushlight)[name][0]), torch.fx.symbolic_trace(programs(torch)[name][0]))
    assert listed(ours.graph) == listed(theirs.graph)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    if "linear" not in ours.code and "functional" not in ours.code:  # those have longer names there
        assert ours.code.strip() == theirs.code[theirs.code.index("def ") :].strip()


@pytest.mark.parametrize("name", NAMES)
def test_graphs_give_what_the_program_gives(name):
    program, shapes = programs(rushlight)[name]
    x = rushlight.randn(3, 4)
    args, kwargs = ([x, x + 1], {"k": x}) if shapes is None else ([rushlight.randn(s) for s in shapes], {})
    expected, traced = program(*args, **kwargs), fx.symbolic_trace(program)
    traced.graph.lint()
    for m in (traced, copy.deepcopy(traced), fx.GraphModule(traced, copy.deepcopy(traced.graph)), copy.copy(traced)):
        same(m(*args, **kwargs), expected)
    if not kwargs:
        same(fx.Interpreter(traced).run(*args), expected)
        same(fx.Transformer(traced).transform()(*args), expected)


def relu_net():
    class Net(rushlight.nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = rushlight.nn.Linear(3, 3), rushlight.nn.Linear(3, 3)

        def forward(self, x):
            return self.b(rushlight.relu(self.a(x)))

    return Net()


def test_functions_are_replaced():
    net, x = relu_net(), rushlight.randn(2, 3)
    m = fx.symbolic_trace(net)
    for node in m.graph.nodes:
        if node.target is rushlight.relu:
            with m.graph.inserting_after(node):
                new = m.graph.call_function(rushlight.nn.functional.gelu, node.args, node.kwargs)
                assert node.replace_all_uses_with(new) == [new.next]
            m.graph.erase_node(node)
    m.graph.lint()
    assert m(x).equal(net(x))  # until recompiled
    m.recompile()
    assert m(x).equal(net.b(rushlight.nn.functional.gelu(net.a(x)))) and "gelu" in m.code


def test_nodes_are_inserted_and_modules_fused():
    net, x = relu_net(), rushlight.randn(2, 3)
    m = fx.symbolic_trace(net)
    a, relu, b = list(m.graph.nodes)[1:4]
    with m.graph.inserting_before(relu):
        doubled = (fx.Proxy(a) * 2).node
    relu.replace_input_with(a, doubled)
    assert [n.name for n in m.graph.nodes] == ["x", "a", "mul", "relu", "b", "output"]
    m.recompile()
    assert m(x).equal(net.b(rushlight.relu(net.a(x) * 2)))

    assert m.add_submodule("fused", rushlight.nn.Sequential(net.a, rushlight.nn.ReLU()))
    with m.graph.inserting_before(b):
        relu.replace_all_uses_with(m.graph.call_module("fused", a.args))
    assert m.graph.eliminate_dead_code() and not m.graph.eliminate_dead_code()
    m.graph.lint()
    m.recompile()
    m.delete_all_unused_submodules()
    assert [n.name for n in m.graph.nodes] == ["x", "fused", "b", "output"] and not hasattr(m, "a")
    assert m(x).equal(net(x))


def test_dead_code_goes_and_effects_stay():
    def f(x):
        x * 2 + (x > 1) & (x < 2)
        y = x.clone()
        rushlight.add(x, 1, out=x)
        y.add_(1)
        rushlight.nn.functional.relu(y, inplace=True)
        return y

    m = fx.symbolic_trace(f)
    assert m.graph.eliminate_dead_code()
    with m.graph.inserting_before(m.graph.output_node()):
        m.graph.call_function(operator.iand, (m.graph.output_node().args[0], 1))
        m.graph.call_function(operator.and_, (m.graph.output_node().args[0], 1))
    assert m.graph.eliminate_dead_code()
    assert [n.target for n in m.graph.nodes][-2] is operator.iand
    m.graph.erase_node(m.graph.output_node().prev)
    assert [n.name for n in m.graph.nodes] == ["x", "clone", "add_1", "add_", "relu", "output"]


def test_interpreters_see_each_node():
    class Shapes(fx.Interpreter):
        def run_node(self, n):
            n.meta["result"] = super().run_node(n)
            return n.meta["result"]

    m = fx.symbolic_trace(relu_net())
    x = rushlight.randn(2, 3)
    out = Shapes(m).run(x)
    assert [tuple(n.meta["result"].shape) for n in m.graph.nodes] == [(2, 3)] * 5 and out.equal(m(x))
    a = next(n for n in m.graph.nodes if n.name == "a")
    zero = fx.Interpreter(m).run(x, initial_env={a: rushlight.zeros(2, 3)})
    assert zero.equal(m.b(rushlight.zeros(2, 3)))
    with pytest.raises(RuntimeError, match="Expected positional argument for parameter x"):
        fx.Interpreter(m).run()


def test_graphs_from_scratch_and_gradients():
    g = fx.Graph()
    x, w = g.placeholder("x"), g.get_attr("inner.w")
    g.output(g.call_function(operator.mul, (x, w)))
    m = fx.GraphModule({"inner.w": rushlight.nn.Parameter(rushlight.full((2,), 3.0))}, g)
    m(rushlight.ones(2)).sum().backward()
    assert m.inner.w.grad.tolist() == [1, 1] and repr(m).startswith("GraphModule(\n  (inner): Module()\n)")
    with pytest.raises(RuntimeError, match="still had 1 users"):
        g.erase_node(x)
    x.prepend(next(iter(x.users)))
    with pytest.raises(RuntimeError, match="was used before it has been defined"):
        g.lint()
    with pytest.raises(RuntimeError, match="The graph uses"):
        fx.GraphModule({}, g)
    with pytest.raises(AssertionError, match="not in _legal_ops"):
        g.create_node("call", "x")


def test_concrete_arguments_choose_branches():
    def f(x, negate=False):
        return -x if negate else x + 1

    x = rushlight.ones(2)
    m = fx.symbolic_trace(f, concrete_args={"negate": True})
    assert m(x, True).equal(-x)
    with pytest.raises(AssertionError, match="negate has been specialized to have value True"):
        m(x)


def test_wrapped_functions_and_leaves():
    m = fx.symbolic_trace(lambda x: x + rows(x))
    assert [n.op for n in m.graph.nodes] == ["placeholder", "call_function", "call_function", "output"]
    assert m(rushlight.ones(2)).tolist() == [3, 3] and rows([1]) == 1 and math.sqrt(4) == 2

    class Whole(fx.Tracer):
        def is_leaf_module(self, m, module_qualified_name):
            return module_qualified_name == "inner" or super().is_leaf_module(m, module_qualified_name)

    class Branching(rushlight.nn.Module):
        def forward(self, x):
            return x if x.sum() > 0 else -x

    root = rushlight.nn.Module()
    root.inner = Branching()
    root.forward = lambda x: root.inner(x) + 1
    m = fx.GraphModule(root, Whole().trace(root))
    assert m(rushlight.tensor([-1.0])).tolist() == [2] and root(rushlight.tensor([-1.0])).tolist() == [2]


@pytest.mark.torch
@pytest.mark.parametrize(
    "f",
    [
        lambda x: x if x.sum() > 0 else -x,
        lambda x: len(x),
        lambda x: max(x),
        lambda x: [x for _ in range(x.shape[0])],
        lambda x: int(x),
        lambda x: x.__setitem__(0, 1) if False else operator.setitem(x, 0, 1),
        lambda x: x + object(),
    ],
)
def test_what_cannot_be_traced(f):
    torch = pytest.importorskip("torch.fx") and pytest.importorskip("torch")

    with pytest.raises(Exception) as theirs:
        torch.fx.symbolic_trace(f)
    with pytest.raises(Exception) as ours:
        fx.symbolic_trace(f)
    names = [c.__name__ for c in type(ours.value).__mro__]
    assert type(theirs.value).__name__ in names
    if type(theirs.value).__name__ != "TypeError":
        assert str(theirs.value)[:30] == str(ours.value)[:30]
    assert rushlight.nn.ReLU()(rushlight.ones(1)).item() == 1  # modules are called as before


def test_tracebacks_show_the_printed_code():
    m = fx.symbolic_trace(lambda x: (x + 1).reshape(7))
    try:
        m(rushlight.ones(2))
    except RuntimeError as e:
        assert "reshape = add.reshape(7)" in "".join(traceback.format_exception(e))
    else:
        pytest.fail("reshape(7) of two numbers")


def test_tables_are_printed(capsys):
    fx.symbolic_trace(lambda x: x + 1).graph.print_tabular()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["opcode", "-------------", "placeholder", "call_function", "output"]


def test_a_trace_within_a_trace_leaves_modules_as_they_were():
    net, x = relu_net(), rushlight.randn(2, 3)

    def f(x):
        return fx.symbolic_trace(net)(x) + 1

    call = rushlight.nn.Module.__call__
    assert f(x).equal(net(x) + 1) and rushlight.nn.Module.__call__ is call
    outer = rushlight.nn.Module()
    outer.net = net
    outer.forward = lambda x: len(fx.symbolic_trace(net).graph.nodes) + outer.net(x)
    m = fx.symbolic_trace(outer)
    assert [n.name for n in m.graph.nodes] == ["x", "net_a", "relu", "net_b", "add", "output"]
    assert m(x).equal(5 + net(x)) and rushlight.nn.Module.__call__ is call


def test_conditions_stay_in_the_graph():
    def f(x):
        rushlight._assert(x.shape[-1] == 3, "three columns")
        rushlight._assert_async(x.sum() > 0, "positive")
        return x * 2

    traced = fx.symbolic_trace(f)
    targets = [n.target for n in traced.graph.nodes]
    assert rushlight._assert in targets and rushlight._assert_async in targets
    assert traced(rushlight.ones(2, 3)).sum().item() == 12
    with pytest.raises(AssertionError, match="three columns"):
        traced(rushlight.ones(2, 4))


def test_modes_see_conditions():
    seen = []

    class Mode(rushlight.overrides.TorchFunctionMode):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            seen.append(func.__name__)
            return func(*args, **(kwargs or {}))

    one = rushlight.ones(1)
    with Mode():
        rushlight._assert(True, "no")
        rushlight._assert(one, "no")
        rushlight._assert_async(one)
    assert seen == ["_assert", "__bool__", "_assert_async"]


class Normed(rushlight.nn.Module):
    def __init__(self):
        super().__init__()
        nn = rushlight.nn
        self.c, self.b = nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)
        self.flat, self.l, self.n, self.d = nn.Flatten(), nn.Linear(18, 3, bias=False), nn.BatchNorm1d(3), nn.Dropout()
        self.twice, self.kept = nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)

    def forward(self, x):
        y = self.twice(x)
        return self.d(self.n(self.l(self.flat(self.b(self.c(x)))))), self.kept(y) + y


def test_batch_norms_are_put_into_the_layers_before_them():
    from rushlight.fx.experimental.optimization import extract_subgraph, fuse, remove_dropout

    model, x = Normed(), rushlight.rand(4, 1, 5, 5)
    model(x)
    with pytest.raises(AssertionError, match="Fusion only for eval!"):
        fuse(model)
    fused = fuse(model.eval())
    assert [n.name for n in fused.graph.nodes] == ["x", "twice", "c", "flat", "l", "d", "kept", "add", "output"]
    for a, b in zip(fused(x), model(x), strict=True):
        rushlight.testing.assert_close(a, b)
    assert model.l.bias is None and fused.l.bias is not None
    assert "d" not in [n.name for n in remove_dropout(model).graph.nodes]
    traced = rushlight.fx.symbolic_trace(rushlight.nn.Sequential(rushlight.nn.ReLU(), rushlight.nn.Tanh()))
    _, first, second, _ = traced.graph.nodes
    assert extract_subgraph(traced, [second], [first], [second])(rushlight.zeros(2))[0].tolist() == [0, 0]
    with pytest.raises(KeyError):
        extract_subgraph(traced, [second], [], [second])
