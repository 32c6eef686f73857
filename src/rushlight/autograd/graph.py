"""The graph's nodes, for ``isinstance``, and versions of tensors."""

from __future__ import annotations

from .._core import Node, Value

__all__ = ["Node", "increment_version"]


def increment_version(tensor):
    """Count a write to the memory of a tensor (or of several) that autograd could not see, so that its checks notice.

    >>> x = torch.zeros(1)
    >>> torch.autograd.graph.increment_version(x); x._version
    1
    """
    for t in (tensor,) if isinstance(tensor, Value) else tensor:
        t._storage.version += 1
