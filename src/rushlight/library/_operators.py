"""Operators with schemas: the classes behind ``torch.ops``, and how a call of one finds what computes it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

from . import _dispatch
from ._definition import REGISTRY, Definition

__all__ = ["HigherOrderOperator", "OpOverload", "OpOverloadPacket", "OperatorBase", "ops"]

# What users see -----------------------------------------------------------------------------------------------------


class OperatorBase:
    """What OpOverload and HigherOrderOperator share."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def name(self) -> str:
        """The operator's name."""
        raise NotImplementedError


class HigherOrderOperator(OperatorBase):
    """An operator that takes functions: a subclass defines ``__call__``. Raises RuntimeError for the class itself."""

    def __init__(self, name: str, *, cacheable: bool = False) -> None:
        if type(self) is HigherOrderOperator:
            raise RuntimeError("Direct instantiation of HigherOrderOperator is not allowed. Please subclass it.")
        self._name = self.__name__ = name
        self._ns = "higher_order"
        self._cacheable = cacheable
        _HIGHER_ORDER[name] = self

    def py_impl(self, k: Any) -> Callable[[Any], Any]:
        """A decorator that notes a function for a dispatch key or mode; ``__call__`` is what runs."""
        return lambda fn: fn

    py_functionalize_impl = py_autograd_impl = lambda self, fn: fn

    @property
    def namespace(self) -> str:
        """The namespace of all of them."""
        return self._ns

    def name(self) -> str:
        """The operator's name."""
        return self._name

    def __str__(self) -> str:
        return self._name


_HIGHER_ORDER: dict[str, HigherOrderOperator] = {}


class OpOverload(OperatorBase):
    """One form of an operator: ``torch.ops.aten.add.Tensor``."""

    def __init__(self, packet: OpOverloadPacket, definition: Definition) -> None:
        self._overloadpacket, self._definition = packet, definition
        self._pending: list[Any] = []
        self._schema = definition.schema
        self._overloadname = definition.schema.overload_name or "default"
        self.__name__ = f"{packet.__name__}.{self._overloadname}"
        self.__qualname__ = self._qualname = f"{packet._qualified_op_name}.{self._overloadname}".replace("::", ".")
        self.__module__ = packet.__module__

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        if self._pending:  # an op that a mode was asked about, and computes now
            return self._pending.pop().run(args)
        if _dispatch.MODES:
            return _dispatch.through_modes(self, args, kwargs)
        values, named = self._schema.bind(args, kwargs)
        return self._definition.call(values, named)

    @property
    def namespace(self) -> str:
        """The part of the name before ``::``."""
        return self._schema.name.partition("::")[0]

    @property
    def overloadpacket(self) -> OpOverloadPacket:
        """All forms of the operator."""
        return self._overloadpacket

    @property
    def tags(self) -> list[Any]:
        """What was said of it when it was defined."""
        return list(self._definition.tags)

    @property
    def op(self) -> Any:
        """What computes it."""
        return self

    def name(self) -> str:
        """``ns::name`` or ``ns::name.overload``."""
        overload = self._schema.overload_name
        return f"{self._schema.name}.{overload}" if overload else self._schema.name

    def has_kernel_for_dispatch_key(self, k: Any) -> bool:
        """Whether something was registered for a dispatch key."""
        return str(k).rpartition(".")[2] in self._definition.kernels

    def __str__(self) -> str:
        return f"{self._overloadpacket}.{self._overloadname}"

    def __repr__(self) -> str:
        packet = str(self._overloadpacket)
        return f"<OpOverload(op='{packet}', overload='{self._overloadname}')>"

    def __hash__(self) -> int:
        return id(self)

    def __deepcopy__(self, memo: Any) -> OpOverload:
        return self


