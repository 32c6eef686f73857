"""What a network computes on its way, by name: its operations are recorded by ``fx``, and the graph cut anew.

A node's name is the path of the module that computed it, for what is no layer with the operation behind it
(``layer1.0.add``); names that come again end in _1, _2, ...
"""

from __future__ import annotations

import inspect
import math
import re
import warnings
from collections import OrderedDict
from itertools import chain
from typing import TYPE_CHECKING, Any

from ... import fx, nn
from .. import ops

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["create_feature_extractor", "get_graph_node_names"]


class LeafModuleAwareTracer(fx.Tracer):
    """A Tracer for which modules of the classes ``leaf_modules`` are single nodes, too."""

    def __init__(self, *args: Any, leaf_modules: Any = (), **kwargs: Any) -> None:
        self.leaf_modules = leaf_modules
        super().__init__(*args, **kwargs)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, tuple(self.leaf_modules)) or super().is_leaf_module(m, module_qualified_name)


class NodePathTracer(LeafModuleAwareTracer):
    """A Tracer that notes the name of every node in ``node_to_qualname``, in the order in which they run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current_module_qualname = ""
        self.node_to_qualname: OrderedDict[fx.Node, str] = OrderedDict()

    def call_module(
        self, m: nn.Module, forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        before, self.current_module_qualname = self.current_module_qualname, self.path_of_module(m)
        try:
            return super().call_module(m, forward, args, kwargs)
        finally:
            self.current_module_qualname = before

    def create_proxy(self, kind: str, target: Any, args: Any, kwargs: Any, *rest: Any, **named: Any) -> fx.Proxy:
        proxy = super().create_proxy(kind, target, args, kwargs, *rest, **named)
        self.node_to_qualname[proxy.node] = self._name(proxy.node)
        return proxy

    def _name(self, node):
        path = [self.current_module_qualname] if self.current_module_qualname else []
        name = ".".join(path if node.op == "call_module" else [*path, str(node)])
        name = re.sub(r"(?<=.)_[0-9]+$", "", name)
        for known in reversed(self.node_to_qualname.values()):
            if found := re.fullmatch(rf"{re.escape(name)}(?:_([0-9]+))?", known):
                return f"{name}_{int(found[1] or 0) + 1}"
        return name


def _options(given):
    """The Tracer's options: layers and functions of ``ops`` are never traced through."""
    layers = [c for _, c in inspect.getmembers(ops, inspect.isclass) if issubclass(c, nn.Module)]
    options = dict(given or {})
    options["autowrap_modules"] = tuple({*options.get("autowrap_modules", ()), math, ops})
    options["leaf_modules"] = list({*options.get("leaf_modules", ()), *layers})
    return options


def _traced(model, mode, options, concrete_args):
    model.train(mode)
    tracer = NodePathTracer(**options)
    return tracer, tracer.trace(model, concrete_args=concrete_args)


def _part_of(few, many):
    rest = iter(many)
    return all(any(x == y for x in rest) for y in few)


def _warn_of_differences(train, eval_):
    """Warn if a model does other things in training than in evaluation."""
    if train == eval_:
        return
    what = "The nodes obtained by tracing the model in train mode are different to those obtained in eval mode. "
    for few, many, a, b in ((train, eval_, "eval", "train"), (eval_, train, "train", "eval")):
        if _part_of(few, many):
            what = (
                f"NOTE: The nodes obtained by tracing the model in {a} mode are a subsequence of those obtained in {b} "
                "mode. "
            )
            break
    warnings.warn(
        what
        + "When choosing nodes for feature extraction, you may need to specify output nodes for train and eval mode "
        "separately.",
        stacklevel=3,
    )


def get_graph_node_names(
    model: nn.Module,
    tracer_kwargs: dict[str, Any] | None = None,
    suppress_diff_warning: bool = False,
    concrete_args: dict[str, Any] | None = None,
) -> tuple[list[str], list[str]]:
    """The names of a model's nodes in the order in which they run: in training and in evaluation.

    ``tracer_kwargs``: for the Tracer: ``leaf_modules``, classes not to trace through, ``autowrap_functions``,
    functions. Warns if the two differ.

    >>> model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
    >>> get_graph_node_names(model)[1]
    ['input', '0', '1']
    """
    options, was = _options(tracer_kwargs), model.training
    names = [list(_traced(model, mode, options, concrete_args)[0].node_to_qualname.values()) for mode in (True, False)]
    model.train(was)
    if not suppress_diff_warning:
        _warn_of_differences(*names)
    return names[0], names[1]


