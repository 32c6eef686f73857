"""``torch.utils.flop_counter``: how many floating-point operations a program's products and convolutions take."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from math import prod
from typing import Any

from .._base.trees import tree_map_only
from .._core.modes import Recorder, state
from .._core.types import Value
from .module_tracker import ModuleTracker

__all__ = ["FlopCounterMode", "flop_registry", "register_flop_formula"]

flop_registry: dict[Any, Callable[..., int]] = {}
suffixes = ["", "K", "M", "B", "T"]


def shape_wrapper(f: Callable[..., int]) -> Callable[..., int]:
    """A formula of shapes as one of the tensors themselves."""

    @wraps(f)
    def nf(*args: Any, out_val: Any = None, **kwargs: Any) -> int:
        args, kwargs, out_shape = tree_map_only(Value, lambda t: t.shape, (args, kwargs, out_val))
        return f(*args, out_shape=out_shape, **kwargs)

    return nf


def register_flop_formula(targets: Any, get_raw: bool = False) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """A decorator: the function says how many operations an operator of ``torch.ops`` takes, from its arguments'
    shapes and ``out_shape``; with ``get_raw`` from the tensors themselves and ``out_val``. Raises ValueError for what
    is no operator, RuntimeError for one that has a formula."""

    def register(formula):
        packets = import_module("rushlight.library._operators").OpOverloadPacket
        for target in targets if isinstance(targets, (list, tuple)) else [targets]:
            if not isinstance(target, packets):
                raise ValueError(
                    f"register_flop_formula(targets): expected each target to be OpOverloadPacket (i.e. "
                    f"torch.ops.mylib.foo), got {target} which is of type {type(target)}"
                )
            if target in flop_registry:
                raise RuntimeError(f"duplicate registrations for {target}")
            flop_registry[target] = formula if get_raw else shape_wrapper(formula)
        return formula

    return register


# How many operations each op takes ----------------------------------------------------------------------------------


def _of_product(first):
    def count(op, inputs, outputs):
        out = outputs[0].shape
        rows = prod(out[:-1])
        return 2 * prod(out) * (prod(inputs[first].shape) // rows) if rows else 0

    return count


def _of_convolution(op, inputs, outputs):
    """Of a convolution, a transposed one (every element of the input meets the weight) or a gradient of either."""
    kind = type(op).__name__
    x, w, out = inputs[0].shape, inputs[1].shape, outputs[0].shape
    if kind == "ConvWeight":  # the gradient of a weight: the one picture is the filter of the other
        first, second, weight = x, w, out  # all channels by all, whatever the groups, as PyTorch counts
        return 2 * prod(weight[2:]) * prod(first) * second[1]
    where = x if kind in ("ConvTranspose", "ConvInput") else out
    return 2 * prod(where[2:]) * prod(w) * x[0]


# By the names of ops: the operator of torch.ops.aten that they count for, and the formula
_FORMULAS = {
    "Mm": ("mm", _of_product(0)),
    "Addmm": ("addmm", _of_product(1)),
    "Bmm": ("bmm", _of_product(0)),
    "Baddbmm": ("baddbmm", _of_product(1)),
    "Convolution": ("convolution", _of_convolution),
    "ConvolutionBackward": ("convolution_backward", _of_convolution),
}


class _Counter(Recorder):
    """The recorder that counts."""

    def __init__(self, counter: FlopCounterMode, before: Recorder | None) -> None:
        self.counter, self.next = counter, before

    def record(self, op: Any, inputs: Any, outputs: Any, target: Any) -> None:
        """Called after every op."""
        found = _FORMULAS.get(op.name)
        if found is not None:
            name, formula = found
            if name == "convolution" and state.backward_pass != -1:  # a transposed one's gradient is a convolution
                name = "convolution_backward"
            self.counter._add(name, formula(op, inputs, outputs))
        if self.next is not None:
            self.next.record(op, inputs, outputs, target)  # type: ignore[attr-defined]


class _Custom:
    """Sees calls of operators with formulas of the program's own."""

    def __init__(self, counter: FlopCounterMode) -> None:
        self.counter = counter

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        formula = self.counter.flop_registry.get(func.overloadpacket)
        if formula is not None:
            self.counter._add(func.overloadpacket, formula(*args, **(kwargs or {}), out_val=result))
        return result


