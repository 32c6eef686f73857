"""The gradient mechanism. It names no particular op: ops (``_ops/``) are records that it runs, links and
differentiates.

Read in this order: spec, op, value, apply, saving, views, engine, modes. ``compiled`` swaps in csrc/waist, which is the
same in C for what happens in every step.
"""

from .._base.handles import RemovableHandle
from . import engine, graph, saving
from .apply import IN_PLACE, apply_out, check_in_place, rebase, refresh, result_class, store, through
from .batched import level_of
from .engine import gather
from .graph import AccumulateGrad, hook_leaf, hook_node, hook_output, next_functions, retain
from .modes import state
from .op import OUT, Op, Plan
from .packing import Packed, Slot
from .spec import Spec, broadcast, result_type, scalar_spec
from .types import NATIVE, Node, Storage, Value
from .views import check_overlap, same_place

if NATIVE:
    from .compiled import (
        apply,
        apply_,
        apply_to,
        in_place_operator,
        indexer,
        operator,
        run_backward,
        set_tensor_class,
        unary,
        viewer,
        will_run,
    )
else:
    from .apply import apply, apply_, apply_to, set_tensor_class
    from .bound import in_place_operator, indexer, operator, unary, viewer
    from .engine import run_backward, will_run

    Node.face, Node.slot = graph, saving.slot
