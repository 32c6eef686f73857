"""``torch.fx._symbolic_trace``: PyTorch's place of the Tracer, which is in ``tracer.py`` here."""

from __future__ import annotations

from .graph import Graph
from .graph_module import GraphModule
from .tracer import Tracer, symbolic_trace, wrap

__all__ = ["Graph", "GraphModule", "Tracer", "is_fx_tracing", "symbolic_trace", "wrap"]


def is_fx_tracing() -> bool:
    """Whether a Tracer runs now, in a way that programs have to know of: no; Proxies stand for tensors."""
    return False


is_fx_symbolic_tracing = is_fx_tracing
