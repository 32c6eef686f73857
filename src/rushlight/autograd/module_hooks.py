"""Hooks on the backward pass of a Module: nodes of the graph around it, at its inputs and at its outputs."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from typing import TYPE_CHECKING

from .._core import Node, Op, Spec, refresh, state
from .._ops.tensors.zeros_full import zeros
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Module = Any


class _Boundary(Op):
    """Names the nodes at a module's boundary in error messages: the tensors there must not be changed in place."""

    __slots__ = ()
    name = node_name = "BackwardHookFunction"
    multi_view = True


_BOUNDARY = _Boundary.of()


class BackwardHook:
    """The full backward hooks around one call of ``module``: a node whose gradients are those of its outputs, and one
    whose gradients are those of its inputs."""

    def __init__(
        self, module: Module, user_hooks: list[Callable[..., Any]], user_pre_hooks: list[Callable[..., Any]]
    ) -> None:
        self.module, self.user_hooks, self.user_pre_hooks = module, user_hooks, user_pre_hooks
        self.grad_outputs = None  # while the gradients travel from the outputs to the inputs
        self.inputs = self.outputs = None  # positions of the tensors among the arguments and the results
        self.n_inputs = self.n_outputs = 0

    def setup_input_hook(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, seen through the node that calls the hooks with the gradients of the inputs."""
        self.n_inputs = len(args)
        if not any(isinstance(a, Tensor) for a in args):
            raise RuntimeError("Cannot set Module backward hook for a Module with no input Tensors.")
        specs = [Spec(v._array.shape, v._dtype, v._device) for v in args if isinstance(v, Tensor)]
        args, self.inputs = _through_node(args, lambda *grads: self._at_inputs(*_zeros_for(grads, specs)))
        return args

    def setup_output_hook(self, args: Any) -> Any:
        """The results, seen through the node that receives the gradients of the outputs."""
        results = args if isinstance(args, tuple) else (args,)
        self.n_outputs = len(results)
        results, self.outputs = _through_node(results, self._at_outputs)
        return results if isinstance(args, tuple) else results[0]

    def _at_outputs(self, *grads):
        grads = _spread(grads, self.outputs, self.n_outputs)
        for hook in self.user_pre_hooks:
            new = hook(self.module, grads)
            if new is not None:
                if len(new) != self.n_outputs:
                    raise RuntimeError(
                        "Backward pre hook returned an invalid number of grad_output, "
                        f"got {len(new)}, but expected {self.n_outputs}"
                    )
                grads = new
        self.grad_outputs = grads
        if self.inputs is None:
            self._without_inputs()
        return tuple(grads[i] for i in self.outputs)

    def _without_inputs(self):
        warnings.warn(
            "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs "
            "require "
            "gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module."
            "register_full_backward_hook for more details.",
            stacklevel=2,
        )
        for hook in self.user_hooks:
            new = hook(self.module, (None,) * self.n_inputs, self.grad_outputs)
            if new is not None and not (isinstance(new, tuple) and all(g is None for g in new)):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always return None or None for "
                    "all gradients."
                )
        self.grad_outputs = None

    def _at_inputs(self, *grads):
        if self.grad_outputs is None:  # the gradient came past the outputs, through a tensor the module kept
            return grads
        grads = _spread(grads, self.inputs, self.n_inputs)
        for hook in self.user_hooks:
            new = hook(self.module, grads, self.grad_outputs)
            if new is not None:
                new = new if isinstance(new, tuple) else (new,)
                if len(new) != self.n_inputs:
                    raise RuntimeError(
                        "Backward hook returned an invalid number of grad_input, "
                        f"got {len(new)}, but expected {self.n_inputs}"
                    )
                grads = new
        self.grad_outputs = None
        return tuple(grads[i] for i in self.inputs)


def _zeros_for(grads, specs):
    """The gradients of a module's inputs: zeros for those that none came for."""
    return [
        zeros(s.shape, dtype=s.dtype, device=s.device) if g is None else g for g, s in zip(grads, specs, strict=True)
    ]


def _spread(grads, places, n):
    full: list[Any] = [None] * n
    for i, g in zip(places, grads, strict=True):
        full[i] = g
    return tuple(full)


def _through_node(values, call):
    """``values`` with its tensors seen through a new node that computes its gradients by ``call``, and their positions;
    unchanged, and None, if no gradient flows."""
    places = [i for i, v in enumerate(values) if isinstance(v, Tensor)]
    tensors = [values[i] for i in places]
    if not (state.grad and any(t.requires_grad for t in tensors)):
        return values, None
    for t in tensors:
        refresh(t)
    edges = [(t._node, t._output_nr) if t._node is not None else (t, 0) if t._requires_grad else None for t in tensors]
    specs = tuple(Spec(t._array.shape, t._dtype, t._device) for t in tensors)
    node = Node("BackwardHookFunctionBackward", edges, specs, specs, call)
    values = list(values)
    for nr, (i, t) in enumerate(zip(places, tensors, strict=True)):
        values[i] = _seen(t, node, nr, edges[nr] is not None)
    return tuple(values), places


def _seen(t, node, nr, differentiable):
    """``t`` as output ``nr`` of ``node``: a view, like those that can't be changed in place."""
    cls = t.result_class or type(t)
    v = cls._wrap(t._array, t._dtype, t._device, t._storage)
    if differentiable and t._dtype.category >= 2:
        v._node, v._output_nr, v._node_version = node, nr, t._storage.version
        v._base = t if t._base is None else t._base
        v._chain = (t._chain, _BOUNDARY, nr)
        v._creation = 4
    return v


# The older form -----------------------------------------------------------------------------------------------------


def watch_last_node(module: Module, hooks: list[Callable[..., Any]], args: tuple[Any, ...], result: Any) -> None:
    """Call ``hooks`` after the node that made ``result``: all that the older backward hooks see."""
    v = result
    while not isinstance(v, Tensor):
        v = next(r for r in v.values() if isinstance(r, Tensor)) if isinstance(v, dict) else v[0]
    node = v._node
    if node is None:
        return
    if node.post_hooks is None:
        node.post_hooks = OrderedDict()
    for hook in hooks:
        key = max(node.post_hooks, default=-1) + 1
        node.post_hooks[key] = lambda results, grads, hook=hook: hook(module, results, grads)
    _warn_of_parts(args, result, node)


def _warn_of_parts(args, result, node):
    results = result if isinstance(result, tuple) else (result,)
    if not all(isinstance(r, Tensor) for r in results):
        _warn("a Module that does not return a single Tensor or a tuple of Tensors", "some of the grad_output")
        return
    if not all(isinstance(a, Tensor) for a in args):
        _warn("a Module that does not take as input a single Tensor or a tuple of Tensors", "some of the grad_input")
        return
    made = {id(r._node) for r in results if r._node is not None}
    if len(made) > 1:
        _warn("outputs generated by different autograd Nodes", "some grad_output")
        return
    before = {id(a._node) for a in args if a._node is not None}
    if before != {id(e[0]) for e in node.edges if e is not None}:
        _warn("a forward that contains multiple autograd Nodes", "some grad_input")


def _warn(where, what):
    warnings.warn(
        f"Using non-full backward hooks on {where} is deprecated and will be removed in future versions. This hook "
        f"will be missing {what}. Please use register_full_backward_hook to get the documented behavior.",
        FutureWarning,
        stacklevel=5,
    )
