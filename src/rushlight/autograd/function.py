"""Function: operations with derivatives of one's own."""

from __future__ import annotations

import functools
import threading
import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING

from .._core import Node, Packed, Slot, Spec, Value, apply, check_in_place, level_of, rebase, refresh, saving, state
from .._ops.common.inside_vmap import traced
from .._ops.shapes.view_copies import ALIAS
from .._ops.tensors.zeros_full import zeros

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .._tensor.tensor import Tensor

__all__ = ["Function", "FunctionCtx", "FunctionMeta", "InplaceFunction", "once_differentiable"]


class FunctionCtx:
    """What ``forward`` and ``backward`` of a Function share."""

    def __init__(self) -> None:
        self._to_save: tuple[Tensor | None, ...] = ()
        self._for_forward: tuple[Tensor | None, ...] | None = None
        self._in_jvp = False
        self._saved_by = None
        self._dirty: tuple[Tensor, ...] = ()
        self._non_differentiable: tuple[Tensor, ...] = ()
        self._materialize = True
        self.needs_input_grad: tuple[bool, ...] = ()

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep inputs or outputs (or None) for ``backward``; they are checked there for changes in between."""
        self._to_save = _savable("save_for_backward", tensors)

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Keep inputs or outputs (or None) for ``jvp``, whose ``saved_tensors`` they are."""
        self._for_forward = _savable("save_for_forward", tensors)

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Inputs that ``forward`` changes in place; they must be among its results."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Results through which no gradient flows."""
        self._non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether ``backward`` gets zeros (True) or None for results that no gradient came for."""
        self._materialize = bool(value)

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What ``save_for_backward`` kept. Raises RuntimeError if it was changed in place or freed since."""
        if self._in_jvp and self._for_forward is not None:
            return self._for_forward
        if self._saved_by is None:
            return self._to_save
        node, n = self._saved_by
        node = node()
        if node is None:
            raise RuntimeError("the graph that these saved tensors belong to is gone")
        return tuple([node.slot(i) for i in range(n)])

    def _keep(self, node, numbers):
        """Hand what is to be saved to the node. Results are kept as memory only: they hold the node."""
        node.room(len(self._to_save))
        for i, v in enumerate(self._to_save):
            if v is not None:
                node.pack(i, _Kept(v, numbers.get(id(v))))
        self._saved_by = weakref.ref(node), len(self._to_save)
        self._to_save: tuple[Tensor | None, ...] = ()


def _savable(name, tensors):
    for i, t in enumerate(tensors):
        if t is not None and not isinstance(t, Value):
            raise TypeError(
                f"{name} can only save variables, but argument {i} is of type {type(t).__name__}: keep other things as "
                "attributes of ctx"
            )
    return tensors


class FunctionMeta(type):
    """The class of Function's subclasses: it names their nodes."""

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        cls._backward_name = name + "Backward"


class Function(FunctionCtx, metaclass=FunctionMeta):
    """An operation with a derivative of one's own. Subclass it with static methods ``forward(ctx, *args)`` and
    ``backward(ctx, *grads)`` (one gradient, or None, per argument of forward), and call ``apply``. With a static method
    ``setup_context(ctx, inputs, output)``, ``forward`` takes no ctx. A static method ``jvp(ctx, *tangents)`` serves
    forward mode; ``vmap(info, in_dims, *args)``, which returns (output, out_dims), computes ``forward`` for a batch.

    >>> class Square(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return 2 * g * x
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> Square.apply(x).backward(); x.grad
    tensor(6.)
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the results; to be written by the subclass."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """Compute the gradients of the arguments from those of the results; to be written by the subclass."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """Compute the tangents of the results from those of the arguments; may be written by the subclass."""
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
        )

    generate_vmap_rule = False

    @staticmethod
    def vmap(info: Any, in_dims: tuple[int | None, ...], *args: Any) -> tuple[Any, Any]:
        """Compute the results for a batch: ``info.batch_size`` examples, along dimension ``in_dims[i]`` of argument i
        (None: the same for all). Returns them and the dimensions along which they have the batch."""
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod or set "
            "generate_vmap_rule=True."
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raises RuntimeError: Functions are called as ``Name.apply(...)``."""
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd "
            f"function with static forward method: {type(self).__name__}.apply(...)"
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run ``forward`` and, if an argument requires a gradient, record the step. Raises TypeError for arguments that
        forward doesn't take."""
        split = hasattr(cls, "setup_context")
        args = _positional(cls, split, args, kwargs)
        forward = _batch_rule(cls, split, args) or cls.forward
        if not split and forward is not cls.forward:
            return forward(*args)
        ctx = _context(cls)()
        tensors = [(i, a) for i, a in enumerate(args) if isinstance(a, Value)]
        for _, t in tensors:
            refresh(t)
        needs = state.grad and any(t.requires_grad for _, t in tensors)
        ctx.needs_input_grad = tuple(isinstance(a, Value) and a.requires_grad for a in args)
        edges = [edge_of(a) for _, a in tensors] if needs else None
        recorder = state.recorder
        dual = None if recorder is None else recorder.find("dual_level")
        before, state.grad = state.grad, state.grad and forward is not cls.forward  # a rule runs outside the batch
        try:
            if dual is not None:
                dual.paused += 1
            output = forward(*args) if split else cls.forward(ctx, *args)
            state.grad = False
            if split:
                cls.setup_context(ctx, args, output)
        finally:
            state.grad = before
            if dual is not None:
                dual.paused -= 1
        output = _recorded(cls, ctx, args, tensors, edges, output)
        if dual is not None:
            dual.function(cls, ctx, args, output)
        return output


