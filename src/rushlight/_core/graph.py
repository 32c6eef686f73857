"""Hooks on tensors and nodes. What ``grad_fn`` answers stands in ``_face/graph.py``."""

from __future__ import annotations

import weakref
from collections import OrderedDict

from .._base.handles import RemovableHandle
from .types import Node, Value


def of_leaf(leaf: Value, kind, make):
    """What a leaf keeps of a kind, made if there is none yet."""
    if leaf._hooks is None:
        leaf._hooks = {}
    return leaf._hooks.setdefault(kind, make())


def _registered(hooks, hook):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def hook_leaf(leaf: Value, kind, hook) -> RemovableHandle:
    """A hook on a leaf: kind 'grad' (before its gradient is accumulated) or 'accumulated' (after)."""
    return _registered(of_leaf(leaf, kind, OrderedDict), hook)


def hook_output(node: Node, nr, hook) -> RemovableHandle:
    """A hook on output ``nr`` of a node: ``hook(grad)`` may return another gradient."""
    if node.hooks is None:
        node.hooks = {}
    return _registered(node.hooks.setdefault(nr, OrderedDict()), hook)


def hook_node(node: Node, hook, before) -> RemovableHandle:
    """A hook on a node, before it runs, ``hook(grad_outputs)``, or after, ``hook(grad_inputs, grad_outputs)``."""
    kind = "pre_hooks" if before else "post_hooks"
    if getattr(node, kind) is None:
        setattr(node, kind, OrderedDict())
    return _registered(getattr(node, kind), hook)


def retain(v: Value) -> None:
    """Have the gradient of a tensor that is no leaf kept in its ``grad``."""
    node = v._node
    if node.retained is None:
        node.retained = {}
    node.retained.setdefault(v._output_nr, weakref.ref(v))
