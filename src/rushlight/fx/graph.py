"""Graph: a list of Nodes in the order in which they run, made, edited and checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .node import Node, illegal, map_arg
from .printing import code_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .graph_module import GraphModule
    from .node import Argument, Target
    from .printing import PythonCode
    from .tracer import Tracer

__all__ = ["Graph"]


class _InsertPoint:
    def __init__(self, graph, before):
        self._graph, self._back = graph, graph._before
        graph._before = before

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._graph._before = self._back


class _Nodes:
    """The Nodes of a graph in order, seen from outside."""

    def __init__(self, graph, step="_next"):
        self._graph, self._step = graph, step

    def __iter__(self):
        node = getattr(self._graph._root, self._step)
        while node is not self._graph._root:
            following = getattr(node, self._step)
            if not node._erased:
                yield node
            node = getattr(node, self._step) if not node._erased else following

    def __len__(self):
        return sum(1 for _ in self)

    def __reversed__(self):
        return iter(_Nodes(self._graph, "_prev" if self._step == "_next" else "_next"))


class Graph:
    """A program as Nodes in the order in which they run: placeholders first, ``output`` last.

    >>> g = torch.fx.Graph()
    >>> x = g.placeholder("x")
    >>> y = g.call_function(torch.relu, (x,))
    >>> _ = g.output(y)
    >>> print(g)
    graph():
        %x : [num_users=1] = placeholder[target=x]
        %relu : [num_users=1] = call_function[target=torch.relu](args = (%x,), kwargs = {})
        return relu
    >>> torch.fx.GraphModule(torch.nn.Module(), g)(torch.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """

    def __init__(
        self,
        owning_module: GraphModule | None = None,
        tracer_cls: type[Tracer] | None = None,
        tracer_extras: dict[str, Any] | None = None,
    ) -> None:
        self._root = Node(self, "", "root", "")
        self._before = self._root  # where new Nodes go
        self._names: set[Any] = set()
        self._counts: dict[Any, Any] = {}
        self.owning_module, self._tracer_cls = owning_module, tracer_cls

    nodes = property(_Nodes, None, None, "All Nodes in order: iterable, also reversed, with a length.")

    def find_nodes(self, *, op: str, target: Target | None = None, sort: bool = True) -> list[Any]:
        """The Nodes of kind ``op`` (and with this ``target``, where given), in order."""
        return [n for n in self.nodes if n.op == op and (target is None or n.target == target)]

    def _name(self, wish):
        wish = re.sub(r"[^0-9a-zA-Z_]+", "_", wish)
        if wish[:1].isdigit():
            wish = f"_{wish}"
        name, match = wish, re.fullmatch(r"(.*)_(\d+)", wish)
        if name in self._names or illegal(name):
            base = match[1] if match else wish
            n = self._counts.get(base, int(match[2]) if match else 0) + 1
            while f"{base}_{n}" in self._names:
                n += 1
            name = f"{base}_{n}"
            self._counts[base] = n
        self._names.add(name)
        return name

    def create_node(
        self,
        op: str,
        target: Target,
        args: tuple[Argument, ...] | None = None,
        kwargs: dict[str, Argument] | None = None,
        name: str | None = None,
        type_expr: Any | None = None,
    ) -> Node:
        """A new Node at the point where Nodes are inserted (the end, unless within ``inserting_before`` or
        ``after``)."""
        if name is None:
            name = target if isinstance(target, str) else getattr(target, "__name__", type(target).__name__)
            if name.startswith("__") and name.endswith("__"):
                name = name[2:-2]
            name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
            name = re.sub("([a-z0-9])([A-Z])", r"\1_\2", name).lower()
        node = Node(self, "", op, target, () if args is None else args, kwargs, type_expr)
        node.name = self._name(name)
        self._before.prepend(node)
        return node

    def placeholder(self, name: str, type_expr: Any | None = None, default_value: Any = ...) -> Node:
        """A Node for an argument of the program; ``"*args"`` and ``"**kwargs"`` take all further ones."""
        return self.create_node(
            "placeholder", name, () if default_value is ... else (default_value,), type_expr=type_expr
        )

    def get_attr(self, qualified_name: str, type_expr: Any | None = None) -> Node:
        """A Node that fetches the root's attribute with this dotted name."""
        return self.create_node("get_attr", qualified_name, type_expr=type_expr)

    def call_function(
        self,
        the_function: Callable[..., Any],
        args: tuple[Argument, ...] | None = None,
        kwargs: dict[str, Argument] | None = None,
        type_expr: Any | None = None,
        name: str | None = None,
    ) -> Node:
        """A Node that calls ``the_function(*args, **kwargs)``."""
        return self.create_node("call_function", the_function, args, kwargs, name, type_expr)

    def call_method(
        self,
        method_name: str,
        args: tuple[Argument, ...] | None = None,
        kwargs: dict[str, Argument] | None = None,
        type_expr: Any | None = None,
    ) -> Node:
        """A Node that calls the method of ``args[0]`` with this name."""
        return self.create_node("call_method", method_name, args, kwargs, type_expr=type_expr)

    def call_module(
        self,
        module_name: str,
        args: tuple[Argument, ...] | None = None,
        kwargs: dict[str, Argument] | None = None,
        type_expr: Any | None = None,
    ) -> Node:
        """A Node that calls the root's submodule with this dotted name."""
        return self.create_node("call_module", module_name, args, kwargs, type_expr=type_expr)

    def output(self, result: Argument, type_expr: Any | None = None) -> Node:
        """The Node that returns ``result`` (Nodes, also in tuples, lists and dicts)."""
        return self.create_node("output", "output", (result,), type_expr=type_expr)

    def output_node(self) -> Node:
        """The output Node."""
        return next(n for n in reversed(self.nodes) if n.op == "output")

    def inserting_before(self, n: Node | None = None) -> _InsertPoint:
        """Within ``with`` of this, new Nodes go before Node ``n`` (None: before all)."""
        return _InsertPoint(self, self._root._next if n is None else self._of_ours(n))

    def inserting_after(self, n: Node | None = None) -> _InsertPoint:
        """Within ``with`` of this, new Nodes go after Node ``n`` (None: after all)."""
        return _InsertPoint(self, self._root if n is None else self._of_ours(n)._next)

    def _of_ours(self, n):
        if n.graph is not self:
            raise AssertionError(f"Node to insert at, {n}, is not in this graph")
        return n

    def erase_node(self, to_erase: Node) -> None:
        """Remove a Node that nobody uses. Raises RuntimeError while there are users."""
        if to_erase.users:
            raise RuntimeError(
                f"Tried to erase Node {to_erase} but it still had {len(to_erase.users)} users in the graph: "
                f"{to_erase.users}! Give them something else first: node.replace_all_uses_with(other)"
            )
        self._of_ours(to_erase)
        if to_erase._erased:
            return
        if self._before is to_erase:
            self._before = to_erase._next
        to_erase._set((), {})
        to_erase._unlink()
        to_erase._erased = True

    def node_copy(self, node: Node, arg_transform: Callable[[Node], Argument] = lambda n: n) -> Node:
        """A copy of another graph's ``node`` here; ``arg_transform`` says which Node stands for each of its
        arguments."""
        args, kwargs = map_arg((node.args, node.kwargs), arg_transform)
        copy = self.create_node(node.op, node.target, args, kwargs, node.name, node.type)
        copy.meta = dict(node.meta)
        return copy

    def graph_copy(self, g: Graph, val_map: dict[Node, Node], return_output_node: bool = False) -> Argument | None:
        """Copy all Nodes of ``g``, noting copies in ``val_map``. Returns what ``g`` outputs, with the copies in it."""
        for node in g.nodes:
            if node.op == "output":
                result = map_arg(node.args[0], val_map.__getitem__)
                return (result, node) if return_output_node else result
            if node not in val_map:
                val_map[node] = self.node_copy(node, val_map.__getitem__)
        return None

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Graph:
        new = Graph(tracer_cls=self._tracer_cls)
        copies: dict[Any, Any] = {}
        for node in self.nodes:
            copies[node] = new.node_copy(node, copies.__getitem__)
        return new

    def lint(self) -> None:
        """Check the graph. Raises RuntimeError or ValueError for what can't run: Nodes used before they ran, names used
        twice, targets that the owning module lacks."""
        before: set[Any] = set()
        names: set[Any] = set()
        for node in self.nodes:
            if node.graph is not self:
                raise RuntimeError(f"Node '{node}' does not belong to this Graph")
            for n in node.all_input_nodes:
                if n.graph is not self:
                    raise RuntimeError(
                        f"Argument '{n}' of Node '{node}' does not belong to this Graph: copy it, graph.node_copy(n)"
                    )
                if n not in before:
                    raise RuntimeError(f"Argument '{n}' of Node '{node}' was used before it has been defined")
            if node.name in names:
                raise RuntimeError(f"Node redefined name {node.name}")
            before.add(node)
            names.add(node.name)
            if self.owning_module is not None and node.op in ("get_attr", "call_module"):
                thing = self.owning_module
                for part in node.target.split("."):
                    if not hasattr(thing, part):
                        raise RuntimeError(
                            f"Node {node} target {node.target} references nonexistent attribute {part} of "
                            f"{type(thing).__name__}"
                        )
                    thing = getattr(thing, part)

    def eliminate_dead_code(self, is_impure_node: Callable[[Node], bool] | None = None) -> bool:
        """Remove Nodes that nobody uses and that do nothing else (``Node.is_impure``). Returns whether there were
        any."""
        impure = is_impure_node or Node.is_impure
        dead = 0
        for node in reversed(self.nodes):
            if not node.users and not impure(node) and node.op not in ("placeholder", "output"):
                self.erase_node(node)
                dead += 1
        return dead > 0

    def __str__(self) -> str:
        return "\n    ".join(["graph():", *(n.format_node() for n in self.nodes)])

    def print_tabular(self) -> None:
        """Print the Nodes as a table."""
        rows: list[tuple[str, ...]] = [("opcode", "name", "target", "args", "kwargs")]
        rows += [(n.op, n.name, str(n.target), str(n.args), str(n.kwargs)) for n in self.nodes]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        rows.insert(1, tuple("-" * w for w in widths))
        for row in rows:
            print("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())

    def python_code(self, root_module: str = "self", *, verbose: bool = False) -> PythonCode:
        """The graph as a function ``forward``, in which the module is called ``root_module``.

        >>> g = torch.fx.symbolic_trace(lambda x: x + 1).graph
        >>> print(g.python_code("self").src.strip())
        def forward(self, x):
            add = x + 1;  x = None
            return add
        """
        return code_of(self, root_module)