class FlopCounterMode:
    """Counts the operations of matrix products and convolutions within its block, forward and backward, for each
    module by its name and for all ("Global").

    depth           how deep modules are listed in the table
    display         print the table at the end of the block
    custom_mapping  {operator of torch.ops: formula}, see ``register_flop_formula``

    >>> import rushlight as torch
    >>> with FlopCounterMode(display=False) as counter:
    ...     _ = torch.nn.Linear(3, 4)(torch.ones(5, 3))
    >>> counter.get_total_flops()
    120
    """

    def __init__(
        self, mods: Any = None, depth: int = 2, display: bool = True, custom_mapping: dict[Any, Any] | None = None
    ) -> None:
        if mods is not None:
            warnings.warn("mods argument is not needed anymore, you can stop passing it", stacklevel=2)
        self.flop_counts: dict[str, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
        self.depth, self.display = depth, display
        own = {k: v if getattr(v, "_get_raw", False) else shape_wrapper(v) for k, v in (custom_mapping or {}).items()}
        self.flop_registry = {**flop_registry, **own}
        self.mod_tracker = ModuleTracker()

    def __enter__(self) -> FlopCounterMode:
        self.flop_counts.clear()
        self.mod_tracker.__enter__()
        self._before = state.recorder
        state.recorder = _Counter(self, state.recorder)
        self._custom = _Custom(self) if self.flop_registry else None
        if self._custom is not None:
            import_module("rushlight.library._dispatch").MODES.append(self._custom)
        return self

    def __exit__(self, *error: object) -> None:
        state.recorder = self._before
        if self._custom is not None:
            import_module("rushlight.library._dispatch").MODES.remove(self._custom)
        self.mod_tracker.__exit__()
        if self.display:
            print(self.get_table(self.depth))

    def _add(self, operator, count):
        if isinstance(operator, str):
            operator = getattr(import_module("rushlight.library._operators").ops.aten, operator)
        for parent in set(self.mod_tracker.parents):
            self.flop_counts[parent][operator] += count

    def get_total_flops(self) -> int:
        """All operations."""
        return sum(self.flop_counts["Global"].values())

    def get_flop_counts(self) -> dict[str, dict[Any, int]]:
        """{name of the module: {operator: operations}}."""
        return {k: dict(v) for k, v in self.flop_counts.items()}

    def get_table(self, depth: int | None = None) -> str:
        """A table: modules, each with its operators, how many operations they took and how much of all this is."""
        depth = depth if depth is not None else self.depth if self.depth is not None else 999999
        total = self.get_total_flops()
        suffix = get_suffix_str(total)
        rows: list[list[str]] = []
        for module in sorted(self.flop_counts):
            if module != "Global" and module.count(".") < depth:
                rows += self._rows(module, module.count("."), total, suffix)
        subsumed = any(sum(c.values()) >= total for m, c in self.flop_counts.items() if m != "Global")
        if "Global" in self.flop_counts and not subsumed:
            rows = self._rows("Global", 0, total, suffix) + [[" " + name, n, share] for name, n, share in rows]
        return _table(rows or [["Global", "0", "0%"]])

    def _rows(self, module, indent, total, suffix):
        counts = self.flop_counts[module]
        named = [(module, sum(counts.values())), *[(f" - {k}", v) for k, v in counts.items()]]
        return [
            [" " * indent + name, convert_num_with_suffix(n, suffix), convert_to_percent_str(n, total)]
            for name, n in named
        ]


def _table(rows):
    widths = [max(len(row[i]) for row in [["Module", "FLOP", "% Total"], *rows]) for i in range(3)]
    lines = [["Module", "FLOP", "% Total"], ["-" * w for w in widths], *rows]
    return "\n".join(
        f"{name.ljust(widths[0])}  {n.rjust(widths[1])}  {share.rjust(widths[2])}" for name, n, share in lines
    )


def get_suffix_str(number: int) -> str:
    """The unit in which a number is written: "K" for thousands, "M", "B", "T"."""
    return suffixes[max(0, min(len(suffixes) - 1, (len(str(number)) - 2) // 3))]


def convert_num_with_suffix(number: int, suffix: str) -> str:
    """A number in a unit: ``convert_num_with_suffix(1500, "K")`` is "1.500K"."""
    return f"{number / 1000 ** suffixes.index(suffix):.3f}{suffix}"


def convert_to_percent_str(num: int, denom: int) -> str:
    """A share in percent."""
    return "0%" if denom == 0 else f"{num / denom:.2%}"
