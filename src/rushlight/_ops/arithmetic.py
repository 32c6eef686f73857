"""Sums, differences, products, quotients and powers."""

from __future__ import annotations

from .._core import apply, apply_, apply_out, in_place_operator, operator, unary
from .pointwise import FloatPointwise, Pointwise, conj

__all__ = ["ArithmeticMethods", "add", "divide", "div", "mul", "multiply", "neg", "negative", "sub", "subtract", "true_divide"]


class Add(Pointwise):
    name = "Add"
    __slots__ = ()
    function = "add"
    saves = ((), ())

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return g, g


class Mul(Pointwise):
    name = "Mul"
    __slots__ = ()
    function = "mul"
    saves = ((1,), (0,))

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        x, y = saved
        return g * conj(y, specs[1]) if need[0] else None, g * conj(x, specs[0]) if need[1] else None


ADD, MUL = Add.of(), Mul.of()


def add(input, other, *, out=None):
    if out is None:
        return apply(ADD, input, other)
    return apply_out(ADD, out, input, other)


def add_(self, other):
    return apply_(ADD, self, self, other)


def mul(input, other, *, out=None):
    if out is None:
        return apply(MUL, input, other)
    return apply_out(MUL, out, input, other)


class ArithmeticMethods:
    """Methods of Tensor: arithmetic."""

    __slots__ = ()
    add, add_, mul = add, add_, mul
    __add__ = operator(ADD)
    __radd__ = operator(ADD, True)
    __mul__ = operator(MUL)
    __rmul__ = operator(MUL, True)
    __iadd__ = in_place_operator(ADD)
