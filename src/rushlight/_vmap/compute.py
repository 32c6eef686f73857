"""How an op runs on a batch: by the rule of its family, or example by example."""

from __future__ import annotations

import numpy as np

from .. import _arrays
from .._arrays.batched import as_example
from .._core import Op, Value, apply, apply_, state
from .._core.apply import run
from .._core.batched import level_of, rules
from .._ops.common.inside_vmap import peel, traced
from .._ops.shapes.cat_stack import stack
from .._ops.shapes.select_narrow import select
from .._ops.shapes.split_chunk import unbind
from .._ops.tensors.as_strided_unfold import address, as_strided
from .._ops.tensors.full import Full

# op class: rule(op, plan, n, inputs, split) -> list of physical outputs, or None: example by example
rules_of: dict = {}


class Level:
    """A vmap that runs: its ``number`` counts from the outermost (1), ``size`` is its number of examples. ``traced``: a
    physical tensor required a gradient, so that inner backward passes must be recorded."""

    def __init__(self, number, size, randomness):
        self.number, self.size, self.randomness = number, size, randomness
        self.traced = False
        self.outer = state.vmap


def use(rule, *classes):
    """Have ``rule`` serve these op classes, and those derived from them that have none of their own."""
    rules_of.update(dict.fromkeys(classes, rule))


def rule_for(op: Op):
    """The rule of the nearest class in the op's ancestry, or None."""
    for cls in type(op).__mro__:
        if cls in rules_of:
            return rules_of[cls]
    return None


def everything(op: Op, *inputs):
    """All outputs of an op as a list, those that are only saved for the gradient included."""
    return run(op, inputs, None, False, True)


def check(op: Op, inputs, target, level: int) -> int:
    """See ``_core.batched.Rules``."""
    if state.vmap is not None:
        level = max(level, _draw_level(op, target))
    if target is not None and level_of(target) < level:
        raise RuntimeError(
            f"vmap: inplace arithmetic(self, *extra_args) is not possible: {op.name.lower()}_ would write many "
            "examples into one tensor that is the same for all of them. Write it out of place (y = x + z instead of x "
            "+= z), or make the tensor from a batched one (x.new_zeros(...))."
        )
    return level


def compute(op: Op, plan, inputs, target, level: int):
    """See ``_core.batched.Rules``; with a target, its physical tensor is overwritten."""
    for i in op.writes:
        if not peel(inputs[i], level)[1] and any(peel(v, level)[1] for v in inputs):
            raise RuntimeError(
                f"vmap: {op.name.lower()} would update a tensor in place that is the same for all examples (running "
                "statistics, "
                "say): batch it too (stack_module_state), or do without it (replace_all_batch_norm_modules_)."
            )
    inner, here = state.vmap, _level(level)
    if here is not None:  # meanwhile the level is left: physical tensors belong to the one outside
        state.vmap = here.outer
    try:
        return _computed(op, plan, inputs, target, level, here)
    finally:
        state.vmap = inner


def _kept(v, target, level):
    """An operand in the memory that is about to be written, as a copy if its gradient may need it as it was."""
    physical, split = peel(v, level)
    if physical is v or physical._storage is not peel(target, level)[0]._storage or not traced(physical):
        return v
    return type(v)._wrap(as_example(physical.clone(), level, split), v._dtype, v._device)


def _computed(op: Op, plan, inputs, target, level: int, here):
    if target is not None and state.grad:
        inputs = [_kept(v, target, level) for v in inputs]
    peeled = [peel(v, level) for v in inputs]
    outputs, split = _outputs(op, plan, [v for v, _ in peeled], [s for _, s in peeled], here)
    if target is None:
        return [as_example(v, level, split) for v in outputs]
    physical, target_split = peel(target, level)
    if split and not target_split:
        raise RuntimeError(
            "vmap: inplace arithmetic(self, *extra_args) is not possible because the tensor to write is the same for "
            "all examples, and what is written isn't. Write it out of place."
        )
    physical.copy_(outputs[0])
    return [target._array, *(as_example(v, level, split) for v in outputs[1:])]


def _level(number):
    """The running vmap of that number, or None."""
    level = state.vmap
    while level is not None and level.number != number:
        level = level.outer
    return level


