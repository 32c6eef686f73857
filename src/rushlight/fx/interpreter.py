"""Running a Graph Node by Node, in Python: to see what comes out of each, or to make another graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .graph import Graph
from .graph_module import GraphModule
from .node import map_arg
from .printing import last_uses
from .tracer import Tracer

if TYPE_CHECKING:
    from typing import Any

    from .._core import Node
    from ..nn.modules.module import Module
    from .node import Argument, Target
    from .proxy import Proxy

__all__ = ["Interpreter", "Transformer"]


class Interpreter:
    """Runs a GraphModule Node by Node. Subclasses change what a kind of Node does: ``call_function(target, args,
    kwargs)`` and so on.

    garbage_collect_values  forget results after their last use

    >>> class Count(torch.fx.Interpreter):
    ...     calls = 0
    ...     def call_function(self, target, args, kwargs):
    ...         self.calls += 1
    ...         return super().call_function(target, args, kwargs)
    >>> count = Count(torch.fx.symbolic_trace(lambda x: x + x * 2))
    >>> count.run(torch.tensor([1.0])), count.calls
    (tensor([3.]), 2)
    """

    def __init__(self, module: Module, garbage_collect_values: bool = True, graph: Graph | None = None) -> None:
        self.module, self.garbage_collect_values = module, garbage_collect_values
        self.graph: Any = module.graph if graph is None else graph
        self.submodules = dict(module.named_modules())
        self.env: dict[Any, Any] = {}

    def run(self, *args: Any, initial_env: dict[Node, Any] | None = None) -> Any:
        """What the graph gives for ``args``; ``initial_env`` has results of Nodes that need not run."""
        self.env = dict(initial_env or {})
        self._args = iter(args)
        forget = last_uses(self.graph) if self.garbage_collect_values else {}
        for node in self.graph.nodes:
            if node not in self.env:
                try:
                    self.env[node] = self.run_node(node)
                except Exception as e:
                    e.add_note(f"While executing {node.format_node()}")
                    raise
            if node.op == "output":
                return self.env[node]
            for gone in forget.get(node, ()):
                self.env.pop(gone, None)
        return None

    def run_node(self, n: Node) -> Any:
        """The result of Node ``n``, whose arguments have run."""
        args, kwargs = self.fetch_args_kwargs_from_env(n)
        return getattr(self, n.op)(n.target, args, kwargs)

    def map_nodes_to_values(self, args: Argument, n: Node) -> Argument:
        """``args`` with the results of the Nodes in it. Raises RuntimeError for Nodes that have none."""

        def value(node):
            if node not in self.env:
                raise RuntimeError(
                    f"Node {n} referenced nonexistent value {node}! Run Graph.lint() to diagnose such issues"
                )
            return self.env[node]

        return map_arg(args, value)

    def fetch_args_kwargs_from_env(self, n: Node) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments of Node ``n``: ``(args, kwargs)``."""
        return self.map_nodes_to_values(n.args, n), self.map_nodes_to_values(n.kwargs, n)

    def fetch_attr(self, target: str) -> Any:
        """The module's attribute with a dotted name. Raises RuntimeError if there is none."""
        thing = self.module
        for i, part in enumerate(target.split(".")):
            if not hasattr(thing, part):
                raise RuntimeError(f"Node referenced nonexistent target {'.'.join(target.split('.')[: i + 1])}")
            thing = getattr(thing, part)
        return thing

    def placeholder(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The next argument of ``run``, else the default."""
        if target.startswith("**"):
            return {}
        if target.startswith("*"):
            return tuple(self._args)
        for value in self._args:
            return value
        if args:
            return args[0]
        raise RuntimeError(f"Expected positional argument for parameter {target}, but one was not passed in!")

    def get_attr(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """An attribute of the module."""
        return self.fetch_attr(target)

    def call_function(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The call of a function."""
        return target(*args, **kwargs)

    def call_method(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The call of the first argument's method."""
        return getattr(args[0], target)(*args[1:], **kwargs)

    def call_module(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The call of a submodule."""
        return self.fetch_attr(target)(*args, **kwargs)

    def output(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """What the graph returns."""
        return args[0]


class Transformer(Interpreter):
    """An Interpreter that runs on Proxies, and so makes a new GraphModule. Subclasses change what a kind of Node
    becomes.

    >>> class Doubled(torch.fx.Transformer):
    ...     def call_method(self, target, args, kwargs):
    ...         return super().call_method(target, args, kwargs) * 2
    >>> Doubled(torch.fx.symbolic_trace(lambda x: x.relu())).transform()(torch.tensor([3.0]))
    tensor([6.])
    """

    def __init__(self, module: GraphModule) -> None:
        super().__init__(module)
        self.new_graph = Graph()
        self.tracer = _Appending(self.new_graph, module)

    def placeholder(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Proxy:
        """A placeholder of the new graph."""
        return self.tracer.create_proxy("placeholder", target, args, kwargs)

    def get_attr(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Proxy:
        """The attribute, as a Proxy."""
        return self.tracer.create_proxy("get_attr", target, args, kwargs)

    def call_module(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The call of a submodule, noted."""
        return self.tracer.create_proxy("call_module", target, args, kwargs)

    def call_function(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The call of a function, noted."""
        return self.tracer.create_proxy("call_function", target, args, kwargs)

    def call_method(self, target: Target, args: tuple[Argument, ...], kwargs: dict[str, Any]) -> Any:
        """The call of a method, noted."""
        return self.tracer.create_proxy("call_method", target, args, kwargs)

    def transform(self) -> GraphModule:
        """The new GraphModule."""
        result = self.run()
        if result is not None:
            self.new_graph.output(self.tracer.create_arg(result))
        return GraphModule(self.module, self.new_graph)


class _Appending(Tracer):
    """Makes Nodes of a new graph for the same module."""

    def __init__(self, graph, module):
        super().__init__()
        self.graph, self.root = graph, module
        self._names, self._parameters = self._tensors(), {}
