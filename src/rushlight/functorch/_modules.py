"""Modules as functions of their weights, in the older form: weights and buffers as tuples."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from .._ops.shapes.cat_stack import stack
from .._ops.tensors.zeros_full import empty_like
from ..nn.modules.module import Module
from ..nn.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from .._tensor.tensor import Tensor

__all__ = [
    "FunctionalModule",
    "FunctionalModuleWithBuffers",
    "combine_state_for_ensemble",
    "make_functional",
    "make_functional_with_buffers",
]


def _taken_out(model, named, stand_in: Callable[[Any], Any]):
    """(tensors, their names, all names of each): taken out of the module, which gets stand-ins without data."""
    names: dict[int, list[str]] = {}
    tensors: dict[int, Any] = {}
    for name, v in named(remove_duplicate=False):
        tensors[id(v)] = v
        names.setdefault(id(v), []).append(name)
    for key, v in tensors.items():
        empty = stand_in(empty_like(v, device="meta"))
        for name in names[key]:
            _swap(model, name, empty)
    firsts = tuple(n[0] for n in names.values())
    return tuple(tensors.values()), firsts, {n[0]: n for n in names.values()}


def _swap(model, name, new):
    """Put a tensor in the place of a parameter or buffer, whatever it is; returns the one before."""
    path, _, last = name.rpartition(".")
    owner = model.get_submodule(path)
    table = owner._parameters if last in owner._parameters else owner._buffers
    old, table[last] = table[last], new
    return old


def _swap_all(model, names: dict[str, list[str]], tensors: Iterable[Tensor]) -> list[Tensor]:
    before = []
    for aliases, new in zip(names.values(), tensors, strict=False):
        before += [_swap(model, name, new) for name in aliases][:1]
    return before


class FunctionalModuleWithBuffers(Module):
    """What ``make_functional_with_buffers`` returns: called as ``func(weights, buffers, *args)``."""

    def __init__(
        self,
        stateless_model: Module,
        param_names: tuple[str, ...],
        buffer_names: tuple[str, ...],
        param_names_map: dict[str, list[str]],
        buffer_names_map: dict[str, list[str]],
    ) -> None:
        super().__init__()
        self.stateless_model = stateless_model
        self.param_names, self.buffer_names = param_names, buffer_names
        self.all_names_map = {**param_names_map, **buffer_names_map}

    def forward(self, params: Iterable[Tensor], buffers: Iterable[Tensor], *args: Any, **kwargs: Any) -> Any:
        """The module's result with these weights and buffers."""
        before = _swap_all(self.stateless_model, self.all_names_map, (*params, *buffers))
        try:
            return self.stateless_model(*args, **kwargs)
        finally:
            _swap_all(self.stateless_model, self.all_names_map, before)


class FunctionalModule(Module):
    """What ``make_functional`` returns: called as ``func(weights, *args)``."""

    def __init__(self, stateless_model: Module, param_names: tuple[str, ...], names_map: dict[str, list[str]]) -> None:
        super().__init__()
        self.stateless_model = stateless_model
        self.param_names, self.names_map = param_names, names_map

    def forward(self, params: Iterable[Tensor], *args: Any, **kwargs: Any) -> Any:
        """The module's result with these weights."""
        before = _swap_all(self.stateless_model, self.names_map, params)
        try:
            return self.stateless_model(*args, **kwargs)
        finally:
            _swap_all(self.stateless_model, self.names_map, before)


def _weights(model, untracked):
    copied = copy.deepcopy(model)
    params, names, aliases = _taken_out(copied, copied.named_parameters, Parameter)
    for p in params if untracked else ():
        p.requires_grad_(False)
    return copied, params, names, aliases


def make_functional(model, disable_autograd_tracking=False):
    """See ``functorch.make_functional``."""
    if any(True for _ in model.buffers()):
        raise RuntimeError(
            "make_functional(model): `model` has buffers. Please use make_functional_with_buffers(model) instead."
        )
    copied, params, names, aliases = _weights(model, disable_autograd_tracking)
    return FunctionalModule(copied, names, aliases), params


def make_functional_with_buffers(model, disable_autograd_tracking=False):
    """See ``functorch.make_functional_with_buffers``."""
    copied, params, names, aliases = _weights(model, disable_autograd_tracking)
    buffers, buffer_names, buffer_aliases = _taken_out(copied, copied.named_buffers, lambda v: v)
    return FunctionalModuleWithBuffers(copied, names, buffer_names, aliases, buffer_aliases), params, buffers


def combine_state_for_ensemble(models: Sequence[Module]) -> Any:
    """See ``functorch.combine_state_for_ensemble``."""
    if not len(models):
        raise RuntimeError("combine_state_for_ensemble: Expected at least one model, got 0.")
    if any(m.training != models[0].training for m in models):
        raise RuntimeError("combine_state_for_ensemble: Expected all models to have the same training/eval mode.")
    if any(type(m) is not type(models[0]) for m in models):
        raise RuntimeError("combine_state_for_ensemble: Expected all models to be of the same class.")
    functions, params, buffers = zip(*[make_functional_with_buffers(m) for m in models], strict=True)

    def stacked(columns):
        return tuple(stack(list(column)).detach() for column in zip(*columns, strict=True))

    return functions[0], stacked(params), stacked(buffers)
