"""Operators with schemas: the classes behind ``torch.ops``, and how a call of one finds what computes it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

from .._base.trees import tree_flatten, tree_leaves
from .._core.modes import state
from .._tensor.tensor import Tensor
from ..autograd import Function, no_grad
from . import _dispatch
from ._schema import FunctionSchema

__all__ = ["HigherOrderOperator", "OpOverload", "OpOverloadPacket", "OperatorBase", "ops"]

COMPOSITE, EXPLICIT = "CompositeImplicitAutograd", "CompositeExplicitAutograd"


class Definition:
    """An operator: its schema, and what was registered for it. ``guarded``: kernels run without recording, and only
    ``backward`` gives gradients (``custom_op``); else what they do is recorded."""

    def __init__(self, schema: FunctionSchema, guarded: bool = False, tags: tuple[Any, ...] = ()) -> None:
        self.schema, self.guarded, self.tags = schema, guarded, tags
        self.kernels: dict[str, Callable[..., Any]] = {}  # by dispatch key
        self.fake: Callable[..., Any] | None = None
        self.backward: Callable[..., Any] | None = None
        self.setup_context: Callable[..., Any] | None = None
        self.vmap: Callable[..., Any] | None = None
        self.autocast: dict[str, Any] = {}
        self.disabled: set[str] = set()

    def kernel(self, device: str) -> Callable[..., Any]:
        """What computes on a kind of device. Raises NotImplementedError if there is nothing."""
        if device == "meta":
            found = self.fake or self.kernels.get("Meta") or self.kernels.get(COMPOSITE) or self.kernels.get(EXPLICIT)
            if found is None:
                name = self.schema.name
                raise NotImplementedError(
                    f"{name}: attempted to run this operator with Meta tensors, but there was no fake impl or Meta "
                    f'kernel registered for this operator: register one with torch.library.register_fake("{name}")'
                )
            return found
        key = {"cpu": "CPU", "cuda": "CUDA"}.get(device, device.upper())
        for name in ((key,) if device not in self.disabled else ()) + (EXPLICIT, COMPOSITE, "BackendSelect"):
            if name in self.kernels:
                return self.kernels[name]
        raise NotImplementedError(
            f"Could not run '{self.schema.name}' with arguments from the '{key}' backend: no kernel was registered for "
            f'it; write torch.library.impl("{self.schema.name}", "{device}")'
        )

    def call(self, args: list[Any], named: dict[str, Any]) -> Any:
        """The result for arguments that fit the schema."""
        tensors = [t for t in tree_leaves((args, named)) if isinstance(t, Tensor)]
        needs = state.grad and any(t.requires_grad for t in tensors)
        own = self.kernels.get("Autograd") or self.kernels.get("AutogradCPU")
        if own is not None:
            return own(*args, **named)
        if self.vmap is not None and _dispatch.batched(tensors):
            return _recorded(self, args, named)
        if needs and (self.backward is not None or (self.guarded and not self.schema.is_mutable)):
            return _recorded(self, args, named)
        return self.compute(tensors, args, named)

    def compute(self, tensors: list[Tensor], args: list[Any], named: dict[str, Any]) -> Any:
        """The result, by the kernel of the arguments' device."""
        kinds = {t.device.type for t in tensors}
        device = "meta" if "meta" in kinds else next(iter(kinds - {"cpu"}), "cpu")
        kernel = self.kernel(device)
        if not self.guarded:
            return kernel(*args, **named)
        before = {id(t): t._storage.version for t in tensors}
        with no_grad():
            result = kernel(*args, **named)
        self._check_aliases(tensors, result)
        for a, v in zip(self.schema.arguments, [*args, *named.values()], strict=False):
            for t in tree_leaves(v) if a.is_write else ():
                if isinstance(t, Tensor) and t._storage.version == before[id(t)]:
                    t._storage.wrote(self.schema.name)  # it was written past us, through NumPy say
        return result

    def _check_aliases(self, tensors, result):
        seen = {id(t._storage) for t in tensors}
        for t in tree_leaves(result):
            if isinstance(t, Tensor):
                if id(t._storage) in seen:
                    raise RuntimeError(
                        f"{self.schema.name}: The output of this custom operator (1) must not also be an input to this "
                        "custom operator and (2) may not alias any inputs to this custom operator or other returns. "
                        "Please instead return a clone of the offending output tensor(s) (e.g. return x.clone())"
                    )
                seen.add(id(t._storage))


