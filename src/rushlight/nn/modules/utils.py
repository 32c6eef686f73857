"""Small helpers that modules share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ..._ops.tensors.zeros_full import empty
from .. import init
from ..parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor
    from .module import Module

__all__ = [
    "add_parameter",
    "consume_prefix_in_state_dict_if_present",
    "key_value_pairs",
    "reset_linear",
    "tuple_of",
    "weight_and_bias",
]

if TYPE_CHECKING:
    from typing import Generic as Generic
else:

    class Generic:
        """``typing.Generic`` for checkers; at run time only something that may stand among bases with brackets, as
        the real one makes each class slower to come by."""

        __slots__ = ()

        def __class_getitem__(cls, _):
            return cls


Size = TypeVar("Size")  # what a layer over so many dimensions takes: a number, or one per dimension
Ratio = TypeVar("Ratio")


def tuple_of(value: Any, n: int) -> tuple[Any, ...]:
    """``value`` as a tuple: a number ``n`` times, an iterable as it is.

    >>> tuple_of(3, 2)
    (3, 3)
    """
    return tuple(value) if isinstance(value, Iterable) else (value,) * n


# PyTorch's names for it, which scripts import
def _ntuple(n: int, name: str = "parse") -> Callable[[Any], tuple[Any, ...]]:
    def parse(value: Any) -> tuple[Any, ...]:
        return tuple_of(value, n)

    parse.__name__ = name
    return parse


_single, _pair, _triple, _quadruple = (
    _ntuple(1, "_single"),
    _ntuple(2, "_pair"),
    _ntuple(3, "_triple"),
    _ntuple(4, "_quadruple"),
)


def _reverse_repeat_tuple(t, n):
    """Padding per dimension as ``F.pad`` takes it: the last dimension first, each number ``n`` times."""
    return tuple(x for x in reversed(t) for _ in range(n))


def _list_with_default(out_size, defaults):
    """Sizes with the last of ``defaults`` where they are None. Raises ValueError for too few defaults."""
    if isinstance(out_size, int):
        return out_size
    if len(defaults) <= len(out_size):
        raise ValueError(f"Input dimension should be at least {len(out_size) + 1}")
    return [d if v is None else v for v, d in zip(out_size, defaults[-len(out_size) :], strict=True)]


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """Take a prefix off the keys of a state dict, in place: ``module.`` from that of a DataParallel, for example.

    >>> state = {"module.weight": 0}
    >>> consume_prefix_in_state_dict_if_present(state, "module."); state
    {'weight': 0}
    """
    for key in [k for k in state_dict if k.startswith(prefix)]:
        state_dict[key.removeprefix(prefix)] = state_dict.pop(key)
    notes = getattr(state_dict, "_metadata", None)
    for key in [k for k in notes or () if k]:
        if key == prefix.replace(".", "") or key.startswith(prefix):
            value = notes.pop(key)
            notes[key.removeprefix(prefix) if key.startswith(prefix) else ""] = value


def weight_and_bias(module: Module) -> tuple[Tensor, Tensor | None]:
    """A module's weight and bias, without the detour of attribute access where they are plain parameters (they may also
    be computed, by properties or hooks)."""
    parameters: dict[str, Any] = module._parameters
    try:
        return parameters["weight"], parameters["bias"]
    except KeyError:
        return module.weight, module.bias  # type: ignore[return-value]


def add_parameter(module: Module, name: str, shape: Sequence[int] | None, device: Device, dtype: dtype | None) -> None:
    """Give a module a parameter of this shape, with arbitrary numbers; None: it could have one, and has none."""
    value = None if shape is None else Parameter(empty(shape, device=device, dtype=dtype))
    module.register_parameter(name, value)


def reset_linear(module: Any) -> None:
    """Draw weight (out, in, ...) and bias of a layer anew: uniform in ±1/sqrt(fan_in)."""
    init.kaiming_uniform_(module.weight, a=math.sqrt(5))
    if module.bias is not None:
        fan_in, _ = init._calculate_fan_in_and_fan_out(module.weight)
        bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
        init.uniform_(module.bias, -bound, bound)


def key_value_pairs(source: Any, name: str, mappings: tuple[type, ...]) -> list[Any]:
    """The pairs of a mapping or of an iterable of pairs. Raises TypeError or ValueError for anything else."""
    if not isinstance(source, Iterable):
        raise TypeError(
            f"{name}.update should be called with an iterable of key/value pairs, but got {type(source).__name__}"
        )
    if isinstance(source, mappings):
        return list(source.items())  # type: ignore[attr-defined]
    pairs = []
    for i, pair in enumerate(source):
        if not isinstance(pair, Iterable):
            raise TypeError(f"{name} update sequence element #{i} should be Iterable; is{type(pair).__name__}")
        pair = list(pair)
        if len(pair) != 2:
            raise ValueError(f"{name} update sequence element #{i} has length {len(pair)}; 2 is required")
        pairs.append(pair)
    return pairs
