"""Function: operations with derivatives of one's own."""

from __future__ import annotations

import functools
import weakref

from .._core import Node, Spec, Value, refresh, saving, state
from ..creation import zeros

__all__ = ["Function", "FunctionCtx", "once_differentiable"]


class FunctionCtx:
    """What ``forward`` and ``backward`` of a Function share."""

    def __init__(self):
        self._to_save = ()
        self._saved = None
        self._dirty = ()
        self._non_differentiable = ()
        self._materialize = True
        self.needs_input_grad = ()

    def save_for_backward(self, *tensors):
        """Keep inputs or outputs (or None) for ``backward``; they are checked there for changes in between."""
        for t in tensors:
            if t is not None and not isinstance(t, Value):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {tensors.index(t)} is of type {type(t).__name__}: "
                    "keep other things as attributes of ctx"
                )
        self._to_save = tensors

    save_for_forward = save_for_backward

    def mark_dirty(self, *tensors):
        """Inputs that ``forward`` changes in place; they must be among its results."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        """Results through which no gradient flows."""
        self._non_differentiable = tensors

    def set_materialize_grads(self, value):
        """Whether ``backward`` gets zeros (True) or None for results that no gradient came for."""
        self._materialize = bool(value)

    @property
    def saved_tensors(self):
        """What ``save_for_backward`` kept. Raises RuntimeError if it was changed in place or freed since."""
        if self._saved is None:
            return self._to_save
        return self._saved()


class _FunctionMeta(type):
    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        cls._backward_name = name + "Backward"


class Function(FunctionCtx, metaclass=_FunctionMeta):
    """An operation with a derivative of one's own. Subclass it with static methods ``forward(ctx, *args)`` and
    ``backward(ctx, *grads)`` (one gradient, or None, per argument of forward), and call ``apply``. With a static method
    ``setup_context(ctx, inputs, output)``, ``forward`` takes no ctx.

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
    def forward(*args, **kwargs):
        """Compute the results; to be written by the subclass."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        """Compute the gradients of the arguments from those of the results; to be written by the subclass."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward "
            "mode AD."
        )

    vjp = backward

    @classmethod
    def apply(cls, *args, **kwargs):
        """Run ``forward`` and, if an argument requires a gradient, record the step."""
        ctx = _context(cls)()
        tensors = [(i, a) for i, a in enumerate(args) if isinstance(a, Value)]
        for _, t in tensors:
            refresh(t)
        needs = state.grad and any(t.requires_grad for _, t in tensors)
        ctx.needs_input_grad = tuple(isinstance(a, Value) and a.requires_grad for a in args)
        edges = [_edge(a) for _, a in tensors] if needs else None
        before, state.grad = state.grad, False
        try:
            if hasattr(cls, "setup_context"):
                output = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args, **kwargs)
        finally:
            state.grad = before
        return _recorded(cls, ctx, args, tensors, edges, output)


def _edge(v):
    if v._node is not None:
        return (v._node, v._output_nr)
    return (v, 0) if v._requires_grad else None


@functools.cache
def _context(cls):
    """The class of ``ctx``, named as PyTorch's; attributes and methods of the Function are its own."""
    return type(cls._backward_name, (cls,), {"__module__": cls.__module__, "__init__": FunctionCtx.__init__})


