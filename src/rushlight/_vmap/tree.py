"""Nested tuples, lists and dicts ("pytrees") taken apart into their leaves, and put together again: ``_base.trees``,
and our named results as containers."""

from __future__ import annotations

from .._base.tree_nodes import SUPPORTED_NODES, _list_flatten, _list_flatten_with_keys, register_pytree_node
from .._base.trees import broadcast_to_and_flatten as broadcast
from .._base.trees import tree_flatten as flatten
from .._base.trees import tree_map as mapped
from .._base.trees import tree_unflatten as unflatten
from .._ops.common import named_results

__all__ = ["broadcast", "flatten", "mapped", "unflatten"]


def _register(cls):
    register_pytree_node(
        cls, _list_flatten, lambda values, context: cls(values), flatten_with_keys_fn=_list_flatten_with_keys
    )


for _cls in vars(named_results).values():
    if isinstance(_cls, type) and issubclass(_cls, tuple) and hasattr(_cls, "_fields") and _cls not in SUPPORTED_NODES:
        _register(_cls)