class DualGraphModule(fx.GraphModule):
    """A GraphModule with one graph for training and one for evaluation."""

    def __init__(
        self, root: nn.Module, train_graph: fx.Graph, eval_graph: fx.Graph, class_name: str = "GraphModule"
    ) -> None:
        both = fx.Graph()
        for node in chain(train_graph.nodes, eval_graph.nodes):  # what either uses of the root is kept
            if node.op in ("get_attr", "call_module"):
                both.create_node(node.op, node.target, (), {})
        both.output(None)
        super().__init__(root, both, class_name)
        self.__dict__.update(train_graph=train_graph, eval_graph=eval_graph)
        self.train(self.training)

    def train(self, mode: bool = True) -> DualGraphModule:
        """Training or evaluation, with the graph for it."""
        if "train_graph" in self.__dict__:
            self.graph = self.__dict__["train_graph" if mode else "eval_graph"]
        super().train(mode)
        return self


def _wanted(nodes):
    return {str(n): str(n) for n in nodes} if isinstance(nodes, list) else {str(k): str(v) for k, v in nodes.items()}


def _cut(tracer, graph, wanted):
    """Let the graph return the nodes of these names: {name: name in the result}. A module's name stands for what is
    computed last in it. Raises ValueError for names that aren't there."""
    names = tracer.node_to_qualname
    for query in wanted:
        if not any(name == query or name.startswith(query + ".") for name in names.values()):
            raise ValueError(
                f"node: '{query}' is not present in model. Hint: use `get_graph_node_names` to make sure the "
                "`return_nodes` you specified are present. It may even be that you need to specify "
                "`train_return_nodes` and `eval_return_nodes` separately."
            )
    for node in [n for n in graph.nodes if n.op == "output"]:
        graph.erase_node(node)
    found, left = {}, dict(wanted)
    for node in reversed(list(graph.nodes)):
        path = names.get(node, "").split(".")
        for query in list(left):
            if ".".join(path[: query.count(".") + 1]) == query:
                found[left.pop(query)] = node
                break
    graph.output(dict(reversed(found.items())))
    graph.eliminate_dead_code()


def create_feature_extractor(
    model: nn.Module,
    return_nodes: list[str] | dict[str, str] | None = None,
    train_return_nodes: list[str] | dict[str, str] | None = None,
    eval_return_nodes: list[str] | dict[str, str] | None = None,
    tracer_kwargs: dict[str, Any] | None = None,
    suppress_diff_warning: bool = False,
    concrete_args: dict[str, Any] | None = None,
) -> fx.GraphModule:
    """A module that runs the model and gives a dict of what these nodes computed; what they don't need is left out.

    ``return_nodes``: names of nodes or modules, a list, or a dict to their names in the result; or, where training and
    evaluation differ, ``train_return_nodes`` and ``eval_return_nodes``. The other arguments are those of
    ``get_graph_node_names``. Raises ValueError for names that aren't there.

    >>> model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    >>> features = create_feature_extractor(model, {"0": "first", "1": "second"})
    >>> [(name, tuple(y.shape)) for name, y in features(torch.ones(4, 2)).items()]
    [('first', (4, 3)), ('second', (4, 3))]
    """
    if return_nodes is None and train_return_nodes is None and eval_return_nodes is None:
        raise ValueError(
            "Either `return_nodes` or `train_return_nodes` and `eval_return_nodes` together, should be specified"
        )
    if (train_return_nodes is None) != (eval_return_nodes is None) or (return_nodes is None) == (
        train_return_nodes is None
    ):
        raise ValueError(
            "If any of `train_return_nodes` and `eval_return_nodes` are specified, then both should be specified, and "
            "`return_nodes` should not"
        )
    options, was = _options(tracer_kwargs), model.training
    graphs, names = [], []
    for mode, nodes in ((True, train_return_nodes), (False, eval_return_nodes)):
        tracer, graph = _traced(model, mode, options, concrete_args)
        names.append(list(tracer.node_to_qualname.values()))
        _cut(tracer, graph, _wanted(return_nodes if nodes is None else nodes))
        graphs.append(graph)
    model.train(was)
    if not suppress_diff_warning:
        _warn_of_differences(*names)
    made = DualGraphModule(model, *graphs, class_name=type(model).__name__)
    return made.train(was)
