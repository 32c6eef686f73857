"""``torch.utils.hooks``: the handles of hooks, and the hooks around a module's backward pass."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from .._base.handles import RemovableHandle
from .._core.types import Value
from ..autograd.module_hooks import BackwardHook

__all__ = ["BackwardHook", "RemovableHandle", "unserializable_hook", "warn_if_has_hooks"]

F = TypeVar("F", bound=Callable[..., Any])


def unserializable_hook(f: F) -> F:
    """A decorator for hooks of tensors that needn't be saved with them: no warning is given for it.

    >>> unserializable_hook(lambda g: g).__torch_unserializable__
    True
    """
    f.__torch_unserializable__ = True  # type: ignore[attr-defined]
    return f


def warn_if_has_hooks(tensor: Value) -> None:
    """Warn of hooks on a tensor that would not be saved with it."""
    for hook in _hooks_of(tensor).values():
        if not hasattr(hook, "__torch_unserializable__"):
            warnings.warn(
                f"backward hook {hook!r} on tensor will not be serialized.  If this is expected, you can decorate the "
                "function with @torch.utils.hooks.unserializable_hook to suppress this warning",
                stacklevel=2,
            )


def _hooks_of(tensor):
    if tensor._node is not None:
        return (tensor._node.hooks or {}).get(tensor._output_nr, {})
    return (tensor._hooks or {}).get("grad", {})