def _recorded(definition, args, named):
    """The call as a node of the graph: every tensor among the arguments is an input of it."""
    leaves, spec = tree_flatten(args)
    places = [i for i, v in enumerate(leaves) if isinstance(v, Tensor)]

    def rebuilt(tensors):
        full = list(leaves)
        for i, t in zip(places, tensors, strict=True):
            full[i] = t
        return spec.unflatten(full)

    class Generated(Function):
        @staticmethod
        def forward(*tensors):
            given = rebuilt(tensors)
            found = [t for t in tree_leaves((given, named)) if isinstance(t, Tensor)]
            return definition.compute(found, given, named)

        @staticmethod
        def setup_context(ctx, inputs, output):
            if definition.setup_context is not None:
                more = {"keyword_only_inputs": named} if named else {}
                ctx_of_arguments = _Context(ctx, spec, places)
                definition.setup_context(ctx_of_arguments, tuple(rebuilt(inputs)), output, **more)

        @staticmethod
        def backward(ctx, *grads):
            if definition.backward is None:
                raise RuntimeError(
                    f"Trying to backward through {_dotted(definition)} but no autograd formula was registered. "
                    "Please use register_autograd to add one."
                )
            given = definition.backward(_Context(ctx, spec, places), *grads)
            given = given if isinstance(given, tuple) else (given,)
            given += (None,) * (len(args) - len(given))  # of arguments that were left out
            if len(given) != len(args):
                raise RuntimeError(
                    f"{definition.schema.name}: the backward formula gave {len(given)} gradients, but the operator has "
                    f"{len(args)} arguments: return one per argument, None where there is none"
                )
            flat = []
            for g, part in zip(given, spec.children(), strict=True):
                flat += [g] if part.is_leaf() else [None] * part.num_leaves if g is None else tree_leaves(list(g))
            return tuple([flat[i] for i in places])

        @staticmethod
        def vmap(info, in_dims, *tensors):
            dims = [None] * len(leaves)
            for i, d in zip(places, in_dims, strict=True):
                dims[i] = d
            return definition.vmap(info, tuple(spec.unflatten(dims)), *rebuilt(tensors))

    Generated.__name__ = Generated.__qualname__ = definition.schema.name.replace("::", "_")
    return Generated.apply(*[leaves[i] for i in places])


def _dotted(definition):
    schema = definition.schema
    return f"{schema.name.replace('::', '.')}.{schema.overload_name or 'default'}"


class _Context:
    """The ctx of a Function, with ``needs_input_grad`` by arguments instead of tensors."""

    def __init__(self, ctx, spec, places):
        object.__setattr__(self, "_parts", (ctx, spec, places))

    def __getattr__(self, name):
        ctx, spec, places = self._parts
        if name != "needs_input_grad":
            return getattr(ctx, name)
        flat = [False] * spec.num_leaves
        for i, needed in zip(places, ctx.needs_input_grad, strict=True):
            flat[i] = needed
        return tuple(spec.unflatten(flat))

    def __setattr__(self, name, value):
        setattr(self._parts[0], name, value)


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
        self._schema = definition.schema
        self._overloadname = definition.schema.overload_name or "default"
        self.__name__ = f"{packet.__name__}.{self._overloadname}"
        self.__qualname__ = self._qualname = f"{packet._qualified_op_name}.{self._overloadname}".replace("::", ".")
        self.__module__ = packet.__module__

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        modes = _dispatch.MODES
        if modes:
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


REGISTRY: dict[str, list[Definition]] = {}  # "ns::name" -> its forms


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
