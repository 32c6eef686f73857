"""The backward pass: nodes in order of age, youngest first; gradients of a shared value add up before they go on."""

from __future__ import annotations

import heapq
import itertools
import sys
import threading

from .._arrays.layouts import gradient_strides, laid_out
from . import graph, saving
from .modes import state
from .sparse import is_sparse
from .spec import broadcast
from .types import Node, Value

# for the compiled Node
hook_node, next_functions = graph.hook_node, graph.next_functions
node_dir, node_attribute = graph.node_dir, graph.node_attribute

gradient_lock = threading.RLock()  # held while a gradient is added to a leaf's: several threads may meet there
_passes = itertools.count()


def run_backward(roots, grads, keep_graph=False, create_graph=False, inputs=None):
    """Carry ``grads`` from ``roots`` back through the graph.

    roots   Values that require gradients, or edges: pairs (Node or leaf, output number); grads: a Value per root
    inputs  None: gradients gather in the leaves' ``grad``. Else a list of Values or edges: theirs are returned (None
            where
            the graph doesn't reach), and nothing gathers.
    """
    targets = None if inputs is None else {_key(*_edge(v)): None for v in inputs}
    visits, order = _collect([_edge(v)[0] for v in roots], targets)
    for v, g in zip(roots, grads, strict=True):
        _add(visits, _edge(v), g)
    before = state.grad, state.backward_pass, state.visits
    state.grad, state.backward_pass, state.visits = create_graph, next(_passes), (visits, targets)
    try:
        while order:
            visit = heapq.heappop(order)[1]
            to, got = visit.to, visit.grads
            visit.grads = None
            if got is not None:
                if isinstance(to, Node):
                    _step(visits, visit, got, targets, keep_graph)
                else:
                    _leaf(to, got.pop(), targets, create_graph)
            for edge in to.edges if isinstance(to, Node) else ():
                if edge is not None:
                    user = visits[id(edge[0])]
                    user.waiting -= 1
                    if not user.waiting:
                        heapq.heappush(order, (user.rank, user))
    finally:
        state.grad, state.backward_pass, state.visits = before
    return None if inputs is None else [targets[_key(*_edge(v))] for v in inputs]


class _Visit:
    """A node or leaf in one pass: the gradients that arrived, how many users have yet to run, whether it runs at
    all, and whether anybody waits for its gradients."""

    __slots__ = ("grads", "rank", "runs", "to", "waiting", "wanted")

    def __init__(self, to):
        self.to, self.grads, self.waiting, self.runs, self.wanted = to, None, 0, True, True
        self.rank = -to.seq if isinstance(to, Node) else -float("inf")  # leaves as soon as they are complete

    def __lt__(self, other):
        return False


def will_run(to):
    """Whether the backward pass that this thread is in will run this Node, or reach this leaf for its gradient."""
    if state.visits is None:
        return False
    visits, targets = state.visits
    visit = visits.get(id(to))
    if visit is None:
        return False
    if targets is not None and any(t == id(to) for t, _ in targets):
        return True
    return visit.runs if isinstance(to, Node) else targets is None


def _edge(v):
    if isinstance(v, tuple):
        return v[:2]
    return (v, 0) if v._node is None else (v._node, v._output_nr)


def _key(to, nr):
    return id(to), nr


def _collect(roots, targets):
    """A visit for everything reachable from ``roots``, and a heap of those that nobody else uses."""
    visits = {}
    stack = []
    for to in roots:
        if id(to) not in visits:
            visits[id(to)] = _Visit(to)
            stack.append(to)
    while stack:
        to = stack.pop()
        for edge in to.edges if isinstance(to, Node) else ():
            if edge is not None:
                visit = visits.get(id(edge[0]))
                if visit is None:
                    visit = visits[id(edge[0])] = _Visit(edge[0])
                    stack.append(edge[0])
                visit.waiting += 1
    if targets is not None:  # run only what lies on the way to a target; inputs are older than what was made of them
        ends = {to for to, _ in targets}
        for to, visit in visits.items():
            visit.wanted = to in ends
        nodes = [v for v in visits.values() if isinstance(v.to, Node)]
        for visit in sorted(nodes, key=lambda v: v.to.seq):
            visit.runs = any(_needs(visits, visit.to))
            visit.wanted = visit.wanted or visit.runs
    order = [(v.rank, v) for v in visits.values() if not v.waiting]
    heapq.heapify(order)
    return visits, order


def _needs(visits, node):
    """Per input of a node, whether its gradient leads anywhere."""
    return tuple(e is not None and visits[id(e[0])].wanted for e in node.edges)


def _add(visits, edge, g):
    visit = visits[id(edge[0])]
    if visit.grads is None:
        visit.grads = [None] * (_outputs(edge[0]) if isinstance(edge[0], Node) else 1)
    old = visit.grads[edge[1]]
    visit.grads[edge[1]] = g if old is None else g + old if is_sparse(old) and not is_sparse(g) else old + g


def _outputs(node):
    return len(node.outs) if node.call is not None else node.op.visible or len(node.outs)