def _outputs(op, plan, values, split, here):
    """(physical results, whether they have the batch dimension): the rule's, checked against what the op promised."""
    drawn = "generator" in type(op).params and here is not None
    if not any(split) and not (drawn and here.randomness == "different"):
        return everything(op, *values), False
    sizes = [len(v._array) for v, s in zip(values, split, strict=True) if s]
    n = sizes[0] if sizes else here.size
    outputs = None
    if op.dynamic:
        return _dynamic(op, plan, n, values, split), True
    if not n:
        outputs = [apply(Full.of((0, *s.shape), s.dtype, s.device), None) for s in plan.outs]
    elif drawn:
        outputs = (_drawn if here.randomness == "different" else _same)(op, plan, n, values, split)
    else:
        rule = rule_for(op)
        outputs = rule(op, plan, n, values, split) if rule is not None else None
        if outputs is None and (op.view or op.multi_view):
            outputs = _viewed(op, n, values[0])
        if outputs is None:
            outputs = each_example(op, plan, n, values, split)
    for v, s in zip(outputs, plan.outs, strict=True):
        if v._array.shape != (n, *s.shape) or v._dtype is not s.dtype:
            raise SystemError(f"vmap: {op!r} gave {v.shape}, {v._dtype} for {n} examples of {s}")
    if here is not None and any(v.requires_grad for v in outputs):
        here.traced = True
    return outputs, True


def _dynamic(op, plan, n, values, split):
    """Ops whose shapes depend on data: only what a rule can show to be the same for all examples."""
    rule = rule_for(op)
    outputs = rule(op, plan, n, values, split) if rule is not None else None
    if outputs is None:
        raise RuntimeError(
            "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap over "
            f"{op.name.lower()} (boolean masks, nonzero, unique, ...), whose result has another shape for every "
            "example: use torch.where, or masked sums."
        )
    return outputs


def each_example(op, plan, n, values, split):
    """The op once per example, and the results stacked."""
    if op.writes:  # the rows must be views that may be written
        rows = [[select(v, 0, i) for i in range(n)] if s else [v] * n for v, s in zip(values, split, strict=True)]
    else:
        rows = [unbind(v, 0) if s else [v] * n for v, s in zip(values, split, strict=True)]
    results = [everything(op, *(r[i] for r in rows)) for i in range(n)]
    return [stack([r[k] for r in results]) for k in range(len(plan.outs))]


def _viewed(op, n, x):
    """A view op on all examples: every example's output lies in it as the first one's does. None for another dtype."""
    a = x._array
    one = np.ndarray.view(np.ndarray.__getitem__(a, (0, ...)), np.ndarray)
    shown = op.forward(_arrays.cpu, one)
    shown = shown if type(shown) in (tuple, list) else [shown]
    if any(part.dtype != one.dtype for part in shown):
        return None
    results = []
    for part in shown:
        strides = [s // a.itemsize for s in (a.strides[0], *part.strides)]
        offset = (address(part) - address(one)) // a.itemsize if part.size else 0
        results.append(as_strided(x, (n, *part.shape), strides, x.storage_offset() + offset))
    return results


# Random draws ---------------------------------------------------------------------------------------------------------


def _draw_level(op, target):
    """The level that a random draw runs at because it is one; 0 for all other ops, and if all examples get the same."""
    if "generator" not in type(op).params:
        return 0
    level = state.vmap
    while level is not None and level.randomness == "same":
        level = level.outer
    if level is None:
        return 0
    if level.randomness == "error":
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
            "'different' randomness flags on vmap or perform the randomness operation out of vmap"
        )
    if target is not None and level_of(target) < level.number:
        raise RuntimeError(
            "vmap: Cannot ask for different inplace randomness on an unbatched tensor. This will appear like same "
            "randomness. Write "
            "into a tensor made from a batched one (torch.empty_like(x)), or draw a new tensor (torch.rand)."
        )
    return level.number


def _drawn(op, plan, n, values, split):
    """Draws for a batch, together: in the order of the examples."""
    if getattr(op, "shape", None) is not None:
        if op.draw == "permutation":
            return [stack([apply(op, *values) for _ in range(n)])]
        params = [(n, *p) if name == "shape" else p for name, p in zip(type(op).params, op._key(), strict=True)]
        return [apply(type(op).of(*params), *values)]
    rank = plan.specs[0].ndim
    whole = [
        _whole(v, s, n, rank - spec.ndim) if isinstance(v, Value) else v
        for v, s, spec in zip(values, split, plan.specs, strict=True)
    ]
    return [_draw(op, *whole)]


def _draw(op, x, *others):
    """A draw that overwrites its first operand, into new memory; other draws as they are."""
    if "shape" not in type(op).params:
        return apply(op, x, *others)
    fresh = x.new_empty(x._array.shape)
    return apply_(op, fresh, fresh, *others)


def _whole(v, split, n, missing):
    """``v`` with the batch in front, and ``missing`` dimensions of size 1 behind it."""
    if not split:
        v = v.unsqueeze(0)
    for _ in range(missing):
        v = v.unsqueeze(1)
    return v if split else v.expand((n, *v._array.shape[1:])).contiguous()


def _same(op, plan, n, values, split):
    """Each example draws from the same state of the generator."""
    array = op.generator.array
    before = array.copy()
    rows = [unbind(v, 0) if s else [v] * n for v, s in zip(values, split, strict=True)]
    results = []
    for i in range(n):
        array[...] = before
        results.append(_draw(op, *(r[i] for r in rows)))
    return [stack(results)]


rules.check, rules.compute = check, compute
