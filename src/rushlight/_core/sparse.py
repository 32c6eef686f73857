"""Where ops meet sparse tensors: those with ``Op.sparse`` take them as they are, for all others the rules of the layer
that knows the ops compute with the stored values."""

from __future__ import annotations

from typing import Any

from .._arrays.sparse import Sparse
from .types import Value


class Rules:
    """``compute(op, inputs, target)``: what ``apply`` returns; raises NotImplementedError for ops without a rule.
    ``empty(layout, shape, dtype, device, dense)``: a tensor that stores nothing."""

    compute: Any
    empty: Any


rules = Rules()


def is_sparse(v) -> bool:
    """Whether a value is a sparse tensor."""
    return isinstance(v, Value) and type(v._array) is Sparse
