"""What elementwise ops have in common: operands broadcast and promote, and one array function does the work."""

from __future__ import annotations

from .. import _dtypes
from .._core import Op, Spec, broadcast, result_type

__all__ = ["FloatPointwise", "Pointwise", "conj", "device_of", "float_type"]


def device_of(specs):
    """The device of the operands that are tensors."""
    for s in specs:
        if s is not None and not s.weak:
            return s.device
    return specs[0].device


def float_type(*specs):
    """The operands' common dtype, or the default floating one if that is an integer or bool."""
    t = result_type(*specs)
    return t if t.category >= 2 else _dtypes.get_default_dtype()


def conj(value, spec):
    """The conjugate of a saved operand (a Tensor or a number) whose Spec is ``spec``; the same if it is real."""
    if spec.dtype.category != 3:
        return value
    return value.conjugate() if isinstance(value, complex) else value.conj()


class Pointwise(Op):
    """An elementwise op: the result has the operands' broadcast shape and promoted dtype.

    ``function`` names the array function, called as ``xp.function(*operands, out)``.
    """

    __slots__ = ()
    takes_out = True
    function = ""

    def compute_dtype(self, *specs):
        return result_type(*specs)

    def result_dtype(self, *specs):
        """The dtype of the result; ``compute_dtype``'s unless overridden."""
        return self.compute_dtype(*specs)

    def infer(self, *specs):
        shapes = [s.shape for s in specs if s is not None]
        return Spec(broadcast(*shapes), self.result_dtype(*specs), device_of(specs))

    def forward(self, xp, *arrays, out=None):
        return getattr(xp, self.function)(*arrays, out)


class FloatPointwise(Pointwise):
    """An elementwise op that turns integers and bools into the default floating dtype."""

    __slots__ = ()

    def compute_dtype(self, *specs):
        return float_type(*specs)
