"""Forward mode: dual tensors, which carry a tangent along with their numbers.

A recorder sees every op. Where an operand is dual, the derivative of the op's ``vjp`` by its (linear) argument, along
the operands' tangents, is the tangent of the result: so every op has a forward derivative, which can itself be
differentiated. Tangents belong to arrays, not to Tensors: whatever shows the same array has the same tangent.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, NamedTuple

from .._core import Node, Spec, Value, apply, engine, level_of, run_backward, saving, scalar_spec, state, through
from .._core.modes import Recorder
from .._core.views import chain_of
from .._ops.common.inside_vmap import traced
from .._ops.shapes.view_copies import ALIAS
from .._ops.tensors.full import zeros_of
from .function import call_jvp, edge_of
from .grad_mode import _Mode

if TYPE_CHECKING:
    from typing import Any

    from .._tensor.tensor import Tensor

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual", "unpack_dual"]

_current_level = -1  # the number of the level that runs, or -1
_level: _Level | None = None


class UnpackedDualTensor(NamedTuple):
    """What a dual tensor is made of: ``primal``, its numbers, and ``tangent``, their derivative along a direction (None
    for tensors that depend on no dual tensor)."""

    primal: Tensor
    tangent: Tensor | None


class _Level(Recorder):
    """The tangents of a level, by array. ``paused``: how many things run that have rules of their own."""

    kind = "dual_level"

    def __init__(self):
        self.next, self.paused = state.recorder, 0
        self.tangents: dict[int, Any] = {}
        self.pending: dict[int, Any] = {}  # of targets about to be written

    def tangent(self, v):
        """The tangent of a Value, or None. A view made before its base became dual shows a part of the base's."""
        if not isinstance(v, Value):
            return None
        entry = self.tangents.get(id(v._array))
        if entry is None and v._base is not None and id(v._base._array) in self.tangents:
            with _Aside(self, False):
                return self.put(v, through(self.tangents[id(v._base._array)][1], chain_of(v)))
        return None if entry is None else entry[1]

    def put(self, v, tangent):
        """Make ``tangent`` that of ``v``, as long as its array lives. Returns it."""
        key, tangents = id(v._array), self.tangents
        tangents[key] = (weakref.ref(v._array, lambda _: tangents.pop(key, None)), tangent)
        return tangent

    def writing(self, op, inputs, target):
        """Called before an op writes into ``target``: the op runs once more, out of place, for the tangent."""
        if self.next is not None:
            self.next.writing(op, inputs, target)
        self.pending.pop(id(target), None)
        if not self._sees() or all(self.tangent(v) is None for v in inputs):
            return
        generator = getattr(op, "generator", None)
        drawn = None if generator is None else generator.array.copy()
        result = apply(op, *inputs)
        if generator is not None:
            generator.array[...] = drawn
        self.pending[id(target)] = self.tangent(result[0] if type(result) is tuple else result)

    def record(self, op, inputs, outputs, target):
        """Called after every apply."""
        if self.next is not None:
            self.next.record(op, inputs, outputs, target)
        if not self._sees():
            return
        if target is not None:
            self._wrote(target, self.pending.pop(id(target), None))
            return
        moved = {i: t for i, v in enumerate(inputs) if (t := self.tangent(v)) is not None}
        if not moved or op.name == "Detach":
            return
        if op.view or op.multi_view:
            with _Aside(self, state.grad):
                tangents = apply(op, moved[0])
            tangents = tangents if type(tangents) is tuple else (tangents,)
        else:
            tangents = self._along(op, inputs, outputs, moved)
        for v, t in zip(outputs, tangents, strict=False):
            if t is not None and v._dtype.category >= 2:
                self.put(v, t)

    def storing(self, op, out, result):
        """Called before a result is left in an ``out=`` tensor: such functions have no tangents."""
        if self._sees() and not (self.tangent(result) is None and self.tangent(out) is None):
            raise NotImplementedError(
                f"Trying to use forward AD with {op.name.lower()}_out that does not support it because it is an out= "
                "function: write y = f(x) instead of f(x, out=y)"
            )

    def _sees(self):
        return not self.paused and not state.inference

    def _wrote(self, target, tangent):
        """The tangent after an in-place write: written in place, so that views of it follow."""
        old = self.tangent(target)
        if old is None and tangent is None:
            return
        with _Aside(self, state.grad):
            if old is None and target._base is None:
                self.put(target, tangent)
                return
            if old is None:  # a view of a tensor that had none
                self.put(target._base, zeros_of(target._base))
                old = self.tangent(target)
            old.zero_() if tangent is None else old.copy_(tangent)

    def _along(self, op, inputs, outputs, moved):
        """The tangents of an op's outputs, a list, from those of its inputs."""
        operands = [*moved.values(), *[v for v in inputs if isinstance(v, Value)]]
        shown = outputs[: op.visible] if op.visible else outputs
        if all(v._dtype.category < 2 for v in shown):
            return []
        record = state.grad and any(map(traced, operands))
        with _Aside(self, True):
            primals = [_face(v) if i in moved else v for i, v in enumerate(inputs)]
            specs = tuple([_spec(v) for v in inputs])
            node = Node(op, [edge_of(v) for v in primals], specs, tuple(map(_spec, outputs)))
            saving.save_inputs(node, op, primals, None)
            saving.save_outputs(node, op, outputs)
            weights = [_face(zeros_of(v)) if v._dtype.category >= 2 else None for v in shown]
            need = tuple([i in moved for i in range(len(inputs))])
            back = op.vjp(need, tuple(weights), saving.unpack(node), specs)
            back = back if isinstance(back, (tuple, list)) else (back,)
            pairs = [(engine.fit(node, i, back[i], specs[i]), t) for i, t in moved.items() if back[i] is not None]
            if not pairs:
                return [None] * len(shown)
            pairs = [(g, _like(t, g)) for g, t in pairs if g.requires_grad]
            wanted = [w for w in weights if w is not None]
            roots, seeds = [g for g, _ in pairs], [t for _, t in pairs]
            found = iter(run_backward(roots, seeds, True, record, wanted) if pairs else [None] * len(wanted))
            tangents = [None if w is None else next(found) for w in weights]
            return [
                zeros_of(v) if t is None and w is not None else t
                for v, w, t in zip(shown, weights, tangents, strict=True)
            ]

    def function(self, cls, ctx, args, output):
        """The tangents of a custom Function's results, by its ``jvp``. Raises NotImplementedError if it has none."""
        tangents = [self.tangent(a) for a in args]
        if not self._sees() or all(t is None for t in tangents):
            return
        given = [
            zeros_of(a) if t is None and ctx._materialize and isinstance(a, Value) else t
            for a, t in zip(args, tangents, strict=True)
        ]
        moved = call_jvp(cls, ctx, given)
        outputs = output if isinstance(output, tuple) else (output,)
        for v, t in zip(outputs, moved, strict=True):
            if t is not None and isinstance(v, Value):
                _check_size(v, t)
                self.put(v, t)


