"""The graph: its nodes and edges, hooks on what it keeps, and on several gradients at once."""

from __future__ import annotations

import functools
import threading
import weakref
from collections import namedtuple
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._core import Node, Value, state, will_run
from .._face.graph import AccumulateGrad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, Literal

    from .._tensor.tensor import Tensor

__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


class GradientEdge(namedtuple("GradientEdge", ["node", "output_nr", "ownership_token"], defaults=[None])):
    """Where a tensor's gradient flows to: a node of the graph, and the number of its output. ``backward`` and ``grad``
    take edges in the place of tensors, so that the tensor itself (and its memory) can go.

    >>> x = torch.ones(2, requires_grad=True)
    >>> y = x * 3
    >>> edge = torch.autograd.graph.get_gradient_edge(y)
    >>> torch.autograd.grad(y.sum(), edge)
    (tensor([1., 1.]),)
    """

    __slots__ = ()


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The edge at which the gradient of ``tensor`` arrives: its ``grad_fn`` and ``output_nr``; for a leaf, what
    accumulates.

    Raises RuntimeError for a tensor that doesn't require a gradient.

    >>> torch.autograd.graph.get_gradient_edge(torch.ones(1, requires_grad=True) * 2).node.name()
    'MulBackward0'
    """
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require gradients: call "
            "requires_grad_() before computing with it"
        )
    node = tensor.grad_fn
    return GradientEdge(AccumulateGrad(tensor), 0) if node is None else GradientEdge(node, tensor.output_nr)


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Count a write to the memory of a tensor (or of several) that autograd could not see, so that its checks notice.

    >>> x = torch.zeros(1)
    >>> torch.autograd.graph.increment_version(x); x._version
    1
    """
    for t in (tensor,) if isinstance(tensor, Value) else tensor:
        t._storage.wrote("increment_version")


# What nodes keep ------------------------------------------------------------------------------------------------------

_disabled = threading.local()  # ``message``: why saved tensor hooks are refused in this thread


class saved_tensors_hooks:
    """Within a ``with`` block, hand every tensor that the graph keeps to ``pack_hook``, and keep what that returns;
    ``unpack_hook`` of it gives the tensor back when a gradient needs it.

    Both get one argument; pack_hook(tensor) returns anything, unpack_hook(that) a Tensor with the same content. Of
    nested blocks the innermost counts. In-place changes of the kept tensors are no longer noticed.

    Raises RuntimeError within ``disable_saved_tensors_hooks``, and if pack_hook writes into its argument; TypeError, in
    the backward pass, if unpack_hook returns no Tensor.

    >>> kept = []
    >>> with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or len(kept) - 1, lambda i: kept[i]):
    ...     y = torch.ones(2, requires_grad=True).exp()
    >>> len(kept)
    1
    """

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Tensor]) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        message = getattr(_disabled, "message", None)
        if message is not None:
            raise RuntimeError(message)
        self._before, state.saved_hooks = state.saved_hooks, (self.pack_hook, self.unpack_hook)

    def __exit__(self, *error: object) -> None:
        state.saved_hooks = self._before


class save_on_cpu(saved_tensors_hooks):
    """Within a ``with`` block, keep what the graph needs in the CPU's memory, and bring it back to its device for the
    backward pass. Tensors on the CPU are copied. ``pin_memory`` and ``device_type`` are for CUDA: without it nothing is
    pinned.

    >>> with torch.autograd.graph.save_on_cpu():
    ...     y = torch.ones(2, requires_grad=True).exp()
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        def pack(tensor):
            return tensor.device, tensor.detach().to("cpu", copy=True)

        super().__init__(pack, lambda packed: packed[1].to(packed[0], non_blocking=pin_memory))


@contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """Within a ``with`` block, entering ``saved_tensors_hooks`` raises RuntimeError(error_message); so does this block
    within one of those.

    >>> with torch.autograd.graph.disable_saved_tensors_hooks("not here"):
    ...     with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
    ...         pass
    Traceback (most recent call last):
    RuntimeError: not here
    """
    if state.saved_hooks is not None:
        raise RuntimeError(error_message)
    before, _disabled.message = getattr(_disabled, "message", None), error_message
    try:
        yield
    finally:
        _disabled.message = before


class _Kept:
    """A saved tensor's memory, until that is about to be written: then a copy takes its place."""

    __slots__ = ("__weakref__", "copy", "tensor")

    def __init__(self, tensor):
        self.tensor, self.copy = tensor.detach(), None


