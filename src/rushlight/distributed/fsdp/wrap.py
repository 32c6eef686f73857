"""Which parts of a Module are wrapped by themselves: policies, and the walk that asks them."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...nn.modules.activation import MultiheadAttention
from ...nn.modules.container import ModuleDict, ModuleList
from ...nn.modules.module import Module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

__all__ = [
    "CustomPolicy",
    "ModuleWrapPolicy",
    "always_wrap_policy",
    "enable_wrap",
    "lambda_auto_wrap_policy",
    "size_based_auto_wrap_policy",
    "transformer_auto_wrap_policy",
    "wrap",
]


def always_wrap_policy(*args: Any, **kwargs: Any) -> bool:
    """Every part."""
    return True


class ModuleWrapPolicy:
    """The parts of some classes."""

    def __init__(self, module_classes: Iterable[type[Module]]) -> None:
        self._module_classes = set(module_classes)

    def __call__(self, module: Module, recurse: bool, *args: Any, **kwargs: Any) -> bool:
        return recurse or isinstance(module, tuple(self._module_classes))

    def __repr__(self) -> str:
        return f"ModuleWrapPolicy({set(self._module_classes)})"


class CustomPolicy:
    """The parts for which ``lambda_fn(module)`` says True, or gives keywords for the wrapper."""

    def __init__(self, lambda_fn: Callable[[Module], bool | dict[str, Any]]) -> None:
        self._lambda_fn = lambda_fn

    def __call__(self, module: Module, recurse: bool, *args: Any, **kwargs: Any) -> bool:
        return recurse or self._lambda_fn(module) is not False


def lambda_auto_wrap_policy(
    module: Module, recurse: bool, nonwrapped_numel: int, lambda_fn: Callable[[Module], bool]
) -> bool:
    """The parts for which ``lambda_fn(module)`` says True."""
    return recurse or lambda_fn(module)


def transformer_auto_wrap_policy(
    module: Module, recurse: bool, nonwrapped_numel: int, transformer_layer_cls: set[type[Module]]
) -> bool:
    """The parts of some classes: a transformer's layers."""
    return recurse or isinstance(module, tuple(transformer_layer_cls))


def size_based_auto_wrap_policy(
    module: Module,
    recurse: bool,
    nonwrapped_numel: int,
    min_num_params: int = int(1e8),
    force_leaf_modules: set[type[Module]] | None = None,
    exclude_wrap_modules: set[type[Module]] | None = None,
) -> bool:
    """The parts with at least so many numbers that are in no smaller part yet."""
    leaves = (MultiheadAttention,) if force_leaf_modules is None else tuple(force_leaf_modules)
    excluded = (ModuleList, ModuleDict) if exclude_wrap_modules is None else tuple(exclude_wrap_modules)
    large = nonwrapped_numel >= min_num_params
    return large and not isinstance(module, leaves if recurse else excluded)


_wrapping: list[tuple[Any, dict[str, Any]]] = []


@contextmanager
def enable_wrap(*, wrapper_cls: Any, **wrapper_kwargs: Any) -> Iterator[None]:
    """Context manager: ``wrap`` wraps inside, with ``wrapper_cls(module, **wrapper_kwargs)``."""
    _wrapping.append((wrapper_cls, wrapper_kwargs))
    try:
        yield
    finally:
        _wrapping.pop()


def wrap(module: Module, **wrap_overrides: Any) -> Module:
    """The module, wrapped inside ``enable_wrap``."""
    if not _wrapping:
        return module
    wrapper, kwargs = _wrapping[-1]
    return wrapper(module, **{**kwargs, **wrap_overrides})


def wrap_parts(module: Module, policy: Any, wrapper: Callable[[Module], Module]) -> int:
    """Wrap the parts of a module for which the policy asks, innermost first; how many numbers they have."""
    total = sum(p.numel() for p in module.parameters())
    if not _asks(policy, module, True, total):
        return 0
    done = 0
    for name, part in list(module.named_children()):
        inside = wrap_parts(part, policy, wrapper)
        size = sum(p.numel() for p in part.parameters())
        if _asks(policy, part, False, size - inside):
            setattr(module, name, wrapper(part))
            inside = size
        done += inside
    return done


def _asks(policy: Any, module: Module, recurse: bool, numel: int) -> bool:
    if isinstance(policy, functools.partial) or not isinstance(policy, (ModuleWrapPolicy, CustomPolicy)):
        return policy(module=module, recurse=recurse, nonwrapped_numel=numel)
    return policy(module, recurse)
