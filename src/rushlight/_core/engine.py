"""The backward pass: nodes in order of age, youngest first; gradients of a shared value add up before they go on."""

from __future__ import annotations

import heapq
import sys

from . import saving
from .modes import state
from .spec import broadcast
from .types import Node, Value

__all__ = ["accumulate", "run_backward"]


def run_backward(roots, grads, keep_graph=False, create_graph=False, inputs=None):
    """Carry ``grads`` from ``roots`` back through the graph.

    roots   Values that require gradients; grads: a Value per root
    inputs  None: gradients gather in the leaves' ``grad``. Else a list of Values: theirs are returned (None where the
            graph doesn't reach), and nothing gathers.
    """
    edges = [_edge(v) for v in roots]
    targets = None if inputs is None else {_edge(v): None for v in inputs}
    nodes, order = _collect([t for t, _ in edges], targets)
    pending: dict = {}  # node or leaf -> list of gradients by output number
    for edge, g in zip(edges, grads, strict=True):
        _add(pending, edge, g, create_graph)
    before, state.grad = state.grad, create_graph
    try:
        _leaves(pending, targets, create_graph, nodes)
        while order:
            node = heapq.heappop(order)[1]
            got = pending.pop(node, None)
            if got is None:
                _skip(node, nodes, order)
                continue
            got = _after_hooks(node, got, targets, create_graph)
            if nodes[node].runs:
                results = call(node, got)
                if not keep_graph:
                    saving.release(node)
                for edge, g in zip(node.edges, results, strict=True):
                    if edge is not None and g is not None and (edge[0] in nodes or type(edge[0]) is not Node):
                        _add(pending, edge, g, create_graph)
                _leaves(pending, targets, create_graph, nodes)
            _skip(node, nodes, order)
    finally:
        state.grad = before
    return None if inputs is None else [targets[_edge(v)] for v in inputs]


class _Visit:
    """What the engine knows of a node in one pass: how many users have yet to run, and whether its vjp is wanted."""

    __slots__ = ("runs", "waiting")

    def __init__(self):
        self.waiting, self.runs = 0, True


def _edge(v):
    return (v, 0) if v._node is None else (v._node, v._output_nr)


def _collect(roots, targets):
    """Every node reachable from ``roots`` with the number of its users, and a heap of those that nobody uses."""
    nodes: dict = {}
    stack = [n for n in roots if isinstance(n, Node)]
    for n in stack:
        nodes.setdefault(n, _Visit())
    stack = list(nodes)
    postorder = []
    while stack:
        node = stack.pop()
        postorder.append(node)
        for edge in node.edges:
            if edge is not None and isinstance(edge[0], Node):
                visit = nodes.get(edge[0])
                if visit is None:
                    visit = nodes[edge[0]] = _Visit()
                    stack.append(edge[0])
                visit.waiting += 1
    if targets is not None:  # run only what lies on the way to a target; parents are older than their users
        wanted = {t for t, _ in targets}
        for node in sorted(postorder, key=lambda n: n.seq):
            visit = nodes[node]
            visit.runs = any(e is not None and (e[0] in wanted) for e in node.edges)
            if visit.runs:
                wanted.add(node)
    order = [(-n.seq, n) for n, visit in nodes.items() if not visit.waiting]
    heapq.heapify(order)
    return nodes, order


def _skip(node, nodes, order):
    """Tell the nodes that ``node`` used that it is done; those with no other user are next."""
    for edge in node.edges:
        if edge is not None and isinstance(edge[0], Node):
            visit = nodes[edge[0]]
            visit.waiting -= 1
            if not visit.waiting:
                heapq.heappush(order, (-edge[0].seq, edge[0]))


def _add(pending, edge, g, create_graph):
    to, nr = edge
    slots = pending.get(to)
    if slots is None:
        slots = pending[to] = [None] * (len(to.outs) if isinstance(to, Node) else 1)
    slots[nr] = g if slots[nr] is None else slots[nr] + g


