"""Spec: what is known of a value without its numbers. Shape rules take and return Specs."""

from __future__ import annotations

from .._base import devices, dtypes
from .._base.dtypes import promote_types


class Spec:
    """Shape, dtype and device of a value; immutable and comparable.

    ``weak`` marks a Python number among the operands: it has a kind, but gives way to any tensor of its kind.
    """

    __slots__ = ("device", "dtype", "shape", "weak")
    device: devices.device
    dtype: dtypes.dtype
    shape: tuple
    weak: bool

    def __init__(self, shape, dtype, device=devices.cpu, weak=False):
        put = object.__setattr__
        put(self, "shape", tuple(shape))
        put(self, "dtype", dtype)
        put(self, "device", device)
        put(self, "weak", weak)

    def __setattr__(self, name, value):
        raise AttributeError("a Spec can't be changed; make another with .like(...)")

    def like(self, shape=None, dtype=None) -> Spec:
        """This spec with another shape or dtype."""
        return Spec(self.shape if shape is None else shape, dtype or self.dtype, self.device)

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def numel(self):
        n = 1
        for d in self.shape:
            n *= d
        return n

    def __eq__(self, other):
        return (
            isinstance(other, Spec)
            and self.shape == other.shape
            and self.dtype is other.dtype
            and self.device == other.device
            and self.weak == other.weak
        )

    def __hash__(self):
        return hash((self.shape, self.dtype.code, self.weak))

    def __repr__(self):
        return f"Spec({self.shape}, {self.dtype}{'' if self.device == devices.cpu else f', {self.device}'})"


_BOOL = Spec((), dtypes.bool_, weak=True)
_INT = Spec((), dtypes.int64, weak=True)


def scalar_spec(number) -> Spec:
    """The weak Spec of a Python number: bool, int (int64), float and complex (the default dtype's)."""
    kind = type(number)
    if kind is bool:
        return _BOOL
    if kind is int:
        return _INT
    real = dtypes.get_default_dtype()
    return Spec((), real.to_complex() if kind is complex else real, weak=True)


def result_type(*specs: Spec | None) -> dtypes.dtype:
    """PyTorch's type promotion: tensors with dimensions outrank 0-d tensors, which outrank Python numbers,
    as long as they are of the same kind (bool < integer < floating < complex).

    >>> result_type(Spec((3,), dtypes.int32), scalar_spec(0.5))
    torch.float32
    """
    ranks: list = [None, None, None]  # dimensioned, 0-d, Python numbers
    for s in specs:
        if s is not None:
            rank = 2 if s.weak else 0 if s.shape else 1
            ranks[rank] = s.dtype if ranks[rank] is None else promote_types(ranks[rank], s.dtype)
    result = ranks[0]
    for lower in ranks[1:]:
        result = _combine(result, lower)
    return result


def _combine(higher, lower):
    if higher is None or lower is None:
        return higher if lower is None else lower
    if higher.is_complex:
        return higher
    if higher.is_floating_point:
        # a complex lower operand keeps the precision of the higher one
        return higher.to_complex() if lower.is_complex else higher
    if higher is dtypes.bool_ or lower.is_floating_point or lower.is_complex:
        return promote_types(higher, lower)
    return higher


def broadcast(*shapes) -> tuple:
    """The shape that the given ones broadcast to. Raises RuntimeError naming the sizes that don't fit."""
    if len(shapes) == 1:
        return tuple(shapes[0])
    out: list[int] = list(shapes[0])
    for shape in shapes[1:]:
        n = max(len(out), len(shape))
        a, b = [1] * (n - len(out)) + out, [1] * (n - len(shape)) + list(shape)
        for i, (p, q) in enumerate(zip(a, b, strict=True)):
            if p != q and p != 1 and q != 1:
                raise RuntimeError(
                    f"The size of tensor a ({p}) must match the size of tensor b ({q}) at non-singleton dimension {i}"
                    f": the shapes {tuple(out)} and {tuple(shape)} don't broadcast together. Sizes are compared from"
                    " the last dimension on and must be equal or 1; reshape or unsqueeze one of the two."
                )
        out = [q if p == 1 else p for p, q in zip(a, b, strict=True)]
    return tuple(out)
