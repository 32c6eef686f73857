"""Bitwise and logical operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import apply, apply_to, in_place_operator, operator
from ..._face.public import method, public, unary_function
from ..common.pointwise import NumPyPointwise

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Bitwise(NumPyPointwise):
    """An operation on the bits of integers, or on bools."""

    refused, refuses_empty = (2, 3), True


class And(Bitwise):
    name, function = "BitwiseAnd", "bitwise_and"


class Or(Bitwise):
    name, function = "BitwiseOr", "bitwise_or"


class Xor(Bitwise):
    name, function = "BitwiseXor", "bitwise_xor"


class Not(Bitwise):
    exact_out = True
    name, function, label = "BitwiseNot", "invert", "bitwise_not_cpu"


class LeftShift(Bitwise):
    name, function, label, refused = "BitwiseLeftShift", "left_shift", "lshift_cpu", (0, 2, 3)


class RightShift(Bitwise):
    name, function, label, refused = "BitwiseRightShift", "right_shift", "rshift_cpu", (0, 2, 3)


class Logical(NumPyPointwise):
    """An operation on truth values: any number but 0 is true."""

    def compute_dtype(self, *specs):
        return None

    def result_dtype(self, *specs):
        return dtypes.bool_


class LogicalAnd(Logical):
    function = "logical_and"


class LogicalOr(Logical):
    function = "logical_or"


class LogicalXor(Logical):
    function = "logical_xor"


class LogicalNot(Logical):
    function = "logical_not"


AND, OR, XOR, NOT, LEFT, RIGHT = And.of(), Or.of(), Xor.of(), Not.of(), LeftShift.of(), RightShift.of()


@public(inplace="Tensor")
def bitwise_and(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input & other, bit by bit; for bools the logical "and".

    input, other: integer or bool tensors, or one number. Raises NotImplementedError for other dtypes.

    >>> bitwise_and(torch.tensor([5, 6]), 3)
    tensor([1, 2])
    """
    return apply_to(out, AND, input, other)


@public(inplace="Tensor")
def bitwise_or(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input | other, bit by bit; see ``bitwise_and``.

    >>> bitwise_or(torch.tensor([5, 6]), 3)
    tensor([7, 7])
    """
    return apply_to(out, OR, input, other)


@public(inplace="Tensor")
def bitwise_xor(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input ^ other, bit by bit; see ``bitwise_and``.

    >>> bitwise_xor(torch.tensor([5, 6]), 3)
    tensor([6, 5])
    """
    return apply_to(out, XOR, input, other)


@unary_function(NOT, inplace="Tensor")
def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """~x: every bit turned; for bools the logical "not".
    Raises NotImplementedError for other dtypes.

    >>> bitwise_not(torch.tensor([5, 0]))
    tensor([-6, -1])
    """


@public(inplace="Tensor")
def bitwise_left_shift(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input << other: times 2 to the power ``other``. Raises NotImplementedError unless both are integers.

    >>> bitwise_left_shift(torch.tensor([5, 6]), 1)
    tensor([10, 12])
    """
    return apply_to(out, LEFT, input, other)


@public(inplace="Tensor")
def bitwise_right_shift(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input >> other: divided by 2 to the power ``other``, rounded down. Raises NotImplementedError unless both are
    integers.

    >>> bitwise_right_shift(torch.tensor([5, -6]), 1)
    tensor([ 2, -3])
    """
    return apply_to(out, RIGHT, input, other)


@public(inplace="Tensor")
def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether both are not 0, elementwise.

    >>> logical_and(torch.tensor([1., 0.]), torch.tensor([2, 3]))
    tensor([ True, False])
    """
    return apply_to(out, LogicalAnd.of(), input, other)


@public(inplace="Tensor")
def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether one or both are not 0, elementwise.

    >>> logical_or(torch.tensor([1., 0.]), torch.tensor([0, 0]))
    tensor([ True, False])
    """
    return apply_to(out, LogicalOr.of(), input, other)


@public(inplace="Tensor")
def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether just one is not 0, elementwise.

    >>> logical_xor(torch.tensor([1., 0.]), torch.tensor([2, 3]))
    tensor([False,  True])
    """
    return apply_to(out, LogicalXor.of(), input, other)


@unary_function(LogicalNot.of(), inplace="Tensor")
def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is 0, elementwise.

    >>> logical_not(torch.tensor([1., 0.]))
    tensor([False,  True])
    """


def __invert__(self: Tensor) -> Tensor:
    if self._dtype.category > 1:
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return apply(NOT, self)


method(
    __and__=operator(AND),
    __rand__=operator(AND, True),
    __iand__=in_place_operator(AND),
    __or__=operator(OR),
    __ror__=operator(OR, True),
    __ior__=in_place_operator(OR),
    __xor__=operator(XOR),
    __rxor__=operator(XOR, True),
    __ixor__=in_place_operator(XOR),
    __lshift__=operator(LEFT),
    __rlshift__=operator(LEFT, True),
    __ilshift__=in_place_operator(LEFT),
    __rshift__=operator(RIGHT),
    __rrshift__=operator(RIGHT, True),
    __irshift__=in_place_operator(RIGHT),
    __invert__=__invert__,
)
