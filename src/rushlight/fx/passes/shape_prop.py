"""Shapes and dtypes of all that a graph computes, found by running it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..._base.dtypes import dtype
from ..._base.formats import channels_last, channels_last_3d, contiguous_format, memory_format
from ..._base.size import Size
from ..._base.trees import tree_map_only
from ..._tensor.tensor import Tensor
from ..interpreter import Interpreter
from ..node import Node

__all__ = ["ShapeProp", "TensorMetadata"]


class TensorMetadata(NamedTuple):
    """What is known of a tensor beside its numbers."""

    shape: Size
    dtype: dtype
    requires_grad: bool
    stride: tuple[int, ...]
    memory_format: memory_format | None
    is_quantized: bool
    qparams: dict[str, Any]


def _extract_tensor_metadata(result, include_contiguity=True):
    """The TensorMetadata of a tensor."""
    formats = (contiguous_format, channels_last, channels_last_3d)
    fits = [
        f
        for f in formats
        if result.ndim == {channels_last: 4, channels_last_3d: 5}.get(f, result.ndim)
        and result.is_contiguous(memory_format=f)
    ]
    layout = fits[0] if include_contiguity and fits else None
    return TensorMetadata(result.shape, result.dtype, result.requires_grad, result.stride(), layout, False, {})


class ShapeProp(Interpreter):
    """Runs a GraphModule and notes at every Node what came out: ``node.meta["tensor_meta"]`` (TensorMetadata, in the
    structure of the result) and ``node.meta["type"]``.

    >>> import rushlight as torch
    >>> traced = torch.fx.symbolic_trace(torch.nn.Linear(2, 3))
    >>> _ = ShapeProp(traced).propagate(torch.ones(4, 2))
    >>> [tuple(n.meta["tensor_meta"].shape) for n in traced.graph.nodes if n.op == "output"]
    [(4, 3)]
    """

    def run_node(self, n: Node) -> Any:
        """Run one Node, and note what came out."""
        result = super().run_node(n)
        found = tree_map_only(Tensor, _extract_tensor_metadata, result)
        if found is not result or isinstance(result, Tensor):
            n.meta["tensor_meta"] = found
        n.meta["type"] = type(result)
        return result

    def propagate(self, *args: Any) -> Any:
        """What the graph gives for ``args``."""
        return super().run(*args)
