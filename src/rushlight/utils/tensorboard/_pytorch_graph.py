"""A module's graph for TensorBoard: the functions that run for an example, within the modules that call them."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tensorboardX.proto.attr_value_pb2 import AttrValue
from tensorboardX.proto.graph_pb2 import GraphDef
from tensorboardX.proto.node_def_pb2 import NodeDef
from tensorboardX.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboardX.proto.versions_pb2 import VersionDef

from ..._tensor.tensor import Tensor
from ...autograd.grad_mode import no_grad
from ...overrides import TorchFunctionMode

if TYPE_CHECKING:
    from typing import Any

    from ...nn import Module


def _tensors(x):
    """The tensors in nested containers, in order."""
    if isinstance(x, Tensor):
        return [x]
    parts = x.values() if isinstance(x, dict) else x if isinstance(x, (list, tuple)) else ()
    return [t for part in parts for t in _tensors(part)]


class _Watcher(TorchFunctionMode):
    """Notes what runs: a node per function, with edges from the nodes whose tensors it gets."""

    def __init__(self, name):
        super().__init__()
        self.scopes, self.nodes, self.names, self.kept = [name], [], {}, []

    def add(self, name, op, inputs=(), result=None):
        """A node of this name (made unique); the tensors in ``result`` come from it."""
        full = "/".join((*self.scopes, name)) if op != "Parameter" else name
        same = sum(n.name == full or re.fullmatch(re.escape(full) + r"_\d+", n.name) is not None for n in self.nodes)
        full = f"{full}_{same}" if same else full
        dims = [TensorShapeProto(dim=[TensorShapeProto.Dim(size=n) for n in t.shape]) for t in _tensors(result)]
        attr = {"_output_shapes": AttrValue(list=AttrValue.ListValue(shape=dims))} if dims else {}
        self.nodes.append(NodeDef(name=full, op=op, input=list(dict.fromkeys(inputs)), attr=attr))
        for t in _tensors(result):
            self.names[id(t)] = full
            self.kept.append(t)
        return full

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        if _tensors(result):
            inputs = [self.names[id(t)] for t in _tensors([args, kwargs or {}]) if id(t) in self.names]
            name = getattr(func, "__name__", "function").strip("_")
            self.add("attribute" if name == "get" else name, f"aten::{name}", inputs, result)
        return result


def graph(model: Module, args: Any, verbose: bool = False) -> GraphDef:
    """The GraphDef of what ``model`` does for example inputs (a tensor or a tuple of them); ``verbose`` prints it."""
    watcher = _Watcher(type(model).__name__)
    inputs = tuple(args) if isinstance(args, (list, tuple)) else (args,)
    with ExitStack() as stack:
        for i, x in enumerate(_tensors(inputs)):
            watcher.add(f"input_{i}", "IO Node", (), x)
        for path, p in (*model.named_parameters(), *model.named_buffers()):
            watcher.add(f"{type(model).__name__}/{path.replace('.', '/')}", "Parameter", (), p)
        for path, module in model.named_modules():
            if path:
                scope = f"{type(module).__name__}[{path.rpartition('.')[2]}]"
                enter = module.register_forward_pre_hook(lambda m, given, scope=scope: watcher.scopes.append(scope))
                leave = module.register_forward_hook(lambda m, given, result: watcher.scopes.pop() and None)
                stack.callback(enter.remove)
                stack.callback(leave.remove)
        with no_grad(), watcher:
            result = model(*inputs)
    for i, t in enumerate(_tensors(result)):
        made = watcher.names.get(id(t))
        watcher.add(f"output_{i}", "IO Node", [made] if made else [], t)
    found = GraphDef(node=watcher.nodes, versions=VersionDef(producer=22))
    if verbose:
        print(found)
    return found
