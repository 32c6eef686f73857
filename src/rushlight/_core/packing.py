"""What nodes keep, handed through a user's pair of functions: ``state.saved_hooks``."""

from __future__ import annotations

from typing import Any

from .modes import state
from .spec import Spec
from .types import Node, Value


class Slot:
    """An entry of what a node keeps, for which ``unpack(node, output number or None)`` gives the value."""

    __slots__ = ()
    unpack: Any


class Packed(Slot):
    """A saved value as the first function (pack) left it; the second one (unpack) makes a tensor of it again, which
    gets the history that the value had. ``is_output``: of the node that keeps it."""

    __slots__ = ("data", "leaf", "node", "output_nr", "unpack_hook")

    def __init__(self, v: Value, hooks, is_output=False):
        version, before, state.grad = v._version, state.grad, False
        pack_hook, self.unpack_hook = hooks
        try:
            self.data = pack_hook(v)
        finally:
            state.grad = before
        if v._version != version:
            raise RuntimeError(
                "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook "
                "cannot be modified by in-place operations as this can lead to unexpected side-effects: write into a "
                "clone() of it."
            )
        self.leaf = v if v._node is None and v._requires_grad else None
        self.node, self.output_nr = None if is_output else v._node, v._output_nr

    def unpack(self, node, output):
        """The value again; ``output``: which output of ``node`` it is, or None for an input."""
        made = self.unpack_hook(self.data)
        if not isinstance(made, Value):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                f"{type(made).__name__}"
            )
        v = type(made)._wrap(made._array, made._dtype, made._device, made._storage)
        if self.leaf is not None:
            if made is self.leaf:
                return made
            spec = Spec(v._array.shape, v._dtype, v._device)
            v._node = Node("torch::autograd::Identity", [(self.leaf, 0)], (spec,), (spec,), lambda g: g)
        elif output is None:
            v._node, v._output_nr = self.node, self.output_nr
        elif v._dtype.category >= 2 and output < shown(node):
            v._node, v._output_nr = node, output
        v._node_version = v._version
        return v


def shown(node):
    """How many outputs of the node's op the caller saw."""
    return len(node.outs) if node.call is not None else node.op.visible or len(node.outs)


def pack(node, first, last):
    """Hand the Tensors in these slots of a node to the functions: inputs by their names, as PyTorch does, outputs from
    the first one, which is last."""
    names, n = node.op.operands, len(node.edges)
    for i in sorted(range(first, min(last, node.n_slots)), key=lambda i: (names[i : i + 1], i) if i < n else ((), -i)):
        pack_slot(node, i, state.saved_hooks)


def pack_slot(node, i, hooks):
    """Hand one saved Tensor to a pair of functions; what is no Tensor stays."""
    v = node.slot(i)
    if isinstance(v, Value):
        node.pack(i, Packed(v, hooks, i >= len(node.edges)))
