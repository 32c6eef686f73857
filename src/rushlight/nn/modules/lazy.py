"""Layers that learn their input's size from the first input."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import chain
from typing import Any

from ..parameter import is_lazy

__all__ = ["LazyModuleMixin"]


class LazyModuleMixin:
    """For a layer whose parameters get their shapes from the first input; stands before the Module among the bases.

    A subclass makes UninitializedParameters and UninitializedBuffers, and defines ``initialize_parameters(*input)``,
    which materialises them; ``cls_to_become``: the class that the layer has afterwards.

    >>> import warnings
    >>> with warnings.catch_warnings(action="ignore"):
    ...     layer = torch.nn.LazyLinear(3)
    >>> layer(torch.zeros(2, 5)).shape, layer
    (torch.Size([2, 3]), Linear(in_features=5, out_features=3, bias=True))
    """

    cls_to_become: type[Any] | None = None
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _non_persistent_buffers_set: set[str]
    _register_load_state_dict_pre_hook: Callable[..., Any]
    register_forward_pre_hook: Callable[..., Any]
    _knows_its_size: Callable[[], bool]
    _get_name: Callable[[], str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._load_hook = self._register_load_state_dict_pre_hook(self._lazy_load_hook)
        self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)
        warnings.warn(
            "Lazy modules are a new feature under heavy development so changes to the API or functionality can happen "
            "at any moment.",
            stacklevel=3,
        )

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Give the parameters their shapes, and their numbers; every lazy layer defines it."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}: define it")

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter or buffer of this module itself has no shape yet."""
        return any(map(is_lazy, chain(self._parameters.values(), self._buffers.values())))

    def reset_parameters(self) -> None:
        """Draw the parameters anew, if they have shapes."""
        if not self.has_uninitialized_params() and self._knows_its_size():
            super().reset_parameters()  # type: ignore[misc]

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, v in chain(self._parameters.items(), self._buffers.items()):
            if v is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = v if is_lazy(v) or keep_vars else v.detach()

    def _lazy_load_hook(self, state_dict, prefix, *rest):
        """Before loading: take the shapes from the file."""
        for name, v in chain(self._parameters.items(), self._buffers.items()):
            new = state_dict.get(prefix + name)
            if is_lazy(v) and new is not None and not is_lazy(new):
                v.materialize(new.shape)

    def _infer_parameters(self, module, args, kwargs=None):
        """Before the first forward: shapes and numbers, and the class that stays."""
        module.initialize_parameters(*args, **(kwargs or {}))
        if module.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        for name in ("_initialize_hook", "_load_hook"):
            getattr(module, name).remove()
            delattr(module, name)
        if module.cls_to_become is not None:
            module.__class__ = module.cls_to_become
