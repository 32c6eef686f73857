"""What special functions have in common."""

from __future__ import annotations

from ..._core import Value, apply_to
from ..common.pointwise import FloatPointwise, into


class WideFloat(FloatPointwise):
    """An elementwise op for float32 and float64: integers become the default floating dtype, 16-bit floats are refused
    as in PyTorch."""

    refused = (3,)

    def compute_dtype(self, *specs):
        dtype = super().compute_dtype(*specs)
        if dtype.is_reduced:
            label = self.label or f"{self.function}_cpu"
            raise NotImplementedError(f"\"{label}\" not implemented for '{dtype.cpp}'; convert with .float() first")
        return dtype


class Undifferentiated(WideFloat):
    """A function of one tensor, an array function of the same name, that PyTorch has no derivative of."""

    __slots__ = ("function",)

    def forward(self, xp, x, out=None):
        return into(xp, getattr(xp, self.function)(x), out)


def apply_undifferentiated(out, op, *operands):
    """``apply_to`` of the operands without their history: the results never require a gradient."""
    return apply_to(out, op, *(v.detach() if isinstance(v, Value) else v for v in operands))
