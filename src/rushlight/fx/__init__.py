"""``torch.fx``: a module's program as a graph that Python code can read, edit and run again.

``symbolic_trace`` runs a forward once with Proxies in place of tensors and notes what is done to them; the Graph prints
itself as Python, which a GraphModule executes. What depends on the numbers in a tensor (``if x.sum() > 0``) can't be
noted: TraceError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base.errors import MissingName
from .graph import Graph
from .graph_module import GraphModule
from .interpreter import Interpreter, Transformer
from .node import Node, map_arg
from .printing import PythonCode
from .proxy import GraphAppendingTracer, Proxy, TraceError, TracerBase
from .tracer import Tracer, symbolic_trace, wrap

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Graph",
    "GraphAppendingTracer",
    "GraphModule",
    "Interpreter",
    "Node",
    "Proxy",
    "PythonCode",
    "TraceError",
    "Tracer",
    "TracerBase",
    "Transformer",
    "map_arg",
    "symbolic_trace",
    "wrap",
]


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in ("_pytree", "_symbolic_trace", "experimental", "passes"):
            from importlib import import_module

            return import_module("." + name, __name__)
        raise MissingName("torch.fx", name, __all__)