class InplaceFunction(Function):
    """A Function whose instances remember ``inplace``: a base class of older programs.

    >>> torch.autograd.function.InplaceFunction(True).inplace
    True
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


def _positional(cls, split, args, kwargs):
    """The arguments of ``apply`` as ``backward`` counts them, in the order of ``forward``'s parameters; with their
    defaults, if ``setup_context`` sees them."""
    if not kwargs and not split:
        return args
    parameters = _parameters(cls)
    bound = parameters.bind(*args, **kwargs) if split else parameters.bind(None, *args, **kwargs)
    if split:
        bound.apply_defaults()
    if bound.kwargs:
        raise TypeError(
            f"{cls.__name__}.forward() got an unexpected keyword argument '{next(iter(bound.kwargs))}': a custom "
            "Function's arguments have a position"
        )
    return bound.args[0 if split else 1 :]


@functools.cache
def _parameters(cls):
    from inspect import signature  # slow to load, and rarely needed

    return signature(cls.forward)


def _batch_rule(cls, split, args):
    """What computes ``forward`` for the batch that the arguments belong to, outside of it; None: forward itself does,
    example by example as seen from inside."""
    level = max([level_of(a) for a in args], default=0)
    if not level:
        return None
    from .._vmap import functions

    if cls.vmap is not Function.vmap:
        if cls.generate_vmap_rule:
            raise RuntimeError(
                f"You tried to vmap over {cls.__name__}, but it has both generate_vmap_rule=True and an overridden "
                "vmap staticmethod. Please set generate_vmap_rule=False or delete the overridden vmap staticmethod to "
                "avoid ambiguity."
            )
        if not split:
            raise RuntimeError(
                "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, jacrev, ...), it "
                "must override the setup_context staticmethod."
            )
        return lambda *args: functions.by_rule(cls, level, args)
    if state.grad and any(level_of(a) and traced(a._array.physical) for a in args):
        if not split:
            functions.check_one_level(args)
        return lambda *args: functions.one_by_one(cls, level, args)
    return None


def edge_of(v: Any) -> tuple[Any, int] | None:
    """Where the gradient of a value goes: (Node or leaf, output number), or None."""
    if not isinstance(v, Value):
        return None
    if v._node is not None:
        return (v._node, v._output_nr)
    return (v, 0) if v._requires_grad else None


@functools.cache
def _context(cls):
    """The class of ``ctx``, named as PyTorch's; attributes and methods of the Function are its own."""
    return type(cls._backward_name, (cls,), {"__module__": cls.__module__, "__init__": FunctionCtx.__init__})


def _recorded(cls, ctx, args, tensors, edges, output):
    """The results with the history that ``backward`` gives them."""
    single = not isinstance(output, tuple)
    outputs = [output] if single else list(output)
    if any(not any(d is o for o in outputs) for d in ctx._dirty):
        raise RuntimeError(
            "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
            "modified inplace must all be outputs of the Function."
        )
    if edges is None:
        return output
    places = [i for i, o in enumerate(outputs) if isinstance(o, Value)]
    inputs = [t for _, t in tensors]
    outs = tuple(_spec(outputs[i]) for i in places)
    specs = tuple(map(_spec, inputs))
    call = _Backward(cls, ctx, len(args), [i for i, _ in tensors], places, len(outputs), outs, specs)
    node = Node(cls._backward_name, edges, specs, outs, call)
    numbers = {}  # of results, by identity
    for nr, i in enumerate(places):
        o = outputs[i]
        flows = o._dtype.category >= 2 and not any(o is n for n in ctx._non_differentiable)
        dirty = any(o is d for d in ctx._dirty)
        if dirty:
            check_in_place(SimpleNamespace(name=cls.__name__), o, inputs)
            o._storage.wrote(cls.__name__)
        elif any(o is t for t in inputs) or (flows and o._node is not None):  # handed through: it gets a new face
            outputs[i] = o = _alias(o)
        numbers[id(o)] = nr
        if flows and dirty:
            rebase(o, node, nr)
        elif flows:
            if o._base is not None:
                o._creation = 4 if len(places) == 1 else 1
            o._node, o._output_nr, o._requires_grad, o._node_version = node, nr, False, o._storage.version
    ctx._keep(node, numbers)
    if state.anomaly is not None:
        state.anomaly.made(node)
    return outputs[0] if single else tuple(outputs)


def _alias(t):
    before, state.grad = state.grad, False
    try:
        return apply(ALIAS, t)
    finally:
        state.grad = before


def _spec(t):
    return Spec(t._array.shape, t._dtype, t._device)


