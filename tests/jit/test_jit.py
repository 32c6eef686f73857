"""torch.jit: programs that are scripted or traced run as they are; wrong calls beside PyTorch's classes."""

from __future__ import annotations

import warnings

import pytest

import rushlight
from rushlight import jit, nn


class Net(nn.Module):
    scale: jit.Final[float]

    def __init__(self):
        super().__init__()
        self.layer, self.scale = nn.Linear(2, 3), 2.0
        self.steps = jit.Attribute(0, int)

    def forward(self, x):
        if jit.is_scripting():
            raise AssertionError
        return self.helper(self.layer(x)) if x.sum() > 0 else x

    @jit.export
    def helper(self, x):
        """Twice x."""
        return self.scale * x

    @jit.unused
    def other(self, x):
        raise AssertionError

    @jit.ignore(drop=True)
    def dropped(self, x):
        raise AssertionError


def test_scripted_programs_are_what_they_were():
    net, x = Net(), rushlight.ones(4, 2)
    assert jit.script(net)(x).equal(net(x)) and jit.script(Net) is Net

    @jit.script
    def f(x: rushlight.Tensor, n: int = 2) -> rushlight.Tensor:
        """Times n."""
        for _ in range(n):
            x = x + x
        return x

    assert f(x, n=3).equal(8 * x) and f.__doc__ == "Times n."
    assert jit.script(f) is f and jit.annotate(list, [1]) == [1]

    class Old(jit.ScriptModule):
        @jit.script_method
        def forward(self, x):
            return x

    assert isinstance(Old(), nn.Module) and Old()(3) == 3


def test_traced_programs_are_what_they_were():
    net, x, seen = Net(), rushlight.ones(4, 2), []
    traced = jit.trace(net, x)
    assert traced(x).equal(net(x)) and traced(-x).equal(-x)  # the other branch, too
    traced(x).sum().backward()
    assert net.layer.weight.grad is not None
    jit.trace(lambda x: seen.append(jit.is_tracing()) or x, x)
    assert seen and all(seen) and not jit.is_tracing()
    assert jit.trace(lambda a, b: (a, [b]), (x, x))(x, 3) == (x, [3])
    assert jit.trace(lambda a: {"a": a}, x, strict=False)(1) == {"a": 1}
    assert jit.trace(lambda a: a, example_kwarg_inputs={"a": x})(1) == 1
    traced = jit.trace_module(net, {"forward": x, "helper": x})
    assert traced.layer is net.layer and traced(x).equal(net(x))
    with pytest.raises(ZeroDivisionError):
        jit.trace(lambda a: 1 / 0, x)
    assert not jit.is_tracing()


def test_other_results_of_the_second_run_are_told():
    x = rushlight.ones(3)
    with pytest.warns(jit.TracerWarning, match="Output nr 2"):
        jit.trace(lambda x: (x, x + rushlight.rand(3)), x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        jit.trace(lambda x: x + rushlight.rand(3), x, check_trace=False)
        jit.trace(lambda x: x.add_(1) / 0, x)  # in place: on copies
        jit.trace(lambda x: x, x, check_inputs=[x, (x,)])


def test_frozen_modules_are_copies():
    net = nn.Linear(2, 2).eval()
    frozen = jit.freeze(jit.script(net))
    with rushlight.no_grad():
        net.weight.zero_()
    assert not frozen.weight.requires_grad and frozen.weight.any() and net.weight.requires_grad
    assert not jit.optimize_for_inference(net).weight.requires_grad


@pytest.mark.torch
@pytest.mark.parametrize(
    "call",
    [
        "t.jit.script(3)",
        "t.jit.script('a')",
        "t.jit.script(None)",
        "t.jit.trace(f)",
        "t.jit.trace(3, x)",
        "t.jit.trace(f, 3)",
        "t.jit.trace(f, 'a')",
        "t.jit.trace(f, (x, x))",
        "t.jit.trace(lambda x: 3, x)",
        "t.jit.trace(lambda x: {'a': x}, x)",
        "t.jit.trace(lambda x: None, x)",
        "t.jit.trace(lambda x: 'a', x)",
        "t.jit.trace_module(m, x)",
        "t.jit.trace_module(m, {'no': x})",
        "t.jit.trace_module(3, {'forward': x})",
        "t.jit.freeze(t.jit.script(m))",
        "t.jit.freeze(3)",
        "t.jit.optimize_for_inference(3)",
        "t.jit.ignore(3)",
        "t.jit.interface(3)",
        "t.jit.load('no such file')",
        "t.jit.no_such_name",
    ],
)
def test_wrong_calls(call):
    torch = pytest.importorskip("torch")

    def names(t):
        return {"t": t, "x": t.ones(2), "m": t.nn.Linear(2, 2), "f": lambda x: x}

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(Exception) as theirs:
            eval(call, names(torch))
    with pytest.raises(theirs.type):
        eval(call, names(rushlight))