def _step(visits, visit, grads, targets, keep_graph):
    """Run one node on its outputs' gradients, and hand its inputs' gradients on."""
    node = visit.to
    if not (visit.runs or will_run(node)):
        return
    if node.hooks or node.retained:
        grads = tensor_hooks(node, grads)
    if targets is not None:
        for nr, g in enumerate(grads):
            if (id(node), nr) in targets:
                targets[id(node), nr] = g
    if not visit.runs:
        return
    if node.pre_hooks:
        grads = pre_hooks(node, grads)
    try:
        results = call(node, grads, _needs(visits, node))
        if state.anomaly is not None:
            state.anomaly.ran(node, results)
    except Exception as error:
        if state.anomaly is not None:
            state.anomaly.failed(node, error)
        raise
    if not keep_graph:
        saving.release(node)
    for edge, g in zip(node.edges, results, strict=True):
        if edge is not None and g is not None:
            _add(visits, edge, g)


def _leaf(leaf, g, targets, create_graph):
    """A leaf's complete gradient: to the list of targets, or into ``grad``."""
    if targets is not None and _key(leaf, 0) not in targets:
        return
    if leaf._hooks:
        g = leaf_hooks(leaf, g)
    if targets is not None:
        targets[_key(leaf, 0)] = g
        return
    gather(leaf, g, create_graph)


def gather(leaf, g, create_graph):
    """Add ``g`` to ``leaf.grad``, then run the hooks for that."""
    with gradient_lock:
        accumulate(leaf, g, create_graph)
    if leaf._hooks:
        accumulated_hooks(leaf)


def accumulate(leaf: Value, g: Value, create_graph: bool) -> None:
    """Add ``g`` to ``leaf.grad``. The first one is taken over if nobody else holds it and it is laid out as PyTorch's
    would be, else copied."""
    if leaf._grad is None:
        a = g._array
        # the caller's name for it, ours, and getrefcount's argument; the array: g's, ours, and the argument
        sole = sys.getrefcount(g) <= 3 and sys.getrefcount(a) <= 3 and a.base is None and laid_out(leaf._array, a)
        leaf._grad = g if sole and (create_graph or g._node is None) else first_gradient(leaf, g, create_graph)
    elif create_graph or is_sparse(leaf._grad):
        dense_first = is_sparse(leaf._grad) and not is_sparse(g)
        leaf._grad = g + leaf._grad if dense_first else leaf._grad + g
    else:
        leaf._grad.add_(g)


def first_gradient(leaf, g, create_graph):
    """A copy of ``g``, laid out as the leaf's gradient is to be."""
    g, a = g if create_graph else g.detach(), leaf._array
    if is_sparse(g) or is_sparse(leaf):
        return g.clone()
    return g.clone() if laid_out(a, g._array) else g.new_empty_strided(a.shape, gradient_strides(a)).copy_(g)


def tensor_hooks(node, grads):
    """Hooks on the tensors that the node made, then retained gradients. ``grads``: one (or None) per output."""
    grads = list(grads)
    for nr, hooks in (node.hooks or {}).items():
        for hook in list(hooks.values()):
            if grads[nr] is not None:
                grads[nr] = _hooked(hook, grads[nr])
    for nr, holder in (node.retained or {}).items():
        v = holder()
        if v is not None and grads[nr] is not None:
            v._grad = grads[nr].clone() if v._grad is None else v._grad + grads[nr]
    return grads


def pre_hooks(node, grads):
    """Hooks on the node itself, before it runs."""
    for hook in list((node.pre_hooks or {}).values()):
        r = hook(tuple(grads))
        if r is not None:
            grads = list(r) if type(r) in (tuple, list) else [r]
    return list(grads)


def post_hooks(node, results, grads):
    """Hooks on the node itself, after it ran."""
    for hook in list((node.post_hooks or {}).values()):
        r = hook(results, grads)
        if r is not None:
            results = tuple(r) if type(r) in (tuple, list) else (r,)
    return results


def leaf_hooks(leaf, g):
    """Hooks on a leaf's gradient, before it is accumulated."""
    for hook in list(leaf._hooks.get("grad", {}).values()):
        g = _hooked(hook, g)
    return g


def accumulated_hooks(leaf):
    """Hooks on a leaf, after its gradient was accumulated."""
    for hook in list(leaf._hooks.get("accumulated", {}).values()):
        hook(leaf)


def _hooked(hook, g):
    r = hook(g)
    if r is None:
        return g
    if not isinstance(r, Value):
        raise TypeError(f"a tensor hook must return None or a Tensor, not {type(r).__name__}")
    if r._array.shape != g._array.shape:
        raise RuntimeError(f"hook '{getattr(hook, '__name__', hook)}' has changed the size of value")
    return r


def call(node: Node, grads, need):
    """Run the node's vjp and fit each gradient to the input it belongs to. ``grads``: one (or None) per output;
    ``need``: a bool per input."""
    if node.call is not None:
        results = node.call(*grads)
    else:
        results = node.op.vjp(need, tuple(grads), saving.unpack(node), node.specs)
    if type(results) is not tuple:
        results = tuple(results) if type(results) is list else (results,)
    if len(results) != len(need):
        raise RuntimeError(
            f"function {node.name()} returned an incorrect number of gradients (expected {len(need)}, got "
            f"{len(results)})"
        )
    fitted = tuple(
        fit(node, i, g, node.specs[i]) if wanted and g is not None else None
        for i, (wanted, g) in enumerate(zip(need, results, strict=True))
    )
    return post_hooks(node, fitted, tuple(grads)) if node.post_hooks else fitted


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
                f"Function {node.name()} returned an invalid gradient at index {i} - got {list(shape)} but expected "
                f"shape compatible with {list(spec.shape)}"
            )
        g = g.sum_to_size(spec.shape)
    if g._dtype is not spec.dtype:
        if g._dtype.is_complex and not spec.dtype.is_complex:
            g = g.real
        g = g.to(spec.dtype)
    return g
