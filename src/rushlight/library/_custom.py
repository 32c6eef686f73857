"""``custom_op``: an operator from a Python function with annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import _operators
from ._definition import COMPOSITE, EXPLICIT, REGISTRY, Definition
from ._schema import infer_schema, parse

__all__ = ["CustomOpDef", "custom_op"]

_KEYS = {"cpu": "CPU", "cuda": "CUDA", "meta": "Meta", "mps": "MPS", "xpu": "XPU"}
CUSTOM: dict[str, CustomOpDef] = {}


class CustomOpDef:
    """An operator made by ``custom_op``: it is called like the function, and also is ``torch.ops.<ns>.<name>``."""

    def __init__(self, namespace: str, name: str, schema: str, fn: Callable[..., Any], tags: Any = None) -> None:
        self._namespace, self._name, self._schema = namespace, name, schema
        self._init_fn = fn
        self._tags = tags
        self._definition = Definition(parse(f"{namespace}::{name}{schema}"), guarded=True)
        for a in self._definition.schema.returns:
            if a.alias_info:
                raise ValueError("custom_op: results must not alias arguments")
        REGISTRY[self._qualname] = [self._definition]
        _operators.forget(self._qualname)
        CUSTOM[self._qualname] = self
        self.__name__, self.__doc__ = name, fn.__doc__

    @property
    def _qualname(self):
        return f"{self._namespace}::{self._name}"

    @property
    def _opoverload(self):
        return getattr(getattr(_operators.ops, self._namespace), self._name).default

    def __repr__(self) -> str:
        return f"<CustomOpDef({self._qualname})>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._opoverload(*args, **kwargs)

    def register_kernel(self, device_types: Any, fn: Callable[..., Any] | None = None, /) -> Any:
        """What computes on a kind of device ("cpu"), or on several; also as a decorator."""

        def register(fn):
            kinds = [device_types] if device_types is None or isinstance(device_types, str) else device_types
            for kind in kinds:
                self._definition.kernels[EXPLICIT if kind is None else _KEYS.get(kind, kind.upper())] = fn
            return fn

        return register if fn is None else register(fn)

    def register_fake(self, fn: Callable[..., Any], /) -> Callable[..., Any]:
        """What gives results without numbers, for tensors on 'meta'; also as a decorator."""
        self._definition.fake = fn
        return fn

    def register_autograd(
        self, backward: Callable[..., Any], /, *, setup_context: Callable[..., Any] | None = None
    ) -> None:
        """The gradient: ``backward(ctx, *grads)`` gives one per argument; ``setup_context(ctx, inputs, output)`` keeps
        what it needs. Raises RuntimeError for an operator that changes its arguments."""
        if self._definition.schema.is_mutable:
            raise RuntimeError(
                f"Cannot register autograd formula for non-functional operator {self} with schema "
                f"{self._definition.schema}. Please create a functional operator and register an autograd formula for "
                "that."
            )
        self._definition.backward, self._definition.setup_context = backward, setup_context

    def register_vmap(self, func: Callable[..., Any] | None = None) -> Any:
        """``func(info, in_dims, *args) -> (results, out_dims)`` for all examples of a batch; also as a decorator."""

        def register(fn):
            self._definition.vmap = fn
            return fn

        return register if func is None else register(func)

    @contextmanager
    def set_kernel_enabled(self, device_type: str, enabled: bool = True) -> Iterator[None]:
        """Within the block the kernel of a kind of device is used, or the function itself instead."""
        before = device_type in self._definition.disabled
        (self._definition.disabled.discard if enabled else self._definition.disabled.add)(device_type)
        try:
            yield
        finally:
            (self._definition.disabled.add if before else self._definition.disabled.discard)(device_type)


def custom_op(
    name: str,
    fn: Callable[..., Any] | None = None,
    /,
    *,
    mutates_args: Any,
    device_types: Any = None,
    schema: str | None = None,
    tags: Any = None,
) -> Any:
    """Make a function an operator with a name; also as a decorator.

    name          "namespace::name"
    mutates_args  names of arguments that the function changes, or "unknown"
    device_types  kinds of devices that it works on ("cpu"); None: all
    schema        "(Tensor x, ...) -> Tensor"; by default from the annotations

    What the function does is not recorded: ``register_autograd`` gives the gradient. Raises ValueError for a function
    without annotations that make a schema.

    >>> @custom_op("mylib::twice", mutates_args=())
    ... def twice(x: torch.Tensor) -> torch.Tensor:
    ...     return torch.from_numpy(x.detach().numpy() * 2)
    >>> twice(torch.ones(2)), torch.ops.mylib.twice(torch.ones(1))
    (tensor([2., 2.]), tensor([2.]))
    """

    def make(fn):
        namespace, separator, op = name.partition("::")
        if not separator:
            raise ValueError(f"custom_op: expected a name such as 'mylib::{name}', with a namespace, got {name!r}")
        text = schema if schema is not None else infer_schema(fn, mutates_args=mutates_args)
        made = CustomOpDef(namespace, op, text, fn, tags)
        if schema is not None:
            changed = {a.name for a in made._definition.schema.arguments if a.is_write}
            if mutates_args != "unknown" and changed != set(mutates_args):
                raise ValueError(
                    f"Attempted to create a custom op with `mutates_args={mutates_args}` and `schema={schema}. The "
                    f"schema suggests that the op mutates {changed} which is different from what was provided to us in "
                    "`mutates_args`. Please make these consistent."
                )
        if device_types is None:
            made._definition.kernels[EXPLICIT] = fn
        else:
            made.register_kernel(device_types, fn)
        made._definition.kernels.pop(COMPOSITE, None)
        return made

    return make if fn is None else make(fn)
