"""``torch.fx._pytree``: structures taken apart by a spec that is known already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._base.trees import TreeSpec

__all__ = ["SUPPORTED_NODES", "register_pytree_flatten_spec", "tree_flatten_spec"]

SUPPORTED_NODES: dict[Any, Callable[[Any, TreeSpec], list[Any]]] = {}
SUPPORTED_NODES_EXACT_MATCH: dict[Any, Callable[[Any, TreeSpec], bool] | None] = {}


def register_pytree_flatten_spec(
    cls: type[Any],
    flatten_fn_spec: Callable[[Any, TreeSpec], list[Any]],
    flatten_fn_exact_match_spec: Callable[[Any, TreeSpec], bool] | None = None,
) -> None:
    """How instances of ``cls`` are taken apart where their spec is known: ``(value, spec) -> children``."""
    SUPPORTED_NODES[cls] = flatten_fn_spec
    SUPPORTED_NODES_EXACT_MATCH[cls] = flatten_fn_exact_match_spec


def tree_flatten_spec(pytree: Any, spec: TreeSpec) -> list[Any]:
    """The leaves of a structure that is built as ``spec`` says. Raises ValueError if it is not."""
    if spec.is_leaf():
        return [pytree]
    if spec.type not in SUPPORTED_NODES:
        return spec.flatten_up_to(pytree)
    children = SUPPORTED_NODES[spec.type](pytree, spec)
    return [leaf for c, s in zip(children, spec.children(), strict=False) for leaf in tree_flatten_spec(c, s)]