class _AllowMutation(saved_tensors_hooks):
    """The hooks of ``allow_mutation_on_saved_tensors``; what is about to be overwritten is copied."""

    def __init__(self):
        self.kept: weakref.WeakSet = weakref.WeakSet()
        self.open = True
        super().__init__(self._pack, self._unpack)

    def _pack(self, tensor):
        kept = _Kept(tensor)
        self.kept.add(kept)
        return kept

    def _unpack(self, kept):
        if not self.open:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context in which the graph was "
                "originally recorded: call backward() inside the with block"
            )
        return kept.tensor if kept.copy is None else kept.copy

    def written(self, storage):
        """Copy what is kept of memory that an op will write."""
        for kept in list(self.kept):
            if kept.copy is None and kept.tensor._storage is storage:
                kept.copy = kept.tensor.clone()
                kept.tensor = None

    def clear(self):
        """Forget the copies."""
        for kept in list(self.kept):
            kept.tensor = kept.copy = None
        self.kept.clear()


@contextmanager
def allow_mutation_on_saved_tensors() -> Iterator[_AllowMutation]:
    """Within a ``with`` block, tensors that the graph keeps may be written in place: they are copied before the first
    write, and backward, called within the block, uses the copies.

    Raises RuntimeError for a block within a block; AssertionError for a backward pass after the block.

    >>> with torch.autograd.graph.allow_mutation_on_saved_tensors():
    ...     x = torch.ones(2, requires_grad=True)
    ...     y = x.clone()
    ...     z = (y * y).sum()
    ...     _ = y.mul_(3)
    ...     z.backward()
    >>> x.grad
    tensor([2., 2.])
    """
    if state.before_write is not None:
        raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
    context = _AllowMutation()
    with context:
        state.before_write = context.written
        try:
            yield context
        finally:
            state.before_write, context.open = None, False
            context.clear()


class _Edges:
    """Which tensors a multi-gradient hook waits for: where their gradients arrive."""

    def __init__(self, tensors):
        for i, t in enumerate(tensors):
            if not t.requires_grad:
                raise AssertionError(f"register_multi_grad_hook: tensor {i} doesn't require a gradient")
        self.ends = [get_gradient_edge(t).node for t in tensors]

    def expected(self):
        """How many of the gradients the running pass computes."""
        return sum(will_run(n.variable if isinstance(n, AccumulateGrad) else n) for n in self.ends)


class _Handles:
    """Several handles removed as one."""

    def __init__(self, handles):
        self.handles = handles

    def remove(self) -> None:
        """Take the hooks away."""
        for handle in self.handles:
            handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def register_multi_grad_hook(
    tensors: Sequence[Tensor],
    fn: Callable[[Sequence[Tensor | None]], None] | Callable[[Tensor], None],
    *,
    mode: Literal["all", "any"] = "all",
) -> _Handles:
    """Call ``fn`` when the gradients of ``tensors`` are known, once per backward pass. Returns a handle with
    ``remove()``.

    mode "all": ``fn(grads)`` after the last of those that the pass computes, a list with None for the others;
    mode "any": ``fn(grad)`` with the first.

    Raises ValueError for another mode, RuntimeError for tensors that don't require gradients.

    >>> x, y = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    >>> handle = torch.autograd.graph.register_multi_grad_hook([x, y], lambda grads: print(grads))
    >>> (x * 2 + y * 3).backward()
    [tensor([2.]), tensor([3.])]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    edges, lock = _Edges(tensors), threading.Lock()
    seen: dict[Any, Any] = {}  # number of the backward pass: [gradients that came, how many to wait for, the gradients]

    def arrived(i, grad):
        number = state.backward_pass
        with lock:
            for old in [n for n in seen if n < number - 64]:  # of passes that failed
                del seen[old]
            if number not in seen:
                seen[number] = [0, edges.expected() if mode == "all" else 1, [None] * len(tensors)]
            entry = seen[number]
            entry[0] += 1
            entry[2][i] = grad
            complete = entry[0] == entry[1]
            if complete and mode == "all":
                del seen[number]
        if complete:
            fn(entry[2] if mode == "all" else grad)

    return _Handles([t.register_hook(functools.partial(arrived, i)) for i, t in enumerate(tensors)])