def _recorded(cls, ctx, args, tensors, edges, output):
    """The results with the history that ``backward`` gives them."""
    if edges is None:
        return output
    single = not isinstance(output, (tuple, list))
    outputs = [output] if single else list(output)
    places = [i for i, o in enumerate(outputs) if isinstance(o, Value)]
    inputs = [t for _, t in tensors]
    outs = tuple(_spec(outputs[i]) for i in places)
    call = _Backward(cls, ctx, len(args), [i for i, _ in tensors], places, len(outputs), outs)
    node = Node(cls._backward_name, edges, tuple(map(_spec, inputs)), outs, call)
    saved_outputs = {}
    for nr, i in enumerate(places):
        o = outputs[i]
        flows = o._dtype.category >= 2 and not any(o is n for n in ctx._non_differentiable)
        if any(o is d for d in ctx._dirty):
            _check_dirty(o)
            o._storage.version += 1
        elif any(o is t for t in inputs) or (flows and o._node is not None):
            outputs[i] = type(o)._wrap(
                o._array, o._dtype, o._device, o._storage
            )  # an input handed through gets a new face
            o = outputs[i]
        saved_outputs[id(o)] = nr
        if flows:
            o._node, o._output_nr, o._requires_grad, o._node_version = node, nr, False, o._storage.version
    ctx._saved = _keep(ctx._to_save, node, saved_outputs)
    ctx._to_save = ()
    return outputs[0] if single else tuple(outputs)


def _spec(t):
    return Spec(t._array.shape, t._dtype, t._device)


def _check_dirty(t):
    if t._requires_grad and t._node is None:
        raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
    if t._base is not None and t._base.requires_grad:
        raise RuntimeError(
            "mark_dirty on a view: change a clone() instead, so that the base's history stays right"
        )


def _keep(values, node, outputs):
    """A function that gives the saved values back. Results are kept as memory only: they hold the node, which holds this."""
    kept = [None if v is None else (saving.Saved(v, id(v) in outputs), outputs.get(id(v))) for v in values]
    holder = weakref.ref(node)

    def give():
        node = holder()
        if node is None:
            raise RuntimeError("the graph that these saved tensors belong to is gone")
        saving.unpack(node)  # raises if they were freed
        return tuple(None if k is None else k[0].unpack(node, k[1]) for k in kept)

    return give


class _Backward:
    """What the engine calls: gradients of the node's outputs in, those of the tensors among the arguments out."""

    def __init__(self, cls, ctx, n_args, tensors, places, n_outputs, outs):
        self.cls, self.ctx, self.n_args, self.tensors = cls, ctx, n_args, tensors
        self.places, self.n_outputs, self.outs = places, n_outputs, outs

    def __call__(self, *grads):
        full = [None] * self.n_outputs
        for i, g, s in zip(self.places, grads, self.outs, strict=True):
            if g is None and self.ctx._materialize:
                g = _zeros(s)
            full[i] = g
        backward = self.cls.backward if self.cls.backward is not Function.backward else self.cls.vjp
        results = backward(self.ctx, *full)
        results = tuple(results) if isinstance(results, (tuple, list)) else (results,)
        if len(results) > self.n_args and all(r is None for r in results[self.n_args :]):
            results = results[: self.n_args]
        if len(results) != self.n_args:
            raise RuntimeError(
                f"function {self.cls._backward_name} returned an incorrect number of gradients (expected {self.n_args}, got "
                f"{len(results)}): backward returns one, or None, for each argument of forward"
            )
        for i, r in enumerate(results):
            if r is not None and i not in self.tensors:
                raise RuntimeError(
                    f"function {self.cls._backward_name} returned a gradient different than None at position {i + 1}, but the "
                    "corresponding forward input was not a Variable"
                )
        return tuple(results[i] for i in self.tensors)


def _zeros(spec):
    return zeros(spec.shape, dtype=spec.dtype, device=spec.device)


def once_differentiable(backward):
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
        edges = [_edge(g) for g in grads if isinstance(g, Value)]
        specs = tuple(_spec(g) for g in grads if isinstance(g, Value))
        tensors = [r for r in listed if isinstance(r, Value)]

        def refuse(*_):
            raise RuntimeError(
                "trying to differentiate twice a function that was marked with @once_differentiable"
            )

        node = Node("torch::autograd::Error", edges, specs, tuple(_spec(r) for r in tensors), refuse)
        for nr, r in enumerate(tensors):
            if r._dtype.category >= 2:
                r._node, r._output_nr, r._node_version = node, nr, r._storage.version
        return tuple(listed) if many else listed[0]

    return run