class _Kept(Slot):
    """A value that ``save_for_backward`` got; ``number``: which result it is, or None."""

    __slots__ = ("entry", "number")

    def __init__(self, v, number):
        is_output, hooks = number is not None, state.saved_hooks
        self.entry = saving.Saved(v, is_output) if hooks is None else Packed(v, hooks, is_output)
        self.number = number

    def unpack(self, node, output):
        """The value again."""
        return self.entry.unpack(node, self.number)


def call_jvp(cls: Any, ctx: Any, tangents: Any) -> tuple[Any, ...]:
    """What a Function's ``jvp`` returns for the tangents of its arguments, as a tuple."""
    before, ctx._in_jvp = ctx._in_jvp, True
    try:
        moved = cls.jvp(ctx, *tangents)
    finally:
        ctx._in_jvp = before
    return moved if isinstance(moved, tuple) else (moved,)


class _Linearizing(threading.local):
    """``on``: the backward pass that runs is for its derivative by the gradients it began with, along directions of the
    inputs. Functions that have a ``jvp`` say that themselves."""

    on = False


linearizing = _Linearizing()


class _Backward:
    """What the engine calls: gradients of the node's outputs in, those of the tensors among the arguments out."""

    def __init__(self, cls, ctx, n_args, tensors, places, n_outputs, outs, specs):
        self.cls, self.ctx, self.n_args, self.tensors = cls, ctx, n_args, tensors
        self.places, self.n_outputs, self.outs, self.specs = places, n_outputs, outs, specs

    def _transposed(self, grads):
        """Zeros for the arguments' gradients, whose derivative by ``grads`` is the ``jvp`` turned round."""
        there = [k for k, g in enumerate(grads) if g is not None]

        def push(*tangents):
            given = [None] * self.n_args
            for i, t, s in zip(self.tensors, tangents, self.specs, strict=True):
                given[i] = _zeros(s) if t is None and self.ctx._materialize else t
            moved = call_jvp(self.cls, self.ctx, given)
            return tuple(moved[self.places[k]] for k in there)

        weights = [grads[k] for k in there]
        node = Node(
            self.cls._backward_name, [edge_of(g) for g in weights], tuple(map(_spec, weights)), self.specs, push
        )
        results = [_zeros(s) for s in self.specs]
        for nr, r in enumerate(results):
            if r._dtype.category >= 2:
                r._node, r._output_nr, r._node_version = node, nr, r._storage.version
        return tuple(results)

    def __call__(self, *grads):
        if linearizing.on and self.cls.jvp is not Function.jvp:
            return self._transposed(grads)
        full = [None] * self.n_outputs
        for i, g, s in zip(self.places, grads, self.outs, strict=True):
            if g is None and self.ctx._materialize:
                g = _zeros(s)
            full[i] = g
        backward, vjp = self.cls.backward, self.cls.vjp
        if backward is Function.backward:
            backward = vjp
        elif vjp is not Function.vjp:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only "
                "implement one of them."
            )
        results = backward(self.ctx, *full)
        results = tuple(results) if isinstance(results, (tuple, list)) else (results,)
        if len(results) > self.n_args and all(r is None for r in results[self.n_args :]):
            results = results[: self.n_args]
        if len(results) != self.n_args:
            raise RuntimeError(
                f"function {self.cls._backward_name} returned an incorrect number of gradients (expected "
                f"{self.n_args}, got {len(results)}): backward returns one, or None, for each argument of forward"
            )
        for i, r in enumerate(results):
            if r is not None and not isinstance(r, Value):
                raise RuntimeError(
                    f"expected Variable or None (got {type(r).__name__}): backward of {self.cls.__name__} returns "
                    "tensors"
                )
            if r is not None and i not in self.tensors:
                raise RuntimeError(
                    f"function {self.cls._backward_name} returned a gradient different than None at position {i + 1}, "
                    "but the corresponding forward input was not a Variable"
                )
        return tuple(results[i] for i in self.tensors)


def _zeros(spec):
    return zeros(spec.shape, dtype=spec.dtype, device=spec.device)


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for ``backward`` methods that can't be differentiated again: doing so raises RuntimeError."""

    @functools.wraps(backward)
    def run(ctx, *grads):
        before, state.grad = state.grad, False
        try:
            results = backward(ctx, *grads)
        finally:
            state.grad = before
        if not (state.grad and any(isinstance(g, Value) and g.requires_grad for g in grads)):
            return results
        many = isinstance(results, (tuple, list))
        listed = list(results) if many else [results]
        edges = [edge_of(g) for g in grads if isinstance(g, Value)]
        specs = tuple(_spec(g) for g in grads if isinstance(g, Value))
        tensors = [r for r in listed if isinstance(r, Value)]

        def refuse(*_):
            raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")

        node = Node("torch::autograd::Error", edges, specs, tuple(_spec(r) for r in tensors), refuse)
        for nr, r in enumerate(tensors):
            if r._dtype.category >= 2:
                r._node, r._output_nr, r._node_version = node, nr, r._storage.version
        return tuple(listed) if many else listed[0]

    return run
