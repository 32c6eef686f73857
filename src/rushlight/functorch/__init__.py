"""functorch, the package that ``torch.func`` was before it became part of PyTorch: its names, which warn as they do
there, and modules as functions of their weights."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .. import func as _func
from .._base.errors import MissingName
from ..version import __version__
from . import _modules
from ._modules import FunctionalModule, FunctionalModuleWithBuffers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .._tensor.tensor import Tensor
    from ..nn.modules.module import Module

__all__ = [
    "FunctionalModule",
    "FunctionalModuleWithBuffers",
    "__version__",
    "combine_state_for_ensemble",
    "functionalize",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "make_functional",
    "make_functional_with_buffers",
    "vjp",
    "vmap",
]


def _deprecated(name, instead=None):
    warnings.warn(
        "We've integrated functorch into PyTorch. As the final step of the integration, "
        f"`functorch.{name}` is deprecated as of PyTorch 2.0 and will be deleted in a future version of PyTorch >= "
        f"2.3. Please use `{instead or 'torch.func.' + name}` instead; see the PyTorch 2.0 release notes and/or the "
        "`torch.func` migration guide for more details https://pytorch.org/docs/main/func.migrating.html",
        FutureWarning,
        stacklevel=3,
    )


def vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """``torch.vmap``, with a warning."""
    _deprecated("vmap", "torch.vmap")
    return _func.vmap(func, in_dims, out_dims, randomness, chunk_size=chunk_size)


def grad(func: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """``torch.func.grad``, with a warning."""
    _deprecated("grad")
    return _func.grad(func, argnums, has_aux)


def grad_and_value(
    func: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """``torch.func.grad_and_value``, with a warning."""
    _deprecated("grad_and_value")
    return _func.grad_and_value(func, argnums, has_aux)


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """``torch.func.vjp``, with a warning."""
    _deprecated("vjp")
    return _func.vjp(func, *primals, has_aux=has_aux)


def jvp(func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False) -> Any:
    """``torch.func.jvp``, with a warning."""
    _deprecated("jvp")
    return _func.jvp(func, primals, tangents, strict=strict, has_aux=has_aux)


def jacrev(
    func: Callable[..., Any],
    argnums: int | tuple[int, ...] = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """``torch.func.jacrev``, with a warning."""
    _deprecated("jacrev")
    return _func.jacrev(
        func, argnums, has_aux=has_aux, chunk_size=chunk_size, _preallocate_and_copy=_preallocate_and_copy
    )


def jacfwd(
    func: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """``torch.func.jacfwd``, with a warning."""
    _deprecated("jacfwd")
    return _func.jacfwd(func, argnums, has_aux, randomness=randomness)


def hessian(func: Callable[..., Any], argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """``torch.func.hessian``, with a warning."""
    _deprecated("hessian")
    return _func.hessian(func, argnums)


def functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """``torch.func.functionalize``, with a warning."""
    _deprecated("functionalize")
    return _func.functionalize(func, remove=remove)


def make_functional(
    model: Module, disable_autograd_tracking: bool = False
) -> tuple[FunctionalModule, tuple[Tensor, ...]]:
    """(``func``, weights): ``func(weights, *args)`` calls ``model`` with these weights. The module itself stays as it
    is; the weights are copies, which require gradients as its own do unless ``disable_autograd_tracking``.

    Raises RuntimeError for a module with buffers.

    >>> from rushlight import functorch
    >>> func, weights = functorch.make_functional(torch.nn.Linear(2, 1))
    >>> func([w * 0 for w in weights], torch.ones(2))
    tensor([0.], grad_fn=<ViewBackward0>)
    """
    _deprecated("make_functional", "torch.func.functional_call")
    return _modules.make_functional(model, disable_autograd_tracking)


def make_functional_with_buffers(
    model: Module, disable_autograd_tracking: bool = False
) -> tuple[FunctionalModuleWithBuffers, tuple[Tensor, ...], tuple[Tensor, ...]]:
    """(``func``, weights, buffers): ``func(weights, buffers, *args)`` calls ``model`` with these. See
    ``make_functional``."""
    _deprecated("make_functional_with_buffers", "torch.func.functional_call")
    return _modules.make_functional_with_buffers(model, disable_autograd_tracking)


def combine_state_for_ensemble(
    models: Sequence[Module],
) -> tuple[FunctionalModuleWithBuffers, tuple[Tensor, ...], tuple[Tensor, ...]]:
    """(``func``, weights, buffers) of several modules of one class, weights and buffers stacked along a new first
    dimension, for ``vmap(func, in_dims=(0, 0, None))``. Raises RuntimeError without models, for different classes, and
    for a mix of train() and eval()."""
    _deprecated("combine_state_for_ensemble", "torch.func.stack_module_state")
    return _modules.combine_state_for_ensemble(models)


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name == "experimental":
            from importlib import import_module

            return import_module("." + name, __name__)
        raise MissingName("functorch", name, __all__)
