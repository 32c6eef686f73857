"""Bitwise and logical operations."""

from __future__ import annotations

from ..._base import dtypes
from ..._core import apply, apply_out, in_place_operator, operator, result_type, unary
from ..common.arguments import check_tensor
from ..common.pointwise import Pointwise, in_place, into, refuse, wrapped

__all__ = [
    "BitwiseMethods",
    "bitwise_and",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
]


class Bitwise(Pointwise):
    """An operation on the bits of integers, or on bools."""

    refused = (2, 3)
    kernel_name = ""

    def compute_dtype(self, *specs):
        refuse(specs, self.kernel_name, self.refused, always=True)
        return result_type(*specs)

    def kernel(self, *specs):
        return None

    def forward(self, xp, *arrays, out=None):
        return into(xp, getattr(xp, self.function)(*wrapped(arrays)), out)


class And(Bitwise):
    name, function, kernel_name = "BitwiseAnd", "bitwise_and", "bitwise_and_cpu"


class Or(Bitwise):
    name, function, kernel_name = "BitwiseOr", "bitwise_or", "bitwise_or_cpu"


class Xor(Bitwise):
    name, function, kernel_name = "BitwiseXor", "bitwise_xor", "bitwise_xor_cpu"


class Not(Bitwise):
    exact_out = True
    name, function, kernel_name = "BitwiseNot", "invert", "bitwise_not_cpu"


class LeftShift(Bitwise):
    name, function, kernel_name, refused = "BitwiseLeftShift", "left_shift", "lshift_cpu", (0, 2, 3)


class RightShift(Bitwise):
    name, function, kernel_name, refused = "BitwiseRightShift", "right_shift", "rshift_cpu", (0, 2, 3)


class Logical(Pointwise):
    """An operation on truth values: any number but 0 is true."""

    def compute_dtype(self, *specs):
        return None

    def result_dtype(self, *specs):
        return dtypes.bool_

    def kernel(self, *specs):
        return None

    def forward(self, xp, *arrays, out=None):
        return into(xp, getattr(xp, self.function)(*arrays), out)


class LogicalAnd(Logical):
    function = "logical_and"


class LogicalOr(Logical):
    function = "logical_or"


class LogicalXor(Logical):
    function = "logical_xor"


class LogicalNot(Logical):
    function = "logical_not"


AND, OR, XOR, NOT = And.of(), Or.of(), Xor.of(), Not.of()
LEFT, RIGHT = LeftShift.of(), RightShift.of()
LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR, LOGICAL_NOT = (LogicalAnd.of(), LogicalOr.of(), LogicalXor.of(), LogicalNot.of())


def _out(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def bitwise_and(input, other, *, out=None):
    """input & other, bit by bit; for bools the logical "and".

    input, other: integer or bool tensors, or one number. Raises NotImplementedError for other dtypes.

    >>> bitwise_and(torch.tensor([5, 6]), 3)
    tensor([1, 2])
    """
    return _out(AND, out, input, other)


def bitwise_or(input, other, *, out=None):
    """input | other, bit by bit; see ``bitwise_and``.

    >>> bitwise_or(torch.tensor([5, 6]), 3)
    tensor([7, 7])
    """
    return _out(OR, out, input, other)


def bitwise_xor(input, other, *, out=None):
    """input ^ other, bit by bit; see ``bitwise_and``.

    >>> bitwise_xor(torch.tensor([5, 6]), 3)
    tensor([6, 5])
    """
    return _out(XOR, out, input, other)


bitwise_not = unary(
    NOT,
    "bitwise_not",
    """~x: every bit turned; for bools the logical "not".
    Raises NotImplementedError for other dtypes.

    >>> bitwise_not(torch.tensor([5, 0]))
    tensor([-6, -1])
    """,
)


def bitwise_left_shift(input, other, *, out=None):
    """input << other: times 2 to the power ``other``. Raises NotImplementedError unless both are integers.

    >>> bitwise_left_shift(torch.tensor([5, 6]), 1)
    tensor([10, 12])
    """
    return _out(LEFT, out, input, other)


def bitwise_right_shift(input, other, *, out=None):
    """input >> other: divided by 2 to the power ``other``, rounded down. Raises NotImplementedError unless both are
    integers.

    >>> bitwise_right_shift(torch.tensor([5, -6]), 1)
    tensor([ 2, -3])
    """
    return _out(RIGHT, out, input, other)


def _both(function, op, out, input, other):
    check_tensor(input, function)
    check_tensor(other, function, "other", 2)
    return _out(op, out, input, other)


def logical_and(input, other, *, out=None):
    """Whether both are not 0, elementwise.

    >>> logical_and(torch.tensor([1., 0.]), torch.tensor([2, 3]))
    tensor([ True, False])
    """
    return _both("logical_and", LOGICAL_AND, out, input, other)


def logical_or(input, other, *, out=None):
    """Whether one or both are not 0, elementwise.

    >>> logical_or(torch.tensor([1., 0.]), torch.tensor([0, 0]))
    tensor([ True, False])
    """
    return _both("logical_or", LOGICAL_OR, out, input, other)


def logical_xor(input, other, *, out=None):
    """Whether just one is not 0, elementwise.

    >>> logical_xor(torch.tensor([1., 0.]), torch.tensor([2, 3]))
    tensor([False,  True])
    """
    return _both("logical_xor", LOGICAL_XOR, out, input, other)


logical_not = unary(
    LOGICAL_NOT,
    "logical_not",
    """Whether x is 0, elementwise.

    >>> logical_not(torch.tensor([1., 0.]))
    tensor([False,  True])
    """,
)


def __invert__(self):
    if self._dtype.category > 1:
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return apply(NOT, self)


class BitwiseMethods:
    """Methods of Tensor: bitwise and logical operations."""

    __slots__ = ()
    bitwise_and, bitwise_or, bitwise_xor, bitwise_not = bitwise_and, bitwise_or, bitwise_xor, bitwise_not
    bitwise_left_shift, bitwise_right_shift = bitwise_left_shift, bitwise_right_shift
    logical_and, logical_or, logical_xor, logical_not = logical_and, logical_or, logical_xor, logical_not
    bitwise_and_, bitwise_or_ = in_place(AND, "bitwise_and_"), in_place(OR, "bitwise_or_")
    bitwise_xor_ = in_place(XOR, "bitwise_xor_")
    bitwise_not_ = unary(NOT, "bitwise_not_", "``bitwise_not``, in place.", inplace=True)
    bitwise_left_shift_ = in_place(LEFT, "bitwise_left_shift_")
    bitwise_right_shift_ = in_place(RIGHT, "bitwise_right_shift_")
    logical_and_, logical_or_ = (
        in_place(LOGICAL_AND, "logical_and_", numbers=False),
        in_place(LOGICAL_OR, "logical_or_", numbers=False),
    )
    logical_xor_ = in_place(LOGICAL_XOR, "logical_xor_", numbers=False)
    logical_not_ = unary(LOGICAL_NOT, "logical_not_", "``logical_not``, in place.", inplace=True)
    __and__, __rand__, __iand__ = operator(AND), operator(AND, True), in_place_operator(AND)
    __or__, __ror__, __ior__ = operator(OR), operator(OR, True), in_place_operator(OR)
    __xor__, __rxor__, __ixor__ = operator(XOR), operator(XOR, True), in_place_operator(XOR)
    __lshift__, __rlshift__, __ilshift__ = operator(LEFT), operator(LEFT, True), in_place_operator(LEFT)
    __rshift__, __rrshift__, __irshift__ = operator(RIGHT), operator(RIGHT, True), in_place_operator(RIGHT)
    __invert__ = __invert__