class _Aside:
    """A context manager: what is computed inside has no tangents of this level, and gradients as ``grad`` says."""

    def __init__(self, level, grad):
        self.level, self.grad = level, grad

    def __enter__(self):
        self.level.paused += 1
        self.before, state.grad = state.grad, self.grad

    def __exit__(self, *error):
        state.grad = self.before
        self.level.paused -= 1


def _spec(v):
    if isinstance(v, Value):
        return Spec(v._array.shape, v._dtype, v._device)
    return None if v is None else scalar_spec(v)


def _face(v):
    """A tensor on the same memory to differentiate by, whose history leads on to that of ``v``."""
    spec = (_spec(v),)
    face = (type(v).result_class or type(v))._wrap(v._array, v._dtype, v._device, v._storage)
    face._node = Node("DualInput", [edge_of(v)], spec, spec, lambda g: (g,))
    face._node_version = v._storage.version
    return face


def _like(tangent, v):
    """A tangent in the dtype of the gradient that it is paired with."""
    if tangent._dtype is v._dtype:
        return tangent
    return (tangent.real if tangent._dtype.is_complex and not v._dtype.is_complex else tangent).to(v._dtype)


def _check_size(primal, tangent):
    if primal._array.shape != tangent._array.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original Tensor, this is not "
            f"supported. Tensor is of size {list(primal.shape)} while the given forward gradient is of size "
            f"{list(tangent.shape)}."
        )


