"""Proxy: stands for a tensor while a program is traced, and notes what is done with it."""

from __future__ import annotations

import dis
import operator
import sys
from typing import TYPE_CHECKING, Any

from .._base import identity
from .._base.dtypes import dtype
from .node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .graph import Graph
    from .node import Argument, Target

__all__ = ["GraphAppendingTracer", "Proxy", "TraceError", "TracerBase"]


class TraceError(ValueError):
    """The program does something that a trace can't note, such as a branch that depends on a tensor's numbers."""


class _LengthError(TraceError, RuntimeError):
    pass


class TracerBase:
    """What makes Nodes and Proxies in ``self.graph``."""

    graph: Any = None

    def create_node(
        self,
        kind: str,
        target: Target,
        args: tuple[Argument, ...],
        kwargs: dict[str, Argument],
        name: str | None = None,
        type_expr: Any | None = None,
    ) -> Node:
        """A Node of the graph; subclasses may note more in its ``meta``."""
        return self.graph.create_node(kind, target, args, kwargs, name, type_expr)

    def proxy(self, node: Node) -> Proxy:
        """The Proxy for ``node``; subclasses may return one of their own class."""
        return Proxy(node, self)

    def create_proxy(
        self,
        kind: str,
        target: Target,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        name: str | None = None,
        type_expr: Any | None = None,
        proxy_factory_fn: Callable[[Node], Proxy] | None = None,
    ) -> Proxy:
        """A new Node, whose arguments may be Proxies, as a Proxy."""
        node = self.create_node(kind, target, self.create_arg(args), self.create_arg(kwargs), name, type_expr)
        return (proxy_factory_fn or self.proxy)(node)

    def create_arg(self, a: Any) -> Argument:
        """``a`` as an argument of Nodes: Nodes for Proxies. Raises NotImplementedError for what can't be one."""
        if isinstance(a, Proxy):
            return a.node
        if isinstance(a, tuple):
            items = [self.create_arg(v) for v in a]
            return type(a)._make(items) if hasattr(a, "_make") else type(a)(items)
        if isinstance(a, list):
            return [self.create_arg(v) for v in a]
        if isinstance(a, dict):
            for k in a:
                if isinstance(k, (Proxy, Node)):
                    raise RuntimeError(f"Keys for dictionaries used as an argument cannot contain a Node. Got key: {k}")
            return {k: self.create_arg(v) for k, v in a.items()}
        if isinstance(a, slice):
            return slice(self.create_arg(a.start), self.create_arg(a.stop), self.create_arg(a.step))
        if isinstance(a, (Node, str, int, float, complex, bytes, range, type(None), type(...), dtype)) or callable(a):
            return a
        if identity.is_ours(type(a)):  # devices, layouts, generators
            return a
        raise NotImplementedError(
            f"argument of type: {type(a)}: a graph holds numbers, str, tensors, and tuples, lists and dicts of them"
        )

    def to_bool(self, obj: Proxy) -> bool:
        """What ``if proxy:`` does."""
        raise TraceError(
            "symbolically traced variables cannot be used as inputs to control flow: the graph has no branches. Write "
            "torch.where(condition, a, b), or give the value as concrete_args, or leave the module whole "
            "(Tracer.is_leaf_module)"
        )

    def iter(self, obj: Proxy) -> Iterator[Any]:
        """What ``for x in proxy:`` does."""
        raise TraceError(
            "Proxy object cannot be iterated: how many items there are is not known in a trace. Index it, x[0], with a "
            "fixed number of indices, or take it apart by name, a, b = x"
        )


class GraphAppendingTracer(TracerBase):
    """Makes Nodes where ``graph`` inserts them: for editing a graph by calling functions with ``Proxy(node)``."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph


def _operator(f):
    def method(self, *others):
        return self.tracer.create_proxy("call_function", f, (self, *others), {})

    return method


def _reflected(f):
    def method(self, other):
        return self.tracer.create_proxy("call_function", f, (other, self), {})

    return method


_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")
_OTHER = ("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "invert", "abs", "getitem")


class Proxy:
    """Stands for the result of ``node``: operators, indexing, methods, and functions called with it become Nodes.

    >>> g = torch.fx.Graph()
    >>> x = torch.fx.Proxy(g.placeholder("x"))
    >>> torch.cat([x + 1, x.relu()]).node.args
    ([add, relu],)
    """

    def __init__(self, node: Node, tracer: TracerBase | None = None) -> None:
        self.node, self.tracer = node, tracer or GraphAppendingTracer(node.graph)

    for _name in (*_BINARY, *_OTHER):
        vars()[f"__{_name}__"] = _operator(getattr(operator, f"__{_name}__"))
    for _name in _BINARY:
        vars()[f"__r{_name}__"] = _reflected(getattr(operator, f"__{_name}__"))
    del _name

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Proxy({self.node.name})"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):  # what Python and libraries ask objects for
            raise AttributeError(f"'Proxy' object has no attribute '{name}'", name=name, obj=self)
        return _Attribute(self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Proxy:
        return self.tracer.create_proxy("call_method", "__call__", (self, *args), kwargs)

    def __bool__(self) -> bool:
        return self.tracer.to_bool(self)

    def __iter__(self) -> Iterator[Proxy]:
        frame = sys._getframe(1)
        for step in dis.get_instructions(frame.f_code):
            if step.offset == frame.f_lasti and step.opname == "UNPACK_SEQUENCE":
                return iter([self[i] for i in range(step.argval)])  # type: ignore[index]  # a, b = x
        return self.tracer.iter(self)

    def __len__(self) -> int:
        raise _LengthError(
            "'len' is not supported in symbolic tracing by default: it isn't known in a trace. Write x.shape[0]; or "
            "call torch.fx.wrap('len') at module scope, and the call is recorded"
        )

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            "'Proxy' object does not support item assignment: write torch.where, x.masked_fill, x.index_copy or "
            "torch.cat instead"
        )

    @classmethod
    def __torch_function__(
        cls,
        function: Callable[..., Any],
        types: tuple[type, ...],
        args: tuple[Any, ...] | None = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Proxy:
        kwargs = kwargs or {}
        tracer = find_proxy((args, kwargs)).tracer
        name = function.__name__
        if getattr(function, "__qualname__", "Tensor").startswith("Tensor"):
            return tracer.create_proxy("call_method", name, args, kwargs)
        return tracer.create_proxy("call_function", function, args, kwargs)


class _Attribute(Proxy):
    """An attribute of a Proxy: a method if it's called, else a Node, made when it's first used."""

    def __init__(self, root, name):
        self.root, self.attr, self.tracer = root, name, root.tracer
        self._node = None

    @property
    def node(self):
        if self._node is None:
            self._node = self.tracer.create_proxy("call_function", getattr, (self.root, self.attr), {}).node
        return self._node

    def __call__(self, *args, **kwargs):
        return self.tracer.create_proxy("call_method", self.attr, (self.root, *args), kwargs)


def find_proxy(a: Any) -> Any:
    """A Proxy somewhere in ``a``, or None."""
    if isinstance(a, Proxy):
        return a
    if isinstance(a, slice):
        a = (a.start, a.stop, a.step)
    elif isinstance(a, dict):
        a = tuple(a.values())
    if isinstance(a, (tuple, list)):
        return next((p for p in map(find_proxy, a) if p is not None), None)
    return None
