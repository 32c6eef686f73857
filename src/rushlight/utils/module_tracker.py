"""``torch.utils.module_tracker``: which modules are being computed now, by name."""

from __future__ import annotations

import weakref
from typing import Any

from .._base.trees import tree_leaves
from .._core.modes import state
from .._tensor.tensor import Tensor
from ..autograd.graph import register_multi_grad_hook

__all__ = ["ModuleTracker"]


class ModuleTracker:
    """Within its block, ``parents`` is the set of the names of all modules whose forward or backward pass runs now;
    "Global" is always among them. ``is_bw``: whether a backward pass runs.

    >>> import rushlight as torch
    >>> tracker, seen = ModuleTracker(), []
    >>> class Net(torch.nn.Module):
    ...     def forward(self, x):
    ...         seen.append(sorted(tracker.parents))
    ...         return x
    >>> with tracker:
    ...     _ = torch.nn.Sequential(Net())(torch.ones(1))
    >>> seen
    [['Global', 'Sequential', 'Sequential.0']]
    """

    parents: set[str]

    def __init__(self) -> None:
        self.parents = {"Global"}
        self._names: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
        self._seen: weakref.WeakSet[Any] = weakref.WeakSet()
        self._handles: list[Any] = []

    @property
    def is_bw(self) -> bool:
        """Whether a backward pass runs now."""
        return self._backward

    _backward = False

    def _name(self, module):
        name = self._names.setdefault(module, type(module).__name__)
        if module not in self._seen:
            for child_name, child in module.named_children():
                self._names[child] = f"{name}.{child_name}"
                self._name(child)
            self._seen.add(module)
        return name

    def _at(self, values, call):
        tensors = [v for v in tree_leaves(values) if isinstance(v, Tensor) and v.requires_grad]
        if tensors and state.grad:
            self._handles.append(register_multi_grad_hook(tensors, lambda *grads: call()))

    def _enter_backward(self, name):
        self._backward = True
        self.parents.add(name)

    def _leave_backward(self, name):
        self.parents.discard(name)
        self._backward = len(self.parents) > 1

    def _before(self, module, args):
        name = self._name(module)
        self._backward = False
        self.parents.add(name)
        self._at(args, lambda: self._leave_backward(name))

    def _after(self, module, args, output):
        name = self._name(module)
        self.parents.discard(name)
        self._at(output, lambda: self._enter_backward(name))

    def __enter__(self) -> ModuleTracker:
        from importlib import import_module

        modules = import_module("rushlight.nn.modules.module")
        self._handles += [
            modules.register_module_forward_pre_hook(self._before),
            modules.register_module_forward_hook(self._after),
        ]
        return self

    def __exit__(self, *args: object) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self.parents = {"Global"}
