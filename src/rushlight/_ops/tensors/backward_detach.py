"""Tensor's face of autograd: requires_grad, grad, backward, hooks, detach."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from ..._arrays.batched import Batched
from ..._base.size import Size
from ..._core import (
    Op,
    RemovableHandle,
    Storage,
    Value,
    apply,
    gather,
    hook_leaf,
    hook_output,
    refresh,
    result_class,
    retain,
    run_backward,
    state,
)
from ..._face.public import method, public
from .full import Full

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._face.types import Tensor


_LEAVES_ONLY = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph "
    "that doesn't require differentiation use var_no_grad = var.detach()."
)
_NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
    "the leaf Tensor instead."
)


class Detach(Op):
    """The same memory without history. Only a record: ``detach`` makes the tensor itself."""

    view = True

    def infer(input, x):
        return x


DETACH = Detach.of()


def edge(v):
    """A Tensor as it is, its history up to date; of a gradient edge the pair (Node or leaf, output number)."""
    if isinstance(v, Value):
        refresh(v)
        return v
    return getattr(v[0], "variable", v[0]), v[1]


def _described(v):
    """Shape, dtype and device of a Tensor, or of what an edge belongs to."""
    if isinstance(v, tuple):
        to, nr = edge(v)
        v = to if isinstance(to, Value) else to.outs[nr]
    return tuple(v.shape), v.dtype, v.device


def seeds(tensors, grads):
    """The gradients to start from: ``grads``, checked, or 1 for tensors of one element. ``tensors`` may be edges,
    too."""
    result = []
    for i, (t, g) in enumerate(zip(tensors, grads, strict=True)):
        if not isinstance(t, tuple) and not (t.requires_grad and (t._requires_grad or t.grad_fn is not None)):
            raise RuntimeError(
                f"element {i} of tensors does not require grad and does not have a grad_fn: nothing that it was "
                "computed from "
                "requires a gradient. Set x.requires_grad_() before computing it, outside torch.no_grad()"
            )
        shape, dtype, device = _described(t)
        if g is None:
            if 0 in shape or any(n != 1 for n in shape):
                raise RuntimeError(
                    f"grad can be implicitly created only for scalar outputs; this one has shape {shape}: call "
                    "y.sum().backward(), or give the gradient: y.backward(torch.ones_like(y))"
                )
            if dtype.category != 2:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {dtype}")
            g = apply(Full.of(shape, dtype, device), 1)
        elif not isinstance(g, Value):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
        elif g._array.shape != shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of "
                f"{Size(shape)}: give one of the output's shape."
            )
        elif (g._dtype.category == 3) != (dtype.category == 3):
            raise RuntimeError(
                "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in "
                f"dtype: grad_output[{i}] has a dtype of {g._dtype} and output[{i}] has a dtype of {dtype}."
            )
        result.append(g)
    return result


def backward(tensors, grads, retain_graph, create_graph, inputs=None):
    """Carry gradients from ``tensors`` back to the leaves; they add up in ``grad``. ``grads``: a Tensor or None for
    each. ``inputs``: gather only in these, leaves or not."""
    grads = seeds(tensors, grads)
    tensors = [*map(edge, tensors)]
    keep, create_graph = bool(create_graph if retain_graph is None else retain_graph), bool(create_graph)
    if inputs is None:
        run_backward(tensors, grads, keep, create_graph)
        return
    single = isinstance(inputs, Value) or (isinstance(inputs, tuple) and hasattr(inputs, "output_nr"))
    inputs = [inputs] if single else list(inputs)
    if not inputs:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    for i, v in enumerate(inputs):
        if isinstance(v, Value) and not v.requires_grad:
            raise RuntimeError(f"One of the differentiated Tensors does not require grad (inputs[{i}])")
    ends = [*map(edge, inputs)]
    for v in ends:
        if isinstance(v, Value) and v._node is not None:
            retain(v)
    for end, g in zip(ends, run_backward(tensors, grads, keep, create_graph, ends), strict=True):
        leaf = end[0] if isinstance(end, tuple) else end
        if g is not None and isinstance(leaf, Value) and leaf._node is None:
            gather(leaf, g, create_graph)


@public()
def detach(input: Tensor) -> Tensor:
    """The tensor without its history: shares the memory (and its version), never requires a gradient by itself.

    >>> torch.ones(2, requires_grad=True).detach().requires_grad
    False
    """
    array = input._array
    if type(array) is Batched:
        array = array.detached()
    elif state.recorder is not None:
        array = array.view()  # tangents belong to arrays
    v = result_class((input,))._wrap(array, input._dtype, input._device, input._storage)
    v._inference = input._inference
    if state.recorder is not None:
        state.recorder.record(DETACH, (input,), (v,), None)
    return v


@public()
def is_inference(input: Tensor) -> bool:
    """Whether a tensor was made in inference mode."""
    return input._inference


def _requires_grad(input: Tensor) -> bool:
    return Value.requires_grad.__get__(input)  # type: ignore[attr-defined]  # the property itself


def _set_requires_grad(input, on):
    if not isinstance(on, (bool, int)):
        raise RuntimeError(f"requires_grad must be a bool, got {type(on).__name__}")
    if input.grad_fn is not None:
        if not on:
            raise RuntimeError(_LEAVES_ONLY)
        return
    if on and input._inference and not state.inference:
        raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
    if on and input._dtype.category < 2:
        raise RuntimeError(
            f"only Tensors of floating point dtype can require gradients, this one has {input._dtype}: convert it with "
            ".float() first"
        )
    input._requires_grad = bool(on)


def _set_grad(input, g):
    if g is None:
        input._grad = None
        return
    if not isinstance(g, Value):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(g).__name__}")
    if g is input:
        raise RuntimeError("can't assign Variable as its own grad")
    if g._array.shape != input._array.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(g._array.shape)}' to a tensor of size "
            f"'{list(input._array.shape)}'. Please ensure that the gradient and the tensor are the same size"
        )
    if g._dtype is not input._dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{g._dtype.cpp}' to a tensor with grad_dtype "
            f"'{input._dtype.cpp}'. The gradient must match the tensor's dtype: convert it with .to(x.dtype)"
        )
    if g._device != input._device:
        raise RuntimeError(f"attempting to assign a gradient on {g._device} to a tensor on {input._device}")
    input._grad = g


def _set_data(input, other):
    if not isinstance(other, Value):
        raise TypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
    if input._requires_grad and other._dtype.category < 2:
        raise RuntimeError(
            f"data set to a tensor that requires gradients must be floating point or complex dtype, got {other._dtype}"
        )
    input._array, input._dtype, input._device = other._array, other._dtype, other._device


@public("Tensor")
def requires_grad_(input: Tensor, requires_grad: bool = True) -> Tensor:
    """Set ``requires_grad`` of a leaf; returns the tensor. Raises RuntimeError for integers, and for False on a
    result."""
    _set_requires_grad(input, requires_grad)
    return input


@public("Tensor")
def retain_grad(input: Tensor) -> None:
    """Have ``backward`` keep the gradient of this result in ``grad``; a leaf's is kept anyway."""
    if not input.requires_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if input.grad_fn is not None:
        retain(input)


