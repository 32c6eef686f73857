"""What is known of an operator, and how a call of it finds what computes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._base.trees import tree_flatten, tree_leaves
from .._core.modes import state
from .._tensor.tensor import Tensor
from ..autograd import Function, no_grad
from . import _dispatch
from ._schema import FunctionSchema

__all__ = ["COMPOSITE", "EXPLICIT", "REGISTRY", "Definition"]

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
        self.disabled: set[str] = set()

    def kernel(self, device: str) -> Callable[..., Any]:
        """What computes on a kind of device. Raises NotImplementedError if there is nothing."""
        if device == "meta":
            keys = ("Meta", COMPOSITE) if self.guarded else ("Meta", COMPOSITE, EXPLICIT)
            found = self.fake or next((self.kernels[k] for k in keys if k in self.kernels), None)
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


REGISTRY: dict[str, list[Definition]] = {}  # "ns::name" -> its forms
