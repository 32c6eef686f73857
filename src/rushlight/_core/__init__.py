"""The gradient mechanism. It names no particular op: ops (``_ops/``) are records that it runs, links and differentiates.

Read in this order: spec, op, value, apply, saving, views, engine, modes. ``compiled`` swaps in csrc/waist, which is the
same in C for what happens in every step.
"""

from .apply import apply_out, refresh, result_class, store
from .modes import state
from .op import OUT, Op, Plan
from .spec import Spec, broadcast, result_type, scalar_spec
from .types import NATIVE, Node, Storage, Value

if NATIVE:
    from .compiled import apply, apply_, in_place_operator, operator, run_backward, set_tensor_class, unary
else:
    from .apply import apply, apply_, set_tensor_class
    from .bound import in_place_operator, operator, unary
    from .engine import run_backward

__all__ = [
    "NATIVE", "OUT", "Node", "Op", "Plan", "Spec", "Storage", "Value", "apply", "apply_", "apply_out", "broadcast",
    "in_place_operator", "operator", "refresh", "result_class", "result_type", "run_backward", "scalar_spec", "set_tensor_class",
    "state", "store", "unary",
]  # fmt: skip