@public("Tensor.backward")
def _backward(
    input: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Compute the gradient of this tensor with respect to the leaves it came from; it adds up in their ``grad``.

    gradient: that of some scalar with respect to this tensor, of its shape; may be left out for one element.
    retain_graph: keep what was saved, for another pass. create_graph: record the pass, for higher derivatives.
    inputs: gather in these tensors only.
    Raises RuntimeError if nothing requires a gradient, or the graph was freed by an earlier pass.

    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> (x * x).backward(); x.grad
    tensor(6.)
    """
    backward((input,), (gradient,), retain_graph, create_graph, inputs)


@public()
def detach_(input: Tensor) -> Tensor:
    """Forget the tensor's history, in place. Raises RuntimeError for views."""
    if input._base is not None:
        raise RuntimeError(
            "Can't detach views in-place: use detach() instead. If you are using DistributedDataParallel (DDP) for "
            "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
            "detach_() cannot be called"
        )
    input._node, input._output_nr, input._requires_grad = None, 0, False
    if type(input._array) is Batched:
        input._array = input._array.detached()
    return input


@public("Tensor")
def register_hook(input: Tensor, hook: Callable[[Tensor], Any]) -> RemovableHandle:
    """Call ``hook(grad)`` when the gradient of this tensor is known; it may return another one.
    Returns a handle whose ``remove()`` takes the hook away.

    >>> x = torch.ones(1, requires_grad=True)
    >>> handle = x.register_hook(lambda g: g * 2)
    >>> (x * 3).backward(); x.grad
    tensor([6.])
    """
    if not input.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    node = input.grad_fn
    return hook_leaf(input, "grad", hook) if node is None else hook_output(node, input._output_nr, hook)


@public("Tensor")
def register_post_accumulate_grad_hook(input: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Call ``hook(tensor)`` after a leaf's gradient was added to its ``grad``. Returns a handle."""
    if not input.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if input.grad_fn is not None:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    return hook_leaf(input, "accumulated", hook)


def _grad(input: Tensor) -> Tensor | None:
    if input._grad is None and input._node is not None and not input.retains_grad:
        warnings.warn(_NOT_A_LEAF, stacklevel=2)
    return input._grad


def _delete_grad(input):
    input._grad = None


def _grad_fn(input: Tensor) -> Any:
    if input._base is not None:
        refresh(input)
    return input._node


def _retains_grad(input: Tensor) -> bool:
    node = input._node
    holder = (node.retained or {}).get(input._output_nr) if node is not None else None
    return holder is not None and holder() is input


def _data(input: Tensor) -> Tensor:
    v = result_class((input,))._wrap(detach(input)._array, input._dtype, input._device, Storage())
    v._inference = input._inference
    return v


def _is_view(input: Tensor) -> bool:
    return input._base is not None


method(
    requires_grad=property(_requires_grad, _set_requires_grad, doc="Whether gradients flow to this tensor."),
    grad=property(_grad, _set_grad, _delete_grad, "The gradient that ``backward`` gathered in this leaf, or None."),
    grad_fn=property(_grad_fn, doc="The node of the graph that made this tensor; None for leaves."),
    is_leaf=property(lambda x: x.grad_fn is None, doc="Whether no recorded operation made this tensor."),
    output_nr=property(lambda x: x._output_nr, doc="Which output of ``grad_fn`` this is."),
    retains_grad=property(_retains_grad, doc="Whether a result keeps its gradient: after ``retain_grad()``."),
    data=property(
        _data,
        _set_data,
        doc="The tensor without its history, sharing the memory; writes to it are not seen by autograd's checks.",
    ),
    _is_view=_is_view,
)