class OpOverloadPacket:
    """All forms of an operator: ``torch.ops.aten.add``. A call takes the first that the arguments fit."""

    def __init__(self, name: str, definitions: list[Definition]) -> None:
        self._qualified_op_name = name
        self.__name__ = name.partition("::")[2]
        self.__module__ = f"torch.ops.{name.partition('::')[0]}"
        self._overloads = {d.schema.overload_name or "default": OpOverload(self, d) for d in definitions}

    def __getattr__(self, key: str) -> OpOverload:
        found = self.__dict__.get("_overloads", {}).get(key)
        if found is None:
            raise AttributeError(
                f"The underlying op of '{self}' has no overload name '{key}'"
                if not key.startswith("__")
                else f"'{self}' can't have an overload name beginning with '__' and the underlying op has no attribute "
                f"{key} either."
            )
        return found

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        tried = []
        for overload in self._overloads.values():
            try:
                overload._schema.bind(args, kwargs)
            except RuntimeError as e:
                tried.append(e)
                continue
            return overload(*args, **kwargs)
        if len(tried) == 1:
            raise tried[0]
        text = "\n\n  ".join(map(str, tried))
        raise RuntimeError(f"{self._qualified_op_name}() no overload fits the arguments.\n\n  {text}")

    def overloads(self) -> list[str]:
        """The names of the forms."""
        return list(self._overloads)

    def __iter__(self) -> Iterator[str]:
        return iter(self._overloads)

    def __str__(self) -> str:
        return self._qualified_op_name.replace("::", ".")

    def __repr__(self) -> str:
        return f"<OpOverloadPacket(op='{self}')>"

    def __deepcopy__(self, memo: Any) -> OpOverloadPacket:
        return self


class _OpNamespace(types.ModuleType):
    """The operators of a namespace: ``torch.ops.aten``."""

    def __init__(self, name: str) -> None:
        super().__init__(f"torch.ops.{name}")
        self.name = name
        self._dir: list[str] = []

    def __getattr__(self, op_name: str) -> Any:
        if op_name.startswith("__"):
            raise AttributeError(f"Invalid attribute '{op_name}' for '_OpNamespace' '{self.name}'")
        name = f"{self.name}::{op_name}"
        definitions = REGISTRY.get(name)
        if definitions is None and self.name in ("aten", "torchvision"):
            from ._aten import definitions_of

            definitions = definitions_of(self.name, op_name)
        if not definitions:
            raise AttributeError(f"'_OpNamespace' '{self.name}' object has no attribute '{op_name}'")
        packet = OpOverloadPacket(name, definitions)
        self.__dict__[op_name] = packet
        self._dir.append(op_name)
        return packet

    def __iter__(self) -> Iterator[str]:
        return iter(self._dir)


class _HigherOrderNamespace(types.ModuleType):
    """The operators that take functions."""

    def __getattr__(self, name: str) -> Any:
        if name in _HIGHER_ORDER:
            return _HIGHER_ORDER[name]
        raise AttributeError(f"'_HigherOrderNamespace' 'torch.ops.higher_order' object has no attribute '{name}'")


class _Ops(types.ModuleType):
    """``torch.ops``: a namespace for every name."""

    __file__ = "_ops.py"

    def __init__(self) -> None:
        super().__init__("torch.ops")
        self.loaded_libraries: set[str] = set()
        self.higher_order = _HigherOrderNamespace("torch.ops.higher_order")
        self._dir: list[str] = []

    def __getattr__(self, name: str) -> _OpNamespace:
        if name.startswith("__"):
            raise AttributeError(f"'_Ops' object has no attribute '{name}'")
        namespace = self.__dict__[name] = _OpNamespace(name)
        self._dir.append(name)
        return namespace

    def __iter__(self) -> Iterator[str]:
        return iter(self._dir)

    def import_module(self, module: str) -> None:
        """Import a module that defines operators."""
        from importlib import import_module

        import_module(module)

    def load_library(self, path: str) -> None:
        """Raises OSError: compiled operators need PyTorch's own library."""
        raise OSError(
            f"Could not load this library: {path}: compiled operators need PyTorch's own library, which is not here. "
            "Define the operator in Python with torch.library.custom_op"
        )


ops = _Ops()


def forget(name: str) -> None:
    """Have ``torch.ops`` look a name up anew."""
    namespace, _, op = name.partition("::")
    vars(getattr(ops, namespace)).pop(op, None)
