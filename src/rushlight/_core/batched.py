"""Which vmap an op belongs to. What it does there is said by the rules (``_vmap``), a layer that knows the ops."""

from __future__ import annotations

from typing import Any

from .._arrays.batched import Batched
from .modes import state
from .types import Value


class Rules:
    """``check(op, inputs, target, level)``: the level that an op runs at, ``level`` being its operands' innermost, or
    the error for writes that other examples would see; ``compute(op, plan, inputs, target, level)``: its outputs'
    arrays there."""

    check: Any
    compute: Any


rules = Rules()


def level_of(v) -> int:
    """The number of the vmap whose examples a value stands for; 0: a plain tensor (or a number)."""
    return v._array.level if isinstance(v, Value) and type(v._array) is Batched else 0


def level_for(op, inputs, target) -> int:
    """The number of the vmap that an op runs at; 0: just on arrays."""
    level = max(map(level_of, (*inputs, target)))
    return rules.check(op, inputs, target, level) if level or state.vmap is not None else 0
