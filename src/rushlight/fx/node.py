"""Node: one step of a Graph. Also where each function is found by name, for printing."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING

from .._base import identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .graph import Graph

    Target: TypeAlias = Callable[..., Any] | str  # what is called, or the name of what is called or fetched
    Argument: TypeAlias = Any  # Nodes, numbers, tensors, ..., and tuples, lists, dicts and slices of these
    from typing import TypeAlias


__all__ = ["OPS", "Node", "map_arg", "path_of"]

OPS = ("placeholder", "get_attr", "call_function", "call_method", "call_module", "output", "root")
# Modules that compiled functions, which know only their name, are looked up in.
_FACES = ("", ".nn.functional", ".special", ".linalg", ".fft", ".signal", ".masked")
_IN_PLACE = (
    "setitem",
    "delitem",
    "iadd",
    "isub",
    "imul",
    "itruediv",
    "ifloordiv",
    "imod",
    "ipow",
    "imatmul",
    "iand",
    "ior",
    "ixor",
    "ilshift",
    "irshift",
    "iconcat",
)


def map_arg(a: Any, fn: Callable[[Node], Argument]) -> Any:
    """``a`` with ``fn(node)`` for each Node in it (in tuples, lists, dicts and slices, at any depth).

    >>> map_arg([1, (2, None)], lambda n: n)
    [1, (2, None)]
    """
    if isinstance(a, Node):
        return fn(a)
    if isinstance(a, tuple):
        items = [map_arg(v, fn) for v in a]
        return type(a)._make(items) if hasattr(a, "_make") else type(a)(items)
    if isinstance(a, list):
        return [map_arg(v, fn) for v in a]
    if isinstance(a, dict):
        return {k: map_arg(v, fn) for k, v in a.items()}
    if isinstance(a, slice):
        return slice(map_arg(a.start, fn), map_arg(a.stop, fn), map_arg(a.step, fn))
    return a


def _at(path):
    """What stands at a dotted path, ``torch`` being this package; None: nothing."""
    first, *rest = path.split(".")
    thing = sys.modules.get(__package__.partition(".")[0] if first == "torch" else first)
    for name in rest:
        thing = getattr(thing, name, None)
    return thing


def path_of(f: Callable[..., Any]) -> str | None:
    """The dotted name under which callable ``f`` is found, beginning with its module; None if it's found nowhere.

    >>> path_of(len)
    'builtins.len'
    """
    name = getattr(f, "__name__", None)
    if name is None:
        return None
    module = {"_operator": "operator"}.get(f.__module__ or "", f.__module__ or "")
    paths = [f"{module}.{getattr(f, '__qualname__', None) or name}", f"{module}.{name}"]
    if identity.is_ours(f):
        paths = [identity.translated(p) for p in paths] + [f"torch{face}.{name}" for face in _FACES]
    return next((p for p in paths if _at(p) is f), None)


def type_text(t: Any) -> str:
    """A type as printed code shows it.

    >>> type_text(int), type_text(torch.Tensor)
    ('int', 'torch.Tensor')
    """
    if isinstance(t, type) and not hasattr(t, "__args__"):
        module = identity.home(t.__module__, t.__qualname__) if identity.is_ours(t) else t.__module__
        return t.__qualname__ if module == "builtins" else f"{module}.{t.__qualname__}"
    return "..." if t is ... else repr(t).replace("typing.", "")


class Node:
    """One step of a Graph: ``op`` says of which kind, ``target`` what is called or fetched, ``args`` and ``kwargs``
    with what.

    Arguments that are Nodes stand for their results. ``users`` are the Nodes that use this one (the keys of a dict),
    ``meta`` is for notes of transformations. Graphs make Nodes: ``graph.call_function(f, (x,))``.

    >>> g = torch.fx.Graph()
    >>> x = g.placeholder("x")
    >>> y = g.call_method("relu", (x,))
    >>> y, y.args, list(x.users)
    (relu, (x,), [relu])
    """

    def __init__(
        self,
        graph: Graph,
        name: str,
        op: str,
        target: Target,
        args: tuple[Argument, ...] = (),
        kwargs: dict[str, Argument] | None = None,
        return_type: Any | None = None,
    ) -> None:
        if op not in OPS:
            raise AssertionError(f"op '{op}' is not in _legal_ops: it must be one of {', '.join(OPS[:-1])}")
        if op == "call_function" and not callable(target):
            raise ValueError(
                f"a call_function node's target must be callable, not {target!r}: for a method, use call_method"
            )
        if op not in ("call_function", "root") and not isinstance(target, str):
            raise ValueError(f"a {op} node's target must be a str, not {target!r}")
        self.graph, self.name, self.op, self.target, self.type = graph, name, op, target, return_type
        self.users: dict[Any, Any] = {}
        self.meta: dict[Any, Any] = {}
        self._input_nodes: dict[Any, Any] = {}
        self._args: tuple[Any, ...] = ()
        self._kwargs: dict[Any, Any] = {}
        self._prev = self._next = self
        self._erased = False
        self._set(args, kwargs or {})

    def __repr__(self) -> str:
        return self.name

    def _set(self, args, kwargs):
        for n in self._input_nodes:
            n.users.pop(self, None)
        self._input_nodes = {}

        def note(n):
            self._input_nodes[n] = None
            n.users[self] = None
            return n

        self._args, self._kwargs = map_arg(tuple(args), note), map_arg(dict(kwargs), note)

    args = property(
        lambda self: self._args, lambda self, a: self._set(a, self._kwargs), None, "Positional arguments, a tuple."
    )
    kwargs = property(
        lambda self: self._kwargs, lambda self, k: self._set(self._args, k), None, "Arguments by name, a dict."
    )
    next = property(lambda self: self._next, None, None, "The Node after this one.")
    prev = property(lambda self: self._prev, None, None, "The Node before this one.")
    all_input_nodes = property(
        lambda self: list(self._input_nodes), None, None, "The Nodes among the arguments, each once."
    )

    def update_arg(self, idx: int, arg: Argument) -> None:
        """Replace positional argument number ``idx``."""
        args = list(self.args)
        args[idx] = arg
        self.args = tuple(args)

    def update_kwarg(self, key: str, arg: Argument) -> None:
        """Set the argument called ``key``."""
        self.kwargs = {**self.kwargs, key: arg}

    def _unlink(self):
        self._prev._next, self._next._prev = self._next, self._prev

    def prepend(self, x: Node) -> None:
        """Move (or put) Node ``x`` right before this one. Raises AssertionError if ``x`` is of another graph."""
        if x.graph is not self.graph:
            raise AssertionError("Attempting to move a Node into a different Graph: copy it, graph.node_copy(node)")
        if x is self:
            return
        x._unlink()
        before = self._prev
        before._next, x._prev, x._next, self._prev = x, before, self, x

    def append(self, x: Node) -> None:
        """Move (or put) Node ``x`` right after this one."""
        if x is not self:
            self._next.prepend(x)

    def replace_input_with(self, old_input: Node, new_input: Node) -> None:
        """Use ``new_input`` in the arguments wherever ``old_input`` stands."""
        self._set(*map_arg((self.args, self.kwargs), lambda n: new_input if n is old_input else n))

    def replace_all_uses_with(
        self,
        replace_with: Node,
        delete_user_cb: Callable[[Node], bool] | None = lambda user: True,
        *,
        propagate_meta: bool = False,
    ) -> list[Node]:
        """Let all users of this Node (those that ``delete_user_cb(user)`` is true for) use ``replace_with``. Returns
        them."""
        changed = [u for u in self.users if delete_user_cb is None or delete_user_cb(u)]
        for user in changed:
            user.replace_input_with(self, replace_with)
        if propagate_meta:
            replace_with.meta.update(self.meta)
        return changed

    def is_impure(self) -> bool:
        """Whether the Node does something besides giving a result, so that it stays when nobody uses that.

        Calls in place (``add_``, ``x[0] = 1``, ``inplace=True``) and with ``out=`` count.
        """
        if self.op in ("placeholder", "output") or self.kwargs.get("inplace") or self.kwargs.get("out") is not None:
            return True
        if self.op == "call_module":
            owner = self.graph.owning_module
            module = owner and owner.get_submodule(str(self.target))
            return bool(getattr(module, "inplace", False) or getattr(module, "_is_impure", False))
        if self.op == "get_attr":
            return False
        name = self.target if self.op == "call_method" else getattr(self.target, "__name__", "")
        if getattr(self.target, "__module__", None) == "_operator":
            return name in _IN_PLACE  # and_ is not
        if name == "__setitem__" or (name.endswith("_") and not name.endswith("__")):
            return True
        return self.op == "call_function" and getattr(self.target, "_is_impure", False)

    def format_node(self) -> str | None:
        """The Node as one line of ``print(graph)``."""
        head = f"%{self.name} : [num_users={len(self.users)}] = {self.op}"
        if self.op == "placeholder":
            if self.type is not None:
                head = head.replace(" : ", f" : {type_text(self.type)} ", 1)
            return f"{head}[target={self.target}]" + (f"(default={self.args[0]})" if self.args else "")
        if self.op == "get_attr":
            return f"{head}[target={self.target}]"
        if self.op == "output":
            return f"return {self.args[0]}"
        target = (
            self.target
            if isinstance(self.target, str)
            else path_of(self.target) or getattr(self.target, "__name__", self.target)
        )
        return f"{head}[target={target}](args = {_percent(self.args)}, kwargs = {_percent(self.kwargs)})"


def _percent(a):
    """Arguments as text, Nodes with a % before their names."""
    if isinstance(a, (list, tuple)):
        text = ", ".join(map(_percent, a))
        return f"[{text}]" if isinstance(a, list) else f"({text},)" if len(a) == 1 else f"({text})"
    if isinstance(a, dict):
        return "{" + ", ".join(f"{k}: {_percent(v)}" for k, v in a.items()) + "}"
    return f"%{a}" if isinstance(a, Node) else str(a)


def illegal(name: str) -> bool:
    """Whether ``name`` can't be a variable in printed code."""
    import keyword

    return keyword.iskeyword(name) or name in dir(builtins) or name in ("self", "torch", "inf", "nan")
