"""Tensor's face of autograd: backward, hooks, detach."""

from __future__ import annotations

from .._core import Value, apply, run_backward
from .constant import Full

__all__ = ["GradientMethods", "backward"]


def backward(tensors, grads, retain_graph, create_graph, inputs=None):
    """Carry gradients from ``tensors`` back to the leaves. ``grads``: a Tensor or None for each."""
    seeds = []
    for t, g in zip(tensors, grads, strict=True):
        if not t.requires_grad:
            raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
        if g is None:
            if t._array.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            g = apply(Full.of(t._array.shape, t._dtype, t._device), 1)
        seeds.append(g)
    run_backward(tensors, seeds, create_graph if retain_graph is None else retain_graph, create_graph, inputs)


class GradientMethods:
    """Methods of Tensor: autograd."""

    __slots__ = ()

    @property
    def grad(self):
        return self._grad

    @grad.setter
    def grad(self, g):
        self._grad = g

    @property
    def requires_grad(self):
        return Value.requires_grad.__get__(self)

    @requires_grad.setter
    def requires_grad(self, on):
        self._requires_grad = on

    @property
    def grad_fn(self):
        return self._node

    @property
    def is_leaf(self):
        return self._node is None

    def requires_grad_(self, on=True):
        self._requires_grad = on
        return self

    def detach(self):
        cls = self.result_class or type(self)
        return cls._wrap(self._array, self._dtype, self._device, self._storage)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        backward([self], [gradient], retain_graph, create_graph, inputs)
