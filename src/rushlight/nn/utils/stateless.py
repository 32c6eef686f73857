"""Modules as functions of their parameters and buffers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..._core import Value

if TYPE_CHECKING:
    from typing import Any

    from ..._tensor.tensor import Tensor
    from ..modules.module import Module

__all__ = ["functional_call"]


def functional_call(
    module: Module,
    parameters_and_buffers: dict[str, Tensor],
    args: Any | tuple | None = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """Call ``module`` with other tensors in the place of its parameters and buffers; afterwards it has its own again.

    parameters_and_buffers: a dict of tensors by the names of ``named_parameters`` and ``named_buffers``; what it
    doesn't name stays. What the module assigns to a buffer that is named (running statistics, say) is found in the dict
    afterwards. args: the arguments, a tuple (or one that is none); kwargs: a dict. tie_weights: a tensor given for one
    of several names of one parameter counts for all of them. strict: every name must be given, and no other, else
    RuntimeError. Raises ValueError for different tensors under tied names, TypeError for what is no tensor.

    >>> layer = torch.nn.Linear(2, 1)
    >>> w, b = torch.ones(1, 2), torch.zeros(1)
    >>> torch.nn.utils.stateless.functional_call(layer, {"weight": w, "bias": b}, torch.ones(2))
    tensor([2.])
    """
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _reparametrize_module(module, parameters_and_buffers, tie_weights=tie_weights, strict=strict):
        return module(*args, **({} if kwargs is None else kwargs))


@contextmanager
def _reparametrize_module(module, parameters_and_buffers, *, tie_weights=False, strict=False, stack_weights=False):
    """Within the block ``module`` has other tensors in the place of its parameters and buffers: see
    ``functional_call``."""
    given = parameters_and_buffers
    for name, v in given.items():
        if not isinstance(v, Value):
            raise TypeError(f"{v} is not an instance of torch.Tensor: {name!r} must be a tensor")
    everything = _untied(module, given) if tie_weights else dict(given)
    if strict:
        _check_names(module, everything)
    places = {name: _place(module, name, v) for name, v in everything.items()}
    before = {}
    try:
        for name, (table, key) in places.items():
            before[name] = table.get(key, _MISSING)
            table[key] = everything[name]
        yield
    finally:
        for name, (table, key) in places.items():
            if name not in before:
                continue
            now = table.get(key, _MISSING)
            if before[name] is _MISSING:
                table.pop(key, None)
            else:
                table[key] = before[name]
            if name in given and now is not given[name] and now is not _MISSING and isinstance(given, dict):
                given[name] = now


_MISSING = object()


def _names(module):
    """Every name of every parameter and buffer, those of shared ones included."""
    yield from module.named_parameters(remove_duplicate=False)
    yield from module.named_buffers(remove_duplicate=False)


def _untied(module, given):
    """``given`` with the same tensor for all names of one parameter."""
    names_of: dict[Any, Any] = {}
    for name, v in _names(module):
        names_of.setdefault(id(v), []).append(name)
    everything = dict(given)
    for names in names_of.values():
        if len(names) < 2:
            continue
        values = {id(given[n]): given[n] for n in names if n in given}
        if len(values) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(n for n in names if n in given)}, which are "
                "tied. Consider using tie_weights=False"
            )
        for value in values.values():
            everything.update(dict.fromkeys(names, value))
    return everything


def _check_names(module, given):
    known = {name for name, _ in _names(module)}
    missing, unexpected = known - set(given), set(given) - known
    if missing or unexpected:
        text = f"Error(s) in reparametrizing for {type(module).__name__}:"
        if unexpected:
            text += "\n\tUnexpected key(s): " + ", ".join(f"'{n}'" for n in sorted(unexpected)) + "."
        if missing:
            text += "\n\tMissing key(s): " + ", ".join(f"'{n}'" for n in sorted(missing)) + "."
        raise RuntimeError(text)


def _place(module, name, value):
    """(dict, key) of where the module keeps the tensor of that name."""
    *path, key = name.split(".")
    for part in path:
        module = getattr(module, part)
    if key in module._parameters:
        return module._parameters, key
    if key in module._buffers:
        return module._buffers, key
    return module.__dict__, key