def _leaves(pending, targets, create_graph, nodes):
    """Gradients that arrived at leaves: to the target list, or into ``grad``."""
    for leaf in [k for k in pending if not isinstance(k, Node)]:
        (g,) = pending.pop(leaf)
        for hook in list((leaf._hooks or {}).get("grad", {}).values()):
            g = _hooked(hook, g)
        if targets is None:
            accumulate(leaf, g, create_graph)
            for hook in list((leaf._hooks or {}).get("accumulated", {}).values()):
                hook(leaf)
        elif (leaf, 0) in targets:
            old = targets[leaf, 0]
            targets[leaf, 0] = g if old is None else old + g


def accumulate(leaf: Value, g: Value, create_graph: bool) -> None:
    """Add ``g`` to ``leaf.grad``. The first one is taken over if nobody else holds it, else copied."""
    if leaf._grad is None:
        # 5 references: the caller's name, ours, getrefcount's argument, and the engine's
        sole = sys.getrefcount(g) <= 4 and g._array.base is None and g._base is None and g._array.flags.c_contiguous
        if create_graph:
            leaf._grad = g if sole else g.clone()
        else:
            leaf._grad = g if sole and g._node is None else g.detach().clone()
    elif create_graph:
        leaf._grad = leaf._grad + g
    else:
        leaf._grad.add_(g)


def _after_hooks(node, grads, targets, create_graph):
    """Tensor hooks, retained gradients, captures and node pre-hooks, in PyTorch's order."""
    for nr, hooks in (node.hooks or {}).items():
        for hook in list(hooks.values()):
            if grads[nr] is not None:
                grads[nr] = _hooked(hook, grads[nr])
    for nr, holder in (node.retained or {}).items():
        v = holder()
        if v is not None and grads[nr] is not None:
            v._grad = grads[nr].clone() if v._grad is None else v._grad + grads[nr]
    for hook in list((node.pre_hooks or {}).values()):
        r = hook(tuple(grads))
        if r is not None:
            grads = list(r) if type(r) in (tuple, list) else [r]
    if targets is not None:
        for nr, g in enumerate(grads):
            if (node, nr) in targets and g is not None:
                targets[node, nr] = g
    return grads


def _hooked(hook, g):
    r = hook(g)
    if r is None:
        return g
    if not isinstance(r, Value):
        raise TypeError(f"a tensor hook must return None or a Tensor, not {type(r).__name__}")
    if r._array.shape != g._array.shape:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', hook)}' has changed the size of value")
    return r


def call(node: Node, grads):
    """Run the node's vjp and fit each gradient to the input it belongs to. ``grads``: one (or None) per output."""
    need = tuple(e is not None for e in node.edges)
    if node.call is not None:
        results = node.call(*grads)
    else:
        results = node.op.vjp(need, tuple(grads), saving.unpack(node), node.specs)
    if type(results) is not tuple:
        results = tuple(results) if type(results) is list else (results,)
    if len(results) != len(need):
        raise RuntimeError(
            f"function {node.name()} returned an incorrect number of gradients (expected {len(need)}, got {len(results)})"
        )
    fitted = tuple(
        fit(node, i, g, node.specs[i]) if wanted and g is not None else None
        for i, (wanted, g) in enumerate(zip(need, results, strict=True))
    )
    for hook in list((node.post_hooks or {}).values()):
        r = hook(fitted, tuple(grads))
        if r is not None:
            fitted = tuple(r) if type(r) in (tuple, list) else (r,)
    return fitted


def fit(node, i, g, spec):
    """``g`` summed to the input's shape and cast to its dtype."""
    shape = g._array.shape
    if shape != spec.shape:
        fits = False
        if len(shape) >= len(spec.shape):
            try:
                fits = broadcast(spec.shape, shape) == shape
            except RuntimeError:
                fits = False
        if not fits:
            raise RuntimeError(
                f"Function {node.name()} returned an invalid gradient at index {i} - got {list(shape)} but expected shape "
                f"compatible with {list(spec.shape)}"
            )
        g = g.sum_to_size(spec.shape)
    if g._dtype is not spec.dtype:
        if g._dtype.is_complex and not spec.dtype.is_complex:
            g = g.real
        g = g.to(spec.dtype)
    return g