# What users call --------------------------------------------------------------------------------------------------


def enter_dual_level() -> int:
    """Begin a level of forward mode; returns its number, 0. Raises RuntimeError inside another: higher derivatives are
    taken by ``torch.func.jvp``.

    >>> level = torch.autograd.forward_ad.enter_dual_level()
    >>> torch.autograd.forward_ad.exit_dual_level(level=level)
    """
    global _current_level, _level
    if _level is not None:
        raise RuntimeError(
            "Nested forward mode AD is not supported at the moment: take higher derivatives with torch.func.jvp"
        )
    _level = state.recorder = _Level()
    _current_level = 0
    return _current_level


def exit_dual_level(*, level: int | None = None) -> None:
    """End the level (None: the one that runs): all tangents are forgotten. Raises RuntimeError if it doesn't run."""
    global _current_level, _level
    level = _current_level if level is None else level
    if level != _current_level:
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is not supported."
        )
    if _level is None:
        raise RuntimeError("Dual level must be a positive number: enter_dual_level() comes first")
    if state.recorder is _level:
        state.recorder = _level.next
    _level.paused = 1  # for recorders around it
    _level.tangents.clear()
    _current_level, _level = -1, None


class dual_level(_Mode):
    """Context manager and decorator: a level of forward mode. Gives its number.

    >>> fwAD = torch.autograd.forward_ad
    >>> with fwAD.dual_level():
    ...     x = fwAD.make_dual(torch.tensor(3.0), torch.tensor(1.0))
    ...     fwAD.unpack_dual(x * x).tangent
    tensor(6.)
    """

    __slots__ = ()

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *error: object) -> None:
        exit_dual_level()


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """``tensor`` with a ``tangent`` of its shape: a view of it that is dual. Can be differentiated backward, too.

    The tangent is kept as it is, if its strides are the tensor's, else as a copy. level: the one that runs. Raises
    RuntimeError outside a level, for another shape, and for tensors that are dual already; ValueError for integers.
    """
    if (_current_level if level is None else level) < 0 or _level is None:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    for what, v in (("primal", tensor), ("tangent", tangent)):
        if not (v.is_floating_point() or v.is_complex()):
            raise ValueError(f"Expected {what} to be floating point or complex, but got: {v.dtype}")
    _check_size(tensor, tangent)
    if _level.tangent(tensor) is not None:
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level 0 is not "
            "supported."
        )
    if _level.tangent(tangent) is not None:
        raise RuntimeError(
            "Setting a forward grad that itself has a forward gradient at the same level 0 is not supported."
        )
    with _Aside(_level, state.grad):
        if tangent.stride() != tensor.stride() and not level_of(tensor) and not level_of(tangent):
            tangent = tangent.new_empty_strided(tensor.shape, tensor.stride()).copy_(tangent)
        dual = tensor.view_as(tensor)
    _level.put(dual, tangent)
    return dual


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """(primal, tangent) of a dual tensor: a view of its numbers that isn't dual, and its tangent. For other tensors,
    and outside a level, the tangent is None."""
    if (_current_level if level is None else level) < 0 or _level is None:
        return UnpackedDualTensor(tensor, None)
    if not isinstance(tensor, Value):
        raise TypeError(f"_unpack_dual(): argument 'dual' (position 1) must be Tensor, not {type(tensor).__name__}")
    with _Aside(_level, state.grad):
        return UnpackedDualTensor(apply(ALIAS, tensor), _level.tangent(tensor))


def _is_fwd_grad_enabled() -> bool:
    """Whether operations on dual tensors give dual tensors."""
    return _level is None or not _level.paused


class _set_fwd_grad_enabled(_Mode):
    """Context manager: switches forward mode on or off, at once."""

    __slots__ = ("level",)

    def __init__(self, mode: bool) -> None:
        self.level = _level
        self.before = 0 if _level is None else _level.paused
        if _level is not None:
            _level.paused = 0 if mode else 1

    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        if self.level is not None:
            self.level.paused = self.before
