"""What the gradient transforms share: inputs of a scope of their own, and results without the scope's graph.

There is one graph. A transform's inputs are new tensors on the same memory, made by a node that leads on to where the
argument came from (if that counts outside), so that derivatives of derivatives are just longer ways through it. What a
transform returns keeps its history only if that leads to something outside: a leaf, or the input of a transform that
still runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import Node, Spec, Storage, Value, refresh, run_backward, state
from .._ops.common.inside_vmap import running, traced
from .._ops.tensors.full import zeros_of
from .._vmap.levels import lifted
from .._vmap.tree import flatten, mapped, unflatten

if TYPE_CHECKING:
    from typing import Any, Self


class Scope:
    """A running transform; a context manager. ``recorded``: whether gradients were recorded outside."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.given: dict[Any, Any] = {}  # memory of arguments that are not differentiated by: it may be written
        self.recorded = state.grad

    def __enter__(self) -> Self:
        self.recorded, self.before_write = state.grad, state.before_write
        self.made = Storage().serial
        self.level = _number(state.vmap)
        state.grad, state.before_write = True, self._written
        running.scopes += (self,)
        return self

    def __exit__(self, *exc: object) -> None:
        state.grad, state.before_write = self.recorded, self.before_write
        running.scopes = running.scopes[:-1]

    def _written(self, storage):
        """Refuse to write what was made before this scope: outside, nobody would know."""
        inside = _number(state.vmap) >= self.level  # else the tensor behind a batch, which was asked about
        if inside and storage.serial <= self.made and id(storage) not in self.given:
            raise RuntimeError(
                "During a grad (vjp, jvp, grad, etc) transform, the function provided attempted to call in-place "
                "operation that would mutate a captured Tensor. This is not supported; please rewrite the function "
                "being transformed to explicitly accept the mutated Tensor(s) as inputs, and to write to copies of "
                "them."
            )
        if self.before_write is not None:
            self.before_write(storage)

    def input(self, x: Any) -> Any:
        """``x`` as a tensor to differentiate by. Raises ValueError for other things, RuntimeError for integers."""
        if not isinstance(x, Value):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
        if x._dtype.category < 2:
            raise RuntimeError(
                f"only Tensors of floating point dtype can require gradients, this one has {x._dtype}: convert it "
                "with .float()"
            )
        refresh(x)
        x = lifted(x)
        edge = None
        if self.recorded and x.requires_grad:
            edge = (x, 0) if x._node is None else (x._node, x._output_nr)
        spec = Spec(x._array.shape, x._dtype, x._device)
        node = Node("TransformInput", [edge], (spec,), (spec,), _handed_on)
        self.nodes.append(node)
        cls = type(x).result_class or type(x)
        v = cls._wrap(x._array, x._dtype, x._device, x._storage)
        v._node, v._output_nr, v._node_version = node, 0, v._storage.version
        return v

    def inputs(self, tree: Any) -> Any:
        """(the structure with such inputs for its tensors, those inputs, its Tree)."""
        leaves, shape = flatten(tree)
        inputs = [self.input(x) for x in leaves]
        return unflatten(inputs, shape), inputs, shape

    def others(self, tree: Any) -> Any:
        """Arguments that are not differentiated by: what is written to them inside has no history outside."""

        def face(v):
            if not isinstance(v, Value) or v.requires_grad:
                return v
            self.given[id(v._storage)] = v._storage
            return (type(v).result_class or type(v))._wrap(v._array, v._dtype, v._device, v._storage)

        return mapped(face, tree)

    def outside(self, v: Any) -> Any:
        """A result as it is seen outside."""
        if not isinstance(v, Value) or not v.requires_grad:
            return v
        if self.recorded and reaches_outside(v, self):
            return v
        cls: Any = type(v).result_class or type(v)
        return cls._wrap(v._array, v._dtype, v._device, v._storage)  # the batch that it may stand for keeps its history

    def gradients(self, outputs: Any, inputs: Any, seeds: Any, record: bool | None = None) -> Any:
        """The gradients of the inputs, zeros where nothing leads to them; recorded if anybody may ask for more."""
        used = [(y, g) for y, g in zip(outputs, seeds, strict=True) if y.requires_grad]
        if not used:
            return [zeros_of(x) for x in inputs]
        if record is None:
            record = self.recorded and (
                any(reaches_outside(y, self) for y, _ in used) or any(map(traced, seeds)) or _in_traced()
            )
        grads: Any = run_backward([y for y, _ in used], [g for _, g in used], True, bool(record), inputs)
        return [zeros_of(x) if g is None else g for x, g in zip(inputs, grads, strict=True)]


def _handed_on(g):
    return (g,)


def _number(level):
    return 0 if level is None else level.number


def _in_traced():
    level = state.vmap
    while level is not None:
        if level.traced:
            return True
        level = level.outer
    return False


def _input_nodes(scope):
    """The ids of the input nodes of the other scopes that run."""
    return {id(n) for s in running.scopes if s is not scope for n in s.nodes}


def reaches_outside(v: Any, scope: Any) -> bool:
    """Whether the history of ``v`` leads to a leaf, or to an input of another scope that runs."""
    refresh(v)
    if v._node is None:
        return v.requires_grad
    outside = _input_nodes(scope)
    stack, seen = [v._node], {id(v._node)}
    while stack:
        node = stack.pop()
        if not isinstance(node, Node) or id(node) in outside:
            return True
        for edge in node.edges:
            if edge is not None and id(edge[0]) not in seen:
                seen.add(id(edge[0]))
                stack.append(edge[0])
    return False


def pick(args: tuple[Any, ...], argnums: int | tuple[int, ...]) -> tuple[Any, ...]:
    """The arguments that ``argnums`` (an int or a tuple of them) names, as they are or as a tuple; and how to put
    others in their place. Raises RuntimeError for numbers that don't fit."""
    if isinstance(argnums, int):
        numbers: tuple[int, ...] = (argnums,)
    elif isinstance(argnums, tuple):
        numbers = argnums
        if not numbers:
            raise RuntimeError("argnums must be non-empty")
        if any(not isinstance(n, int) for n in numbers):
            raise RuntimeError(f"argnums elements must be int, got {[type(n) for n in numbers]}")
    else:
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    for n in numbers:
        if not -len(args) <= n < len(args):
            raise RuntimeError(f"Got argnum={n}, but only {len(args)} positional inputs")
    places = [n % len(args) for n in numbers]
    if len(set(places)) != len(places):
        raise RuntimeError(f"argnums elements must be unique, got {argnums}")

    def replaced(new, others=lambda v: v):
        full = [v if i in places else others(v) for i, v in enumerate(args)]
        for place, value in zip(places, (new,) if isinstance(argnums, int) else new, strict=True):
            full[place] = value
        return full

    chosen = args[places[0]] if isinstance(argnums, int) else tuple(args[p] for p in places)
    return chosen, replaced
