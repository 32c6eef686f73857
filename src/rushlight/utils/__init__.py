"""Helpers around training; ``utils.data`` brings data sets to the network in batches."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import data

if TYPE_CHECKING:
    from typing import Any

    from .._tensor.tensor import Tensor
    from . import checkpoint, dlpack, tensorboard

__all__ = ["checkpoint", "data", "dlpack", "set_module", "swap_tensors"]  # and tensorboard, if tensorboardX is there
_MODULES = frozenset(
    "_foreach_utils _python_dispatch _pytree benchmark checkpoint cpp_extension deterministic dlpack flop_counter "
    "hooks model_zoo module_tracker tensorboard".split()
)


def set_module(obj: Any, mod: str) -> None:
    """Set the module that a function or class says it comes from."""
    if not isinstance(mod, str):
        raise TypeError("The mod argument should be a string")
    obj.__module__ = mod


def swap_tensors(t1: Tensor, t2: Tensor) -> None:
    """Exchange what two tensors are (numbers, class, attributes, gradient): whoever holds one sees the other's.

    Raises RuntimeError for tensors that something refers to weakly.

    >>> import rushlight as torch
    >>> a, b = torch.ones(2), torch.zeros(3)
    >>> swap_tensors(a, b); a, b
    (tensor([0., 0., 0.]), tensor([1., 1.]))
    """
    from ._swap import swap

    swap(t1, t2)


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            return import_module("." + name, __name__)
        raise MissingName("torch.utils", name, __all__)
