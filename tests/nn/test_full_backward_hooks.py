"""Full backward hooks: which gradients they get, and None for those that didn't come."""

from __future__ import annotations

import pytest

import rushlight as torch
from rushlight import nn


class Pair(nn.Module):
    def forward(self, a, b):
        return a * 2, b + 1, "text"


class First(nn.Module):
    def forward(self, a, b):
        return a * 2


def leaf():
    return torch.ones(2, 3, requires_grad=True)


def seen(module, *inputs):
    """What a full hook and a pre-hook get: whether there is a gradient."""
    calls = []

    def there(grads):
        return tuple(g is not None for g in grads)

    module.register_full_backward_pre_hook(lambda m, out: calls.append(there(out)))
    module.register_full_backward_hook(lambda m, into, out: calls.append((there(into), there(out))))
    result = module(*inputs)
    result = result if isinstance(result, tuple) else (result,)
    sum(v.sum() for v in result if isinstance(v, torch.Tensor) and v.requires_grad).backward()
    return calls


@pytest.mark.parametrize(
    ("module", "inputs", "expected"),
    [
        (Pair, (leaf(), torch.ones(2, 3)), [(True, False, False), ((True, True), (True, False, False))]),
        (Pair, (torch.ones(2, 3), leaf()), [(False, True, False), ((True, True), (False, True, False))]),
        (Pair, (leaf(), leaf()), [(True, True, False), ((True, True), (True, True, False))]),
        (First, (leaf(), leaf()), [(True,), ((True, True), (True,))]),
    ],
)
def test_which_gradients_come(module, inputs, expected):
    assert seen(module(), *inputs) == expected


def test_an_output_that_nobody_uses():
    calls = []
    module = Pair()
    module.register_full_backward_hook(lambda m, into, out: calls.append((into[1].sum().item(), out[1])))
    module(leaf(), leaf())[0].sum().backward()
    assert calls == [(0.0, None)]


def test_outputs_are_not_changed_in_place():
    module = nn.ReLU(inplace=True)
    module.register_full_backward_hook(lambda *a: None)
    with pytest.raises(RuntimeError, match="Output 0 of BackwardHookFunction is a view and is being modified inplace"):
        module(leaf() * 1)


@pytest.mark.parametrize(
    "mode",
    [
        lambda cls: torch.no_grad()(cls),
        lambda cls: torch.no_grad(cls),
        lambda cls: torch.inference_mode()(cls),
        lambda cls: torch.set_grad_enabled(False)(cls),
    ],
)
def test_classes_made_in_a_mode(mode):
    class Made:
        def __init__(self):
            self.grad = torch.is_grad_enabled()

        def later(self):
            return torch.is_grad_enabled()

    with pytest.warns(FutureWarning, match="Decorating classes is deprecated"):
        made = mode(Made)()
    assert isinstance(made, Made) and not made.grad and made.later() and torch.is_grad_enabled()
