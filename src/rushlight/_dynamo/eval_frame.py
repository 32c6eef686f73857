"""``torch.compile``, and the Module that it wraps around another."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, overload

from .._compiling import check_options, compiled, disabled
from ..nn.modules import _calls
from ..nn.modules.module import Module

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["OptimizedModule", "compile", "disable", "optimize", "optimize_assert"]


class OptimizedModule(Module):
    """A compiled Module: it computes what ``_orig_mod`` does, has its attributes and methods, and the names
    ``_orig_mod.…`` in its state_dict."""

    _orig_mod: Module
    _torchdynamo_orig_callable: Callable[..., Any]
    get_compiler_config: Callable[[], Any]
    _own = frozenset(("_orig_mod", "dynamo_ctx", "_torchdynamo_orig_callable", "forward", "training", "__dict__"))

    def __init__(self, mod: Module, dynamo_ctx: Any = None) -> None:
        object.__setattr__(self, "_ready", False)
        super().__init__()
        object.__setattr__(self, "_ready", True)
        self._orig_mod = mod
        self.dynamo_ctx = dynamo_ctx
        self.forward = mod.__call__
        self.__doc__ = mod.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if _calls._any:
            warnings.warn(
                "Using `torch.compile(module)` when there are global hooks on modules (e.g., from "
                "`register_module_forward_hook`); this will cause the hooks to fire an extra time for the "
                "`OptimizedModule` created by `torch.compile(module)`. If this causes undesired behavior, please try "
                "using `module.compile()`, or use the per-module hooks instead",
                stacklevel=2,
            )
        return super().__call__(*args, **kwargs)

    def __len__(self) -> int:
        if hasattr(type(self._orig_mod), "__len__"):
            return len(self._orig_mod)  # type: ignore[arg-type]
        raise TypeError(f"{type(self._orig_mod).__name__} does not support len()")

    def __bool__(self) -> bool:
        return True

    @property
    def training(self) -> bool:  # type: ignore[override]
        return self._orig_mod.training

    @training.setter
    def training(self, value: bool) -> None:
        if self._ready:
            self._orig_mod.training = value

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._orig_mod, self.dynamo_ctx)

    def __getattr__(self, name: str) -> Any:
        if name == "_orig_mod":
            return self._modules["_orig_mod"]
        return getattr(self._orig_mod, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "training":
            object.__setattr__(self, name, value)
        elif not self._ready or name in self._own or name in type(self).__dict__ or name[:2] == "__":
            super().__setattr__(name, value)
        else:
            setattr(self._orig_mod, name, value)

    def __delattr__(self, name: str) -> None:
        if name in self._own:
            super().__delattr__(name)
        else:
            delattr(self._orig_mod, name)

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._orig_mod), *super().__dir__()})


def _wrapped(model: Any, wrap: Callable[[Any], Any]) -> Any:
    if isinstance(model, OptimizedModule):
        return model
    if isinstance(model, Module):
        new = OptimizedModule(model)
        new._torchdynamo_orig_callable = model.forward
        return new
    if isinstance(model, type):
        return model
    return wrap(model)


@overload
def compile(
    model: F,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: str | Callable[..., Any] | None = None,
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    name: str | None = None,
    disable: bool = False,
    recompile_limit: int | None = None,
    isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> F: ...


@overload
def compile(
    model: None = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: str | Callable[..., Any] | None = None,
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    name: str | None = None,
    disable: bool = False,
    recompile_limit: int | None = None,
    isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> Callable[[F], F]: ...


def compile(
    model: Any = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: str | Callable[..., Any] | None = None,
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    name: str | None = None,
    disable: bool = False,
    recompile_limit: int | None = None,
    isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> Any:
    """A function or Module that computes what ``model`` does. It runs as it is written: until programs are recorded,
    the arguments are checked and change nothing. Without ``model`` a decorator.

    Raises: RuntimeError for a ``mode`` that there is not, or given with ``options``; InvalidBackend (a RuntimeError)
    for a ``backend`` that there is not; AssertionError for what can't be called.

    >>> double = compile(lambda x: x * 2)
    >>> double(3)
    6
    """
    check_options(
        fullgraph, dynamic, backend, mode, options, name, disable, recompile_limit, isolate_recompiles, shapes_spec
    )

    def fn(model: Any) -> Any:
        if not callable(model):
            raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")
        return model if disable else _wrapped(model, compiled)

    return fn if model is None else fn(model)


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None, wrapping: bool = True) -> Any:
    """A function or Module that is never compiled; also a decorator."""
    if fn is None:
        return lambda fn: disable(fn, recursive, reason=reason, wrapping=wrapping)
    if not callable(fn):
        raise AssertionError(f"A callable function is expected, but {type(fn)} is provided.")
    return _wrapped(fn, disabled)


def optimize(
    backend: Any = "inductor",
    *,
    nopython: bool = False,
    guard_export_fn: Any = None,
    guard_fail_fn: Any = None,
    guard_filter_fn: Any = None,
    disable: bool = False,
    dynamic: bool | None = None,
    **more: Any,
) -> Callable[[Any], Any]:
    """The older form of ``torch.compile``, always a decorator."""
    return compile(backend=backend, fullgraph=nopython, dynamic=dynamic, disable=disable)


def optimize_assert(backend: Any, **more: Any) -> Callable[[Any], Any]:
    """``optimize`` of what must be one graph."""
    return compile(backend=backend, fullgraph=True)
