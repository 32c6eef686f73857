"""torch.compile and its kin: functions run as they are written, with PyTorch's signature, checks and names."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

import rushlight
from rushlight import nn
from support.outcomes import same_outcomes

CALLS = """
torch.compile(f)(3)
torch.compile()(f)(3)
torch.compile(f, backend='eager', dynamic=True)(3)
torch.compile(f, mode='reduce-overhead')._torchdynamo_orig_callable is f
torch.compile(f).__wrapped__ is f
torch.compile(f, disable=True) is f
torch.compile(1)
torch.compile(f, backend='nope')
torch.compile(f, mode='nope')
torch.compile(f, mode='default', options={})
torch.compile(f, dynamic=3)
torch.compile(f, nope=3)
torch.nn.ReLU().compile(backend='nope')
torch.nn.ReLU().compile(nope=1)
torch.compile(torch.nn.ReLU(), disable=True)
torch.compile(torch.nn.Linear) is torch.nn.Linear
torch.compiler.is_compiling()
torch.compiler.is_dynamo_compiling()
torch.compiler.is_exporting()
torch.compiler.disable(f) is f
torch.compiler.disable(f)(3)
torch.compiler.disable(recursive=False)(f)(3)
torch.compiler.disable(torch.nn.ReLU())
torch.compiler.allow_in_graph(f) is f
torch.compiler.allow_in_graph(3)
torch.compiler.assume_constant_result(f) is f
torch.compiler.reset()
torch.compiler.cudagraph_mark_step_begin()
torch.compiler.wrap_numpy(f)(torch.ones(2))
torch.compiler.set_stance('default').__enter__()
torch.compiler.get_default_backend()
torch.compiler.save_cache_artifacts()
torch._dynamo.is_compiling()
torch._dynamo.is_dynamo_supported()
torch._dynamo.optimize('eager')(f)(3)
torch._dynamo.optimize('nope')
torch._dynamo.lookup_backend('nope')
torch._dynamo.graph_break()
torch._dynamo.mark_dynamic(torch.ones(2, 2), 0)
torch._dynamo.mark_dynamic(3, 0)
torch._dynamo.maybe_mark_dynamic(torch.ones(2, 2), [0, 1])
torch._dynamo.mark_static(torch.ones(2, 2), 0)
torch._dynamo.mark_static_address(torch.ones(2))
torch._dynamo.disallow_in_graph(f) is f
torch._dynamo.config.suppress_errors
torch._dynamo.config.cache_size_limit
torch._dynamo.config.nope
setattr(torch._dynamo.config, 'nope', 1)
torch._dynamo.exc.Unsupported.__mro__
torch._dynamo.exc.InvalidBackend.__mro__
torch._inductor.config.max_autotune
torch._inductor.config.triton.cudagraphs
"""
MODULE = """
m(torch.ones(1, 2)).shape
[n for n, _ in m.named_modules()]
list(m.state_dict())
(m.eval().training, m._orig_mod.training)
(m.train().training, m._orig_mod.training)
m.load_state_dict(m.state_dict())
setattr(m, 'extra', 1)
m._orig_mod.extra
'extra' in m.__dict__
delattr(m, 'extra')
hasattr(m, 'extra')
len(m)
m.to(torch.float64)._orig_mod[0].weight.dtype
isinstance(m, torch.nn.Sequential)
m[0]
list(m)
m.nope
setattr(m, 'more', torch.nn.Linear(1, 1))
[n for n, _ in m.named_parameters()]
m
torch.compile(torch.nn.Linear(2, 3)).out_features
"""


def names_of(torch):
    module = torch.compile(torch.nn.Sequential(torch.nn.Linear(2, 2)), backend="eager")
    return {"torch": torch, "f": _same, "m": module}


def _same(x):
    return x


@pytest.mark.parametrize("table", [CALLS, MODULE], ids=["calls", "module"])
def test_calls_are_pytorchs(table):
    torch = pytest.importorskip("torch")
    torch._dynamo.config.disable = True  # PyTorch too shall run functions as they are written
    try:
        assert same_outcomes(table, names_of(rushlight), names_of(torch)) == []
    finally:
        torch._dynamo.config.disable = False


def test_signatures_are_pytorchs():
    torch = pytest.importorskip("torch")

    def parameters(function):
        return [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]

    assert parameters(rushlight.compile) == parameters(torch.compile)
    for name in rushlight.compiler.__all__:
        if inspect.isfunction(getattr(torch.compiler, name)) and name != "compile":
            assert parameters(getattr(rushlight.compiler, name)) == parameters(getattr(torch.compiler, name)), name


def test_compiled_modules_train():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    compiled = rushlight.compile(model)
    optimizer = rushlight.optim.SGD(compiled.parameters(), lr=0.1)
    before = model[0].weight.detach().clone()
    compiled(rushlight.ones(3, 2)).sum().backward()
    optimizer.step()
    assert not model[0].weight.equal(before) or not model[0].weight.grad.any()
    assert copy.deepcopy(compiled)(rushlight.ones(1, 2)).equal(model(rushlight.ones(1, 2)))
    assert type(pickle.loads(pickle.dumps(compiled))) is type(compiled)


def test_compile_of_a_module_in_place():
    layer = nn.Linear(2, 2)
    layer.compile(backend="eager")
    assert layer._compiled_call_impl is not None and nn.Linear(1, 1)._compiled_call_impl is None
    assert pickle.loads(pickle.dumps(layer))(rushlight.ones(2)).shape == (2,)


def test_switches():
    config = rushlight._dynamo.config
    with config.patch(suppress_errors=True, recompile_limit=3):
        assert config.suppress_errors and config.recompile_limit == 3
    assert not config.suppress_errors and config.is_default("recompile_limit")

    @config.patch("verbose", True)
    def inside():
        return config.verbose

    assert inside() and not config.verbose
    with pytest.raises(RuntimeError, match="invalid torch"):
        rushlight.compiler.set_stance("nope")


def test_a_backend_of_ones_own():
    rushlight._dynamo.register_backend(lambda gm, inputs: gm, name="mine")
    try:
        assert rushlight.compile(_same, backend="mine")(2) == 2 and "mine" in rushlight._dynamo.list_backends()
    finally:
        from rushlight import _compiling

        _compiling._backends.pop("mine")


def test_export_as_far_as_fx_goes():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    program = rushlight.export.export(model, (rushlight.ones(1, 2),), dynamic_shapes=None)
    x = rushlight.randn(4, 2)
    assert program.module()(x).equal(model(x))
    assert (
        program.graph_signature.parameters == ("0.weight", "0.bias") and len(program.graph_signature.user_inputs) == 1
    )
    assert sorted(program.state_dict) == ["0.bias", "0.weight"]
    with pytest.raises(RuntimeError, match=r"exported_program.module\(\)"):
        program(x)
    with pytest.raises(ValueError, match="Expected `mod`"):
        rushlight.export.export(_same, (1,))
    with pytest.raises(TypeError, match="tuple"):
        rushlight.export.export(model, x)
    with pytest.raises(NotImplementedError, match="train"):
        program.module().train()
    with pytest.raises(RuntimeError, match="state_dict"):
        rushlight.export.save(program, "x")
    assert rushlight.export.Dim("batch", max=8).max == 8
    with pytest.raises(ValueError, match="inconsistent"):
        rushlight.export.Dim("batch", min=3, max=2)
