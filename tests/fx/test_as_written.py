"""Graphs keep what the program wrote: annotations, einsum's operands, the name by which a function was called."""

from __future__ import annotations

import operator

import rushlight as torch
from rushlight import fx, nn


class Written(nn.Module):
    def forward(self, x, y=None, *, k=3):
        a = torch.einsum("ij,jk->ik", [x, y])
        return torch.arctan(a) + torch.absolute(a) + torch.concat([a, a]).sum() + torch.einsum("ij,jk->ik", x, y)


Written.forward.__annotations__ = {"x": torch.Tensor, "y": "Tensor", "k": int}


def test_einsums_operands_stand_one_by_one():
    graph = fx.symbolic_trace(Written()).graph
    einsums = [n for n in graph.nodes if getattr(n.target, "__name__", "") == "einsum"]
    assert len(einsums) == 2 and all([str(a) for a in n.args] == ["ij,jk->ik", "x", "y"] for n in einsums)
    net, x = fx.symbolic_trace(Written()), torch.randn(3, 3)
    assert torch.equal(net(x, x), Written()(x, x))


def test_overrides_are_told_of_each_operand():
    class Told(torch.Tensor):
        seen = []

        @classmethod
        def __torch_function__(cls, func, types, args=(), kwargs=None):
            cls.seen.append((func, len(args)))
            return super().__torch_function__(func, types, args, kwargs)

    x = torch.ones(2, 2).as_subclass(Told)
    Told.seen.clear()
    torch.einsum("ij,jk->ik", [x, x])
    assert Told.seen[0] == (torch.einsum, 3)


def test_aliases_keep_their_names():
    targets = [n.target for n in fx.symbolic_trace(Written()).graph.nodes if n.op == "call_function"]
    assert torch.arctan in targets and torch.absolute in targets and torch.concat in targets and operator.add in targets
    assert torch.atan not in targets


def test_annotations_are_kept_and_printed():
    traced = fx.symbolic_trace(Written())
    kinds = {n.name: n.type for n in traced.graph.nodes if n.op == "placeholder"}
    assert kinds == {"x": torch.Tensor, "y": "Tensor", "k": int}
    assert "%x : torch.Tensor [num_users=2] = placeholder[target=x]" in str(traced.graph)
    assert "%k : int [num_users=0] = placeholder[target=k](default=3)" in str(traced.graph)
    assert "def forward(self, x : torch.Tensor, y : 'Tensor' = None, k : int = 3):" in traced.code


def test_other_annotations_become_globals():
    def f(x, y):
        return x + y

    f.__annotations__ = {"x": list[torch.Tensor], "y": nn.Linear}
    graph = fx.Tracer().trace(f)
    code = fx.GraphModule(nn.Module(), graph).code
    assert "y : torch.nn.modules.linear.Linear" in code and "x : " in code
