"""``torch.utils._python_dispatch``: modes that see every operation, those of the backward pass included."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._core import apply, apply_
from .._core.modes import Recorder, state
from .._core.types import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BaseTorchDispatchMode", "TorchDispatchMode", "is_traceable_wrapper_subclass", "transform_subclass"]


class TorchDispatchMode:
    """Within its block ``__torch_dispatch__(func, types, args, kwargs)`` of a subclass answers every operation:
    ``func(*args, **kwargs)`` computes it. An operation that it calls itself it does not see.

    ``func`` is the operator of ``torch.ops.aten`` that the operation goes by (``aten.mm.default``), ``args`` are the
    tensors and numbers that enter the arithmetic.

    >>> import rushlight as torch
    >>> class Names(TorchDispatchMode):
    ...     def __torch_dispatch__(self, func, types, args=(), kwargs=None):
    ...         print(func)
    ...         return func(*args, **(kwargs or {}))
    >>> with Names():
    ...     y = torch.ones(2, 3) @ torch.ones(3, 4)
    aten.full.default
    aten.full.default
    aten.mm.default
    """

    def __init__(self, _dispatch_key: Any = None) -> None:
        self._entered: list[Any] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define __torch_dispatch__")

    def __enter__(self) -> TorchDispatchMode:
        if "_entered" not in self.__dict__:  # a subclass need not call __init__
            self._entered = []
        _modes().append(self)
        self._entered.append(state.recorder)
        state.recorder = _Watch(self, state.recorder)
        return self

    def __exit__(self, *error: object) -> None:
        state.recorder = self._entered.pop()
        _modes().remove(self)

    @classmethod
    def push(cls, *args: Any, **kwargs: Any) -> TorchDispatchMode:
        """The mode itself: write ``with Mode():``."""
        return cls(*args, **kwargs)

    @classmethod
    def is_infra_mode(cls) -> bool:
        """Whether this is a mode of the machinery: no."""
        return False


class BaseTorchDispatchMode(TorchDispatchMode):
    """A mode that changes nothing."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {}))


def _modes():
    return import_module("rushlight.library._dispatch").MODES


def _get_current_dispatch_mode_stack():
    """The modes that are entered, the innermost last."""
    return list(_modes())


def _get_current_dispatch_mode():
    """The innermost mode, or None."""
    modes = _modes()
    return modes[-1] if modes else None


@contextmanager
def _disable_current_modes() -> Iterator[list[Any]]:
    """Within the block no mode sees anything."""
    modes, before = _modes(), state.recorder
    kept, modes[:] = list(modes), []
    state.recorder = _outside(before)
    try:
        yield kept
    finally:
        modes[:], state.recorder = kept, before


def _outside(recorder):
    while isinstance(recorder, _Watch):
        recorder = recorder.next
    return recorder


class _Watch(Recorder):
    """The recorder that hands every op to a mode instead of computing it."""

    def __init__(self, mode: TorchDispatchMode, before: Recorder | None) -> None:
        self.mode, self.next = mode, before

    def record(self, op: Any, inputs: Any, outputs: Any, target: Any) -> None:
        """Nothing: ``instead`` saw it."""

    def instead(self, op: Any, inputs: tuple[Any, ...], target: Value | None) -> Any:
        """What the mode answers, which may call the operator that it is given."""
        modes = _modes()
        func = _Pending(op, target)
        at = modes.index(self.mode)
        hidden, modes[at:] = modes[at:], []
        before, state.recorder = state.recorder, self.next
        try:
            return self.mode.__torch_dispatch__(func.operator, (), tuple(inputs), {})
        finally:
            func.done()
            modes[at:], state.recorder = hidden, before


class _Pending:
    """An op that waits for its operator to be called."""

    def __init__(self, op, target):
        self.op, self.target = op, target
        self.operator = _operator(op, target is not None)
        self.operator._pending.append(self)

    def run(self, args):
        """Compute the op for these inputs."""
        if self.target is not None:
            return apply_(self.op, self.target, *args)
        return apply(self.op, *args)

    def done(self):
        """It was called, or never will be."""
        if self in self.operator._pending:
            self.operator._pending.remove(self)


_OPERATORS: dict[tuple[str, bool], Any] = {}


def _operator(op, in_place):
    """The operator of ``torch.ops.aten`` that an op goes by; a new one if there is none of its name."""
    key = op.name, in_place
    found = _OPERATORS.get(key)
    if found is None:
        operators = import_module("rushlight.library._operators")
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", op.name).lower() + "_" * in_place
        packet = getattr(operators.ops.aten, name, None)
        if packet is None:
            schema = import_module("rushlight.library._schema").parse(f"aten::{name}(Tensor self) -> Tensor")
            packet = operators.OpOverloadPacket(f"aten::{name}", [operators.Definition(schema)])
        forms = packet.overloads()
        chosen = next((f for f in ("default", "Tensor", "self") if f in forms), forms[0])
        found = _OPERATORS[key] = getattr(packet, chosen)
    return found


def is_traceable_wrapper_subclass(t: Any) -> bool:
    """Whether a tensor is made of other tensors, which ``__tensor_flatten__`` names."""
    kind = type(t) if not isinstance(t, type) else t
    return hasattr(kind, "__tensor_flatten__") and hasattr(kind, "__tensor_unflatten__")


def transform_subclass(t: Any, callback: Any, outer_size: Any = None, outer_stride: Any = None) -> Any:
    """A tensor made of others with ``callback(name, part)`` in the place of each part."""
    names, context = t.__tensor_flatten__()
    parts = {name: callback(name, getattr(t, name)) for name in names}
    size = t.size() if outer_size is None else outer_size
    stride = t.stride() if outer_stride is None else outer_stride
    return type(t).__tensor_unflatten__(parts, context, size, stride)
