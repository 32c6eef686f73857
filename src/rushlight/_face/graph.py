"""The graph as users see it: what ``grad_fn`` and its kin answer."""

from __future__ import annotations

from typing import Any

from .._core import engine, graph, packing
from .._core.types import Node


class AccumulateGrad:
    """The end of an edge at a leaf: there gradients gather in ``variable.grad``."""

    __slots__ = ("__weakref__", "variable")
    __module__ = "builtins"  # as PyTorch's nodes
    next_functions: tuple = ()

    def __init__(self, variable):
        self.variable = variable

    def name(self):
        """What PyTorch prints for it."""
        return "torch::autograd::AccumulateGrad"

    @property
    def metadata(self):
        """A dict for the user's own notes."""
        return graph.of_leaf(self.variable, "metadata", dict)

    def register_hook(self, hook):
        """Call ``hook(grad_inputs, grad_outputs)`` after the gradient was accumulated; it can't change it any more."""
        return graph.hook_leaf(self.variable, "accumulated", lambda leaf: hook((), (leaf._grad,)))

    def register_prehook(self, hook):
        """Call ``hook(grad_outputs)`` before the gradient is accumulated; it may return others."""

        def before(g):
            r = hook((g,))
            return r[0] if type(r) is tuple else r

        return graph.hook_leaf(self.variable, "grad", before)

    def __eq__(self, other):
        return isinstance(other, AccumulateGrad) and self.variable is other.variable

    def __hash__(self):
        return hash(id(self.variable))

    def __repr__(self):
        return f"<AccumulateGrad object at {id(self.variable):#x}>"


class TBackward0:
    """A transposition that an op does by itself, where PyTorch's graph has a node."""

    __slots__ = ("__weakref__", "next_functions")
    __module__ = "builtins"

    def __init__(self, pair):
        self.next_functions = (pair,)

    def name(self):
        """What PyTorch prints for it."""
        return "TBackward0"

    def __eq__(self, other):
        return isinstance(other, TBackward0) and self.next_functions == other.next_functions

    def __hash__(self):
        return hash(self.next_functions)


def next_functions(node: Node) -> tuple:
    """Per input a pair (node, output number): where its gradient goes; (None, 0) where none is needed. Operands that
    could never have a gradient (numbers, integer tensors) have an entry for few ops, as in PyTorch."""
    custom, found = type(node.op) is str, []
    for i, (e, s) in enumerate(zip(node.edges, node.specs, strict=True)):
        pair = (None, 0) if e is None else e if isinstance(e[0], Node) else (AccumulateGrad(e[0]), 0)
        if custom or (i < node.op.listed if node.op.listed else s is not None and not s.weak and s.dtype.category >= 2):
            own = custom or e is None or i not in node.op.transposed
            found.append(pair if own else (TBackward0(pair), 0))
    return tuple(found)


def _saved_names(node):
    """The names of what the node keeps, as PyTorch calls them, and their slots."""
    names = {}
    if type(node.op) is not str and not node.op.view:
        n = len(node.edges)
        used = {i for row, e in zip(node.op.saves, node.edges, strict=False) if e is not None for i in row}
        for i in range(node.n_slots):
            k = i if i < n else -(node.n_slots - i)
            number = k >= 0 and (node.specs[k] is None or node.specs[k].weak)
            if k < 0 and k in used:
                names["result" if node.op.visible == 1 else f"result{-1 - k}"] = i
            elif (k in used or number) and k < len(node.op.operands):
                names[node.op.operands[k]] = i
    return names


def node_attribute(node, name):
    """``node._saved_self`` and the like: the value; ``node._raw_saved_self``: a SavedTensor. Nodes of custom functions
    have the attributes of their ``ctx``."""
    if name.startswith("__") or not (type(node.op) is str or name.startswith(("_saved_", "_raw_saved_"))):
        raise AttributeError(f"'{node.name()}' object has no attribute {name!r}")
    if type(node.op) is str:
        return getattr(getattr(node.call, "ctx", None), name)
    raw = name.startswith("_raw")
    at = _saved_names(node).get(name.removeprefix("_raw").removeprefix("_saved_"))
    if node.n_slots == 0 and node.op.saves:
        node.slot(0)  # raises if they were freed
    if at is None:
        raise AttributeError(f"{node.name()} keeps no {name!r}; it has {sorted(_saved_names(node))}")
    return SavedTensor(node, at) if raw else node.slot(at)


def node_dir(node):
    """What ``dir(node)`` lists."""
    return [*object.__dir__(node), *[f"_saved_{n}" for n in _saved_names(node)]]


class SavedTensor:
    """A value that a node keeps: its hooks can be set, once."""

    __slots__ = ("_at", "_node")

    def __init__(self, node, at):
        self._node, self._at = node, at

    def register_hooks(self, pack_hook, unpack_hook):
        """Keep what ``pack_hook(tensor)`` returns instead; ``unpack_hook`` of it gives the tensor back."""
        if self._node.is_packed(self._at):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Only one pair of hooks "
                "is allowed."
            )
        packing.pack_slot(self._node, self._at, (pack_hook, unpack_hook))


def install() -> None:
    """Have nodes of both cores answer by the functions here."""
    answers: tuple[Any, ...] = (next_functions, node_attribute, node_dir)
    for f in answers:
        for module in (engine, graph):
            setattr(module, f.__name__, f)
