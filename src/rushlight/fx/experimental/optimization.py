"""``torch.fx.experimental.optimization``: models for inference, with fewer layers that compute the same."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

from ... import nn
from ..._base.errors import MissingName
from ...nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval
from .. import Graph, GraphModule, Node, Transformer, symbolic_trace

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["extract_subgraph", "fuse", "matches_module_pattern", "remove_dropout", "replace_node_module"]

_FUSED = {
    (nn.Conv1d, nn.BatchNorm1d): fuse_conv_bn_eval,
    (nn.Conv2d, nn.BatchNorm2d): fuse_conv_bn_eval,
    (nn.Conv3d, nn.BatchNorm3d): fuse_conv_bn_eval,
    (nn.Linear, nn.BatchNorm1d): fuse_linear_bn_eval,
}


def matches_module_pattern(pattern: Iterable[type], node: Node, modules: dict[str, nn.Module]) -> bool:
    """Whether ``node`` and its first operand call modules of exactly the classes (operand's, node's) of ``pattern``.

    >>> traced = symbolic_trace(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
    >>> nodes, modules = list(traced.graph.nodes), dict(traced.named_modules())
    >>> matches_module_pattern((nn.Linear, nn.ReLU), nodes[2], modules)
    True
    """
    if not node.args:
        return False
    for expected, n in zip(pattern, (node.args[0], node), strict=False):
        if not isinstance(n, Node) or n.op != "call_module" or n.target not in modules:
            return False
        if type(modules[cast("str", n.target)]) is not expected:
            return False
    return True


def replace_node_module(node: Node, modules: dict[str, nn.Module], new_module: nn.Module) -> None:
    """Have ``node`` call ``new_module``, in the model and in ``modules`` (its ``named_modules()``).

    Raises AssertionError where ``node`` calls no module by a path.
    """
    if not isinstance(node.target, str):
        raise AssertionError(f"Expected str target, got {type(node.target)}")
    parent, _, name = node.target.rpartition(".")
    modules[node.target] = new_module
    setattr(modules[parent], name, new_module)


def fuse(model: nn.Module, inplace: bool = False, no_trace: bool = False) -> GraphModule:
    """The model (in eval mode) with each batch norm after a convolution or a linear layer put into that layer.

    model     it is copied, unless ``inplace``
    no_trace  use the graph of a GraphModule as it is, instead of tracing the model

    A layer whose result is used elsewhere too keeps its batch norm, and so does one without running statistics.

    >>> model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU()).eval()
    >>> [n.name for n in fuse(model).graph.nodes]
    ['input_1', '_0', '_2', 'output']
    """
    model = model if inplace else copy.deepcopy(model)
    traced = model if no_trace and isinstance(model, GraphModule) else symbolic_trace(model)
    modules = dict(traced.named_modules())
    graph = copy.deepcopy(traced.graph)
    for pattern, fused in _FUSED.items():
        for node in graph.nodes:
            if not matches_module_pattern(pattern, node, modules):
                continue
            layer, norm = node.args[0], modules[node.target]
            if len(layer.users) > 1 or not norm.track_running_stats:
                continue
            replace_node_module(layer, modules, cast("Any", fused)(modules[layer.target], norm))
            node.replace_all_uses_with(layer)
            graph.erase_node(node)
    return GraphModule(traced, graph)


class _WithoutDropout(Transformer):
    def call_module(self, target: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(self.submodules[target], nn.Dropout):
            return args[0]
        return super().call_module(target, args, kwargs)


def remove_dropout(model: nn.Module) -> nn.Module:
    """The traced model without its Dropout layers.

    >>> [n.name for n in remove_dropout(nn.Sequential(nn.Dropout(), nn.ReLU())).graph.nodes]
    ['input_1', '_1', 'output']
    """
    return _WithoutDropout(symbolic_trace(model)).transform()


def extract_subgraph(orig_module: nn.Module, nodes: list[Node], inputs: list[Node], outputs: list[Node]) -> GraphModule:
    """A module that computes ``nodes`` (in order) of a graph of ``orig_module``: ``inputs`` are what it takes, and it
    returns the list of ``outputs``. Raises KeyError for an operand that is neither among ``nodes`` nor ``inputs``.

    >>> traced = symbolic_trace(nn.Sequential(nn.ReLU(), nn.Tanh()))
    >>> _, first, second, _ = traced.graph.nodes
    >>> len(extract_subgraph(traced, [second], [first], [second])(torch.zeros(2)))
    1
    """
    graph = Graph()
    new: dict[Node, Any] = {n: graph.placeholder(n.name) for n in inputs}
    for n in nodes:
        new[n] = graph.node_copy(n, lambda operand: new[operand])
    graph.output([new[n] for n in outputs])
    graph.lint()
    return GraphModule(orig_module, graph)


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        raise MissingName("torch.fx.experimental.optimization", name, __all__)
