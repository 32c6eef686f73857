"""functorch's names: they warn and do what torch.func does; modules as functions of their weights."""

from __future__ import annotations

import subprocess
import sys

import pytest

import rushlight as torch
from rushlight import func, functorch, nn
from rushlight.functorch import experimental

pytestmark = pytest.mark.filterwarnings("ignore:We've integrated functorch:FutureWarning")
X = torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.0, 3.0]])


def net():
    torch.manual_seed(2)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def test_names_warn_and_do_the_same():
    x = torch.tensor([0.5, 2.0])
    with pytest.warns(
        FutureWarning, match=r"`functorch.grad` is deprecated as of PyTorch 2.0.*`torch.func.grad` instead"
    ):
        assert functorch.grad(torch.sin)(x[0]).item() == func.grad(torch.sin)(x[0]).item()
    with pytest.warns(FutureWarning, match=r"use `torch.vmap` instead"):
        assert functorch.vmap(torch.sin)(x).tolist() == x.sin().tolist()
    assert torch.equal(functorch.jacrev(torch.sin)(x), func.jacrev(torch.sin)(x))
    assert torch.equal(functorch.jacfwd(torch.sin)(x), func.jacfwd(torch.sin)(x))
    assert torch.equal(functorch.hessian(lambda v: v.prod())(x), func.hessian(lambda v: v.prod())(x))
    assert torch.equal(functorch.jvp(torch.sin, (x,), (x,))[1], x * x.cos())
    assert torch.equal(functorch.vjp(torch.sin, x)[1](x)[0], x * x.cos())
    assert functorch.grad_and_value(torch.sin)(x[0])[1].item() == x[0].sin().item()
    assert not hasattr(functorch, "make_fx")


def test_modules_as_functions():
    module = net()
    function, weights = functorch.make_functional(module)
    assert torch.equal(function(weights, X), module(X)) and all(w.requires_grad for w in weights)
    assert function.param_names == tuple(name for name, _ in module.named_parameters())
    assert all(p.device.type == "meta" for p in function.parameters())
    function(weights, X).sum().backward()
    module(X).sum().backward()
    assert all(torch.equal(w.grad, p.grad) for w, p in zip(weights, module.parameters(), strict=True))
    rows = functorch.vmap(functorch.grad(lambda w, x: function(w, x).sum()), in_dims=(None, 0))(weights, X)
    assert rows[0].shape == (2, 4, 3)
    torch.testing.assert_close(rows[0].sum(0), weights[0].grad)
    assert not any(w.requires_grad for w in functorch.make_functional(module, disable_autograd_tracking=True)[1])
    with pytest.raises(RuntimeError, match="`model` has buffers"):
        functorch.make_functional(nn.BatchNorm1d(3))


def test_buffers_and_tied_weights():
    module = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3), nn.BatchNorm1d(3))
    module[1].weight = module[0].weight
    function, weights, buffers = functorch.make_functional_with_buffers(module)
    assert len(weights) == 5 and function.buffer_names == ("2.running_mean", "2.running_var", "2.num_batches_tracked")
    function(weights, buffers, X)
    assert buffers[2].item() == 1 and module[2].num_batches_tracked.item() == 0
    torch.testing.assert_close(function(weights, buffers, X), module(X))


def test_ensembles():
    modules = [nn.Linear(3, 2) for _ in range(4)]
    function, weights, buffers = functorch.combine_state_for_ensemble(modules)
    results = functorch.vmap(function, (0, 0, None))(weights, buffers, X)
    torch.testing.assert_close(results, torch.stack([m(X) for m in modules]))
    with pytest.raises(RuntimeError, match="Expected at least one model, got 0"):
        functorch.combine_state_for_ensemble([])
    with pytest.raises(RuntimeError, match="Expected all models to be of the same class"):
        functorch.combine_state_for_ensemble([nn.Linear(1, 1), nn.ReLU()])


def test_experimental():
    assert experimental.chunk_vmap(torch.sum, chunks=3)(torch.ones(7, 2)).tolist() == [2] * 7
    with pytest.raises(ValueError, match="chunks should be at least 1"):
        experimental.chunk_vmap(torch.sum, chunks=0)


def test_under_the_name_of_pytorch(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import warnings; warnings.simplefilter('ignore')\n"
        "import functorch, torch\n"
        "from functorch.experimental import chunk_vmap\n"
        "print(functorch.grad(torch.sin)(torch.tensor(0.)).item(), functorch.__version__)\n"
    )
    run = subprocess.run([sys.executable, "-m", "rushlight", program], capture_output=True, text=True)
    assert run.stdout.split()[0] == "1.0", run.stderr


# functionalize -------------------------------------------------------------------------------------------------------


def test_functionalize():
    x = torch.ones(2, 3)
    y = func.functionalize(lambda a: a.add_(1))(x)
    assert x.tolist() == y.tolist() == [[2] * 3] * 2 and y.data_ptr() != x.data_ptr()
    assert func.functionalize(lambda a: a)(x) is x
    assert func.functionalize(lambda a: a.view(-1))(x).data_ptr() == x.data_ptr()
    apart = func.functionalize(lambda a: {"row": a[0], "whole": a}, remove="mutations_and_views")(x)
    assert apart["whole"] is x and apart["row"].data_ptr() != x.data_ptr() and not apart["row"]._is_view()
    assert func.grad(func.functionalize(lambda a: (a * 2).mul_(a).sum()))(x).tolist() == [[8] * 3] * 2
    with pytest.raises(RuntimeError, match="received invalid argument for remove=views"):
        func.functionalize(torch.sin, remove="views")


def test_whether_transforms_are_active():
    from rushlight._C import _are_functorch_transforms_active as active

    seen = []

    def f(x):
        seen.append(active())
        return x * x

    func.grad(f)(torch.tensor(1.0))
    func.vmap(f)(torch.ones(2))
    func.jvp(f, (torch.tensor(1.0),), (torch.tensor(1.0),))
    f(torch.tensor(1.0))
    assert seen == [True, True, True, False]
