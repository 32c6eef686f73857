"""What special functions have in common: operands, dtypes and ``out=``."""

from __future__ import annotations

from ..._core import Value, apply, apply_out
from ..common.arguments import check_tensor
from ..common.pointwise import FloatPointwise, float_type, into, refuse

__all__ = ["Undifferentiated", "WideFloat", "check_int", "delivered", "number_or_tensor", "plain"]


class WideFloat(FloatPointwise):
    """An elementwise op for float32 and float64: integers become the default floating dtype, 16-bit floats are refused
    as in PyTorch. ``label``: the kernel's name in that error."""

    label = ""

    def compute_dtype(self, *specs):
        label = self.label or f"{self.function}_cpu"
        refuse(specs, label, (3,))
        dtype = float_type(*specs)
        if dtype.is_reduced:
            raise NotImplementedError(f"\"{label}\" not implemented for '{dtype.cpp}'; convert with .float() first")
        return dtype


class Undifferentiated(WideFloat):
    """A function of one tensor, an array function of the same name, that PyTorch has no derivative of."""

    __slots__ = ("function",)

    def forward(self, xp, x, out=None):
        return into(xp, getattr(xp, self.function)(x), out)


def plain(value):
    """The operand without its history: for functions whose results never require a gradient."""
    return value.detach() if isinstance(value, Value) else value


def number_or_tensor(function, *operands):
    """Raise TypeError unless each operand is a tensor or a number, and one of them a tensor."""
    fits = all(isinstance(v, (Value, int, float, complex)) for v in operands)
    if not fits or not any(isinstance(v, Value) for v in operands):
        kinds = ", ".join("Tensor" if isinstance(v, Value) else type(v).__name__ for v in operands)
        raise TypeError(
            f"{function}() received an invalid combination of arguments - got ({kinds}), but expected tensors, or one "
            "and a number"
        )


def delivered(op, function, out, *operands):
    """``op`` of the operands, in ``out`` if that is given. Raises TypeError unless it is a tensor."""
    if out is None:
        return apply(op, *operands)
    check_tensor(out, function, "out", len(operands) + 1)
    return apply_out(op, out, *operands)


def check_int(n, function, name, position):
    """Raise TypeError unless ``n`` is an int."""
    if isinstance(n, bool) or not hasattr(n, "__index__") or isinstance(n, Value):
        raise TypeError(f"{function}(): argument '{name}' (position {position}) must be int, not {type(n).__name__}")
