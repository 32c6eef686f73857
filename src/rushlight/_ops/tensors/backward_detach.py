"""Tensor's face of autograd: requires_grad, grad, backward, hooks, detach."""

from __future__ import annotations

import warnings

from ..._arrays.batched import Batched
from ..._base.size import Size
from ..._core import (
    Op,
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
from ..common.arguments import check_tensor
from .full import Full

__all__ = ["GradientMethods", "backward", "detach", "edge", "is_inference", "seeds"]

_LEAVES_ONLY = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph "
    "that "
    "doesn't require differentiation use var_no_grad = var.detach()."
)
_NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated "
    "during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use "
    ".retain_grad() "
    "on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
    "instead."
)


class Detach(Op):
    """The same memory without history. Only a record: ``detach`` makes the tensor itself."""

    view = True

    def infer(self, x):
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
        if not isinstance(t, tuple) and not t.requires_grad:
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
                "dtype: "
                f"grad_output[{i}] has a dtype of {g._dtype} and output[{i}] has a dtype of {dtype}."
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


def detach(input):
    """The tensor without its history: shares the memory (and its version), never requires a gradient by itself.

    >>> torch.ones(2, requires_grad=True).detach().requires_grad
    False
    """
    check_tensor(input, "detach")
    array = input._array
    array = array.detached() if type(array) is Batched else array
    v = result_class((input,))._wrap(array, input._dtype, input._device, input._storage)
    v._inference = input._inference
    if state.recorder is not None:
        state.recorder.record(DETACH, (input,), (v,), None)
    return v


def is_inference(input):
    """Whether a tensor was made in inference mode."""
    check_tensor(input, "is_inference")
    return input._inference


def _requires_grad(self, on):
    if not isinstance(on, (bool, int)):
        raise RuntimeError(f"requires_grad must be a bool, got {type(on).__name__}")
    if self._node is not None or (self._base is not None and self.requires_grad and not self._requires_grad):
        if not on:
            raise RuntimeError(_LEAVES_ONLY)
        return
    if on and self._inference and not state.inference:
        raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
    if on and self._dtype.category < 2:
        raise RuntimeError(
            f"only Tensors of floating point dtype can require gradients, this one has {self._dtype}: convert it with "
            ".float() first"
        )
    self._requires_grad = bool(on)


def _set_grad(self, g):
    if g is None:
        self._grad = None
        return
    if not isinstance(g, Value):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(g).__name__}")
    if g is self:
        raise RuntimeError("can't assign Variable as its own grad")
    if g._array.shape != self._array.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(g._array.shape)}' to a tensor of size "
            f"'{list(self._array.shape)}'. "
            "Please ensure that the gradient and the tensor are the same size"
        )
    if g._dtype is not self._dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{g._dtype.cpp}' to a tensor with grad_dtype "
            f"'{self._dtype.cpp}'. "
            "The gradient must match the tensor's dtype: convert it with .to(x.dtype)"
        )
    if g._device != self._device:
        raise RuntimeError(f"attempting to assign a gradient on {g._device} to a tensor on {self._device}")
    self._grad = g


def _set_data(self, other):
    if not isinstance(other, Value):
        raise TypeError(f"Variable data has to be a tensor, but got {type(other).__name__}")
    if self._requires_grad and other._dtype.category < 2:
        raise RuntimeError(
            f"data set to a tensor that requires gradients must be floating point or complex dtype, got {other._dtype}"
        )
    self._array, self._dtype, self._device = other._array, other._dtype, other._device


class GradientMethods:
    """Methods of Tensor: autograd."""

    __slots__ = ()

    @property
    def requires_grad(self):
        """Whether gradients flow to this tensor."""
        return Value.requires_grad.__get__(self)

    @requires_grad.setter
    def requires_grad(self, on):
        _requires_grad(self, on)

    def requires_grad_(self, requires_grad=True):
        """Set ``requires_grad`` of a leaf; returns the tensor. Raises RuntimeError for integers, and for False on a
        result."""
        _requires_grad(self, requires_grad)
        return self

    @property
    def grad(self):
        """The gradient that ``backward`` gathered in this leaf, or None."""
        if self._grad is None and self._node is not None and not self.retains_grad:
            warnings.warn(_NOT_A_LEAF, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, g):
        _set_grad(self, g)

    @grad.deleter
    def grad(self):
        self._grad = None

    @property
    def grad_fn(self):
        """The node of the graph that made this tensor; None for leaves."""
        if self._base is not None:
            refresh(self)
        return self._node

    @property
    def is_leaf(self):
        """Whether no recorded operation made this tensor."""
        return self.grad_fn is None

    @property
    def output_nr(self):
        """Which output of ``grad_fn`` this is."""
        return self._output_nr

    @property
    def retains_grad(self):
        """Whether a result keeps its gradient in ``grad``: after ``retain_grad()``."""
        node = self._node
        holder = (node.retained or {}).get(self._output_nr) if node is not None else None
        return holder is not None and holder() is self

    def retain_grad(self):
        """Have ``backward`` keep the gradient of this result in ``grad``; a leaf's is kept anyway."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self.grad_fn is not None:
            retain(self)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Compute the gradient of this tensor with respect to the leaves it came from; it adds up in their ``grad``.

        gradient: that of some scalar with respect to this tensor, of its shape; may be left out for one element.
        retain_graph: keep what was saved, for another pass. create_graph: record the pass, for higher derivatives.
        inputs: gather in these tensors only.
        Raises RuntimeError if nothing requires a gradient, or the graph was freed by an earlier pass.

        >>> x = torch.tensor(3.0, requires_grad=True)
        >>> (x * x).backward(); x.grad
        tensor(6.)
        """
        backward((self,), (gradient,), retain_graph, create_graph, inputs)

    detach = detach

    def detach_(self):
        """Forget the tensor's history, in place. Raises RuntimeError for views."""
        check_tensor(self, "detach_")
        if self._base is not None:
            raise RuntimeError(
                "Can't detach views in-place: use detach() instead. If you are using DistributedDataParallel (DDP) "
                "for training, "
                "and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() "
                "cannot be called"
            )
        self._node, self._output_nr, self._requires_grad = None, 0, False
        if type(self._array) is Batched:
            self._array = self._array.detached()
        return self

    @property
    def data(self):
        """The tensor without its history, sharing the memory; writes to it are not seen by autograd's checks."""
        v = result_class((self,))._wrap(detach(self)._array, self._dtype, self._device, Storage())
        v._inference = self._inference
        return v

    @data.setter
    def data(self, other):
        _set_data(self, other)

    def register_hook(self, hook):
        """Call ``hook(grad)`` when the gradient of this tensor is known; it may return another one.
        Returns a handle whose ``remove()`` takes the hook away.

        >>> x = torch.ones(1, requires_grad=True)
        >>> handle = x.register_hook(lambda g: g * 2)
        >>> (x * 3).backward(); x.grad
        tensor([6.])
        """
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_fn
        return hook_leaf(self, "grad", hook) if node is None else hook_output(node, self._output_nr, hook)

    def register_post_accumulate_grad_hook(self, hook):
        """Call ``hook(tensor)`` after a leaf's gradient was added to its ``grad``. Returns a handle."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self.grad_fn is not None:
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return hook_leaf(self, "accumulated", hook)

    is_inference = is_inference

    def _is_view(self):
        return self._base is not None
