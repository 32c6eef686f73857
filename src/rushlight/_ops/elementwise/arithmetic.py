"""Sums, differences, products and quotients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._core import apply, apply_to, in_place_operator, operator, result_type
from ..._face.public import method, public, unary_function
from ..common.arguments import check_fits
from ..common.pointwise import FloatPointwise, NumPyPointwise, Pointwise, into, same, wrapped
from ..tensors.finfo_result_type import result_type as dtype_of
from ..tensors.full import zeros_of

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor

# Sums and products --------------------------------------------------------------------------------------------------


class Add(Pointwise):
    lists_numbers = True
    function = "add"
    rules = (same, same)


class AddScaled(Pointwise):
    """x + alpha * y; operands x, y, alpha (a number)."""

    lists_numbers = True
    name, function = "Add", "add_scaled"
    inputs = ("x", "y", "alpha")
    rules = (lambda g: g, lambda g, alpha: g * alpha, None)

    def compute_dtype(self, x, y, alpha):
        return _alpha_type("add", x, y, alpha)


def _alpha_type(function, x, y, alpha):
    t = result_type(x, y)
    if alpha.dtype.category >= 2 > t.category:
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    return t


class Sub(Pointwise):
    lists_numbers = True
    function = "sub"
    rules = (lambda g: g, lambda g: -g)

    def compute_dtype(self, *specs):
        return _no_bools(*specs)


class SubScaled(AddScaled):
    """x - alpha * y; operands x, y, alpha."""

    name, function = "Sub", "sub_scaled"
    rules = (lambda g: g, lambda g, alpha: g * -alpha, None)

    def compute_dtype(self, x, y, alpha):
        _no_bools(x, y)
        return _alpha_type("sub", x, y, alpha)


class Rsub(Sub):
    """y - x: what ``5 - x`` records (variant 1), and ``rsub`` of two tensors (0)."""

    __slots__ = ("variant",)
    lists_numbers = False
    function = "rsub"
    rules = (lambda g: -g, lambda g: g)


class RsubScaled(SubScaled):
    """x - alpha * y, recorded as ``rsub(y, x, alpha)``."""

    name = "Rsub"


def _no_bools(x, y):
    bools = [s.dtype.category == 0 for s in (x, y)]
    if all(bools) and not (x.weak or y.weak):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if any(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )
    return result_type(x, y)


class Mul(Pointwise):
    takes_stored = True
    lists_numbers = True
    function = "mul"
    rules = (lambda g, y: g * y, lambda g, x: g * x)


class Neg(Pointwise):
    exact_out = True
    function = "neg"
    rules = (lambda g: -g,)

    def compute_dtype(self, x):
        if x.dtype.category == 0:
            raise RuntimeError(
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
                "use the `~` or `logical_not()` operator instead."
            )
        return x.dtype


# Quotients ----------------------------------------------------------------------------------------------------------


class Div(FloatPointwise):
    lists_numbers = True
    function = "div"
    rules = (lambda g, y: g / y, lambda g, x, y: -g * ((x / y) / y))


class DivRounded(Pointwise):
    """The quotient rounded towards zero ('trunc') or down ('floor')."""

    __slots__ = ("mode",)
    name, variant = "Div", 2
    refused = (0, 3)
    rules = (zeros_of, zeros_of)

    @property
    def label(self):
        return f"div_{self.mode}_cpu"

    @quiet
    def forward(self, xp, x, y, out=None):
        x, y = wrapped((x, y))
        whole = (x if isinstance(x, xp.ndarray) else y).dtype.kind in "iu"
        if whole and not xp.all(y):
            raise RuntimeError(
                "ZeroDivisionError: an integer was divided by zero; convert to a floating dtype for inf and nan"
            )
        if self.mode == "floor":
            return _floor_divide(xp, x, y, whole, out)
        if whole:  # exact, also beyond the 53 bits that a float holds
            q = xp.floor_divide(x, y)
            return into(xp, q + ((q < 0) & (q * y != x)).astype(q.dtype), out)
        return into(xp, xp.trunc(xp.divide(x, y)), out)


def _floor_divide(xp, x, y, whole, out):
    if whole:
        return into(xp, xp.floor_divide(x, y), out)
    # NumPy gives nan for inf // 1 as PyTorch does; and both x / 0 where y is 0
    return into(xp, xp.where(xp.equal(y, 0), xp.divide(x, y), xp.floor_divide(x, y)), out)


class FloorDivide(DivRounded):
    name = node_name = "NotImplemented"

    def vjp(self, need, grads, saved, specs):
        raise RuntimeError(
            "derivative for aten::floor_divide is not implemented; div(x, y, rounding_mode='floor') has one (0)"
        )


class Remainder(NumPyPointwise):
    """What is left of x // y: it has the sign of y. Variant 1: y is a tensor."""

    __slots__ = ("variant",)
    function, refused = "remainder", (0, 3)
    rules = (lambda g: g, lambda g, x, y: -g * div(x, y, rounding_mode="floor"))

    def forward(self, xp, x, y, out=None):
        if (x if isinstance(x, xp.ndarray) else y).dtype.kind in "iu" and not xp.all(wrapped((x, y))[1]):
            raise RuntimeError("ZeroDivisionError: an integer was divided by zero")
        return super().forward(xp, x, y, out=out)


class Fmod(Remainder):
    """What is left of x / y rounded towards zero: it has the sign of x."""

    function = "fmod"
    rules = (lambda g: g, lambda g, x, y: -g * div(x, y, rounding_mode="trunc"))


class Reciprocal(FloatPointwise):
    function = "reciprocal"
    rules = (lambda g, out: -g * (out * out),)


ADD, ADD_SCALED, SUB, SUB_SCALED, RSUB = Add.of(), AddScaled.of(), Sub.of(), SubScaled.of(), Rsub.of(1)
MUL, NEG, DIV, RECIPROCAL = Mul.of(), Neg.of(), Div.of(), Reciprocal.of()
REMAINDER, FLOOR_DIVIDE = Remainder.of(1), FloorDivide.of("floor")
_DIVISIONS = {None: DIV, "trunc": DivRounded.of("trunc"), "floor": DivRounded.of("floor")}
_NUMBERS = (int, float, complex)


# Functions ----------------------------------------------------------------------------------------------------------


@public(inplace="Tensor", older="input alpha other")
def add(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None) -> Tensor:
    """input + alpha * other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers; alpha: a number (an integer for integer tensors).
    The dtype is the promoted one. Raises RuntimeError if the shapes don't broadcast.

    >>> add(torch.tensor([1., 2.]), 10)
    tensor([11., 12.])
    """
    if alpha == 1 and alpha is not True:
        return apply_to(out, ADD, input, other)
    _check_alpha(alpha, input, other)
    return apply_to(out, ADD_SCALED, input, other, alpha)


@public(inplace="Tensor", aliases="subtract", older="input alpha other")
def sub(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None) -> Tensor:
    """input - alpha * other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers. The dtype is the promoted one.
    Raises RuntimeError for bool tensors, and if the shapes don't broadcast.

    >>> sub(torch.tensor([1., 2.]), 1)
    tensor([0., 1.])
    """
    if alpha == 1 and alpha is not True:
        return apply_to(out, SUB, input, other)
    _check_alpha(alpha if type(alpha) is bool else -alpha, input, other)
    return apply_to(out, SUB_SCALED, input, other, alpha)


@public()
def rsub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """other - alpha * input: ``sub`` with its operands exchanged.

    >>> rsub(torch.tensor([1., 2.]), 3)
    tensor([2., 1.])
    """
    if alpha != 1:
        return apply(RsubScaled.of(), other, input, alpha)
    return apply(Rsub.of(int(isinstance(other, _NUMBERS))), input, other)


@public(inplace="Tensor", aliases="multiply")
def mul(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input * other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers. The dtype is the promoted one.
    Raises RuntimeError if the shapes don't broadcast.

    >>> mul(torch.tensor([1., 2.]), torch.tensor([[3.], [4.]]))
    tensor([[3., 6.],
            [4., 8.]])
    """
    return apply_to(out, MUL, input, other)


@public(inplace="Tensor", aliases="divide")
def div(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None, out: Tensor | None = None
) -> Tensor:
    """input / other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers. ``rounding_mode``: None (true division: integers become
    the default floating dtype), 'trunc' (towards zero) or 'floor' (down); the last two keep integers.
    Raises RuntimeError for other modes and where an integer is divided by zero with a rounding mode.

    >>> div(torch.tensor([7, -7]), 2, rounding_mode="trunc")
    tensor([ 3, -3])
    """
    op = _DIVISIONS.get(rounding_mode)
    if op is None:
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    return apply_to(out, op, input, other)


@public(inplace="Tensor")
def true_divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input / other, elementwise; integers become the default floating dtype. The same as ``div`` without a rounding
    mode.

    >>> true_divide(torch.tensor([1, 2]), 2)
    tensor([0.5000, 1.0000])
    """
    return apply_to(out, DIV, input, other)


@public(inplace="Tensor")
def floor_divide(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """The quotient rounded down, elementwise. Not differentiable: use ``div(x, y, rounding_mode='floor')`` for that.

    Raises RuntimeError where an integer is divided by zero.

    >>> floor_divide(torch.tensor([7, -7]), 2)
    tensor([ 3, -4])
    """
    return apply_to(out, FLOOR_DIVIDE, input, other)


@public(inplace="Tensor")
def remainder(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input - other * floor(input / other), elementwise: Python's ``%``; the result has the sign of ``other``.

    Raises RuntimeError where an integer is divided by zero, NotImplementedError for bool and complex tensors.

    >>> remainder(torch.tensor([-3., 3.]), 2)
    tensor([1., 1.])
    """
    return apply_to(out, Remainder.of(int(not isinstance(other, _NUMBERS))), input, other)


@public(inplace="Tensor")
def fmod(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input - other * trunc(input / other), elementwise: C's ``fmod``; the result has the sign of ``input``.

    Raises RuntimeError where an integer is divided by zero, NotImplementedError for bool and complex tensors.

    >>> fmod(torch.tensor([-3., 3.]), 2)
    tensor([-1.,  1.])
    """
    return apply_to(out, Fmod.of(int(not isinstance(other, _NUMBERS))), input, other)


@unary_function(NEG, inplace=True, aliases="negative")
def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-x, elementwise. Raises RuntimeError for bool tensors.

    >>> neg(torch.tensor([1., -2.]))
    tensor([-1.,  2.])
    """


@unary_function(RECIPROCAL, inplace=True)
def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / x, elementwise; integers become the default floating dtype.

    >>> reciprocal(torch.tensor([2., 4.]))
    tensor([0.5000, 0.2500])
    """


@public()
def positive(input: Tensor) -> Tensor:
    """The tensor itself. Raises RuntimeError for bool tensors.

    >>> positive(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    if input.dtype.category == 0:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


def _check_alpha(alpha, x, y):
    """Raise RuntimeError if ``alpha`` is no number of the dtype that x + alpha y is computed in."""
    if type(alpha) is float:  # those that fit nowhere are refused by the op's own rule
        return
    dtype = dtype_of(x, y)
    if type(alpha) is bool and dtype.category:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if type(alpha) is complex and dtype.category < 3:
        raise RuntimeError("For non-complex input tensors, argument alpha must not be a complex number.")
    if dtype.category < 2:
        check_fits(alpha, dtype)


def __mod__(self: Tensor, other: Tensor | Number) -> Tensor:
    return _modulo(self, other) if not isinstance(other, _NUMBERS) else apply(Remainder.of(0), self, other)


def __rtruediv__(self: Tensor, other: Tensor | Number) -> Tensor:
    # as PyTorch: two roundings instead of one; NumPy's arrays are multiplied by NumPy
    return apply(RECIPROCAL, self) * other


_modulo = operator(REMAINDER)

method(
    __add__=operator(ADD),
    __radd__=operator(ADD),
    __iadd__=in_place_operator(ADD),
    __sub__=operator(SUB),
    __rsub__=operator(RSUB),
    __isub__=in_place_operator(SUB),
    __mul__=operator(MUL),
    __rmul__=operator(MUL),
    __imul__=in_place_operator(MUL),
    __truediv__=operator(DIV),
    __rtruediv__=__rtruediv__,
    __itruediv__=in_place_operator(DIV),
    __div__=operator(DIV),
    __rdiv__=__rtruediv__,
    __idiv__=in_place_operator(DIV),
    __floordiv__=operator(FLOOR_DIVIDE),
    __rfloordiv__=operator(FLOOR_DIVIDE, True),
    __ifloordiv__=in_place_operator(FLOOR_DIVIDE),
    __mod__=__mod__,
    __rmod__=operator(REMAINDER, True),
    __imod__=in_place_operator(REMAINDER),
    __neg__=neg,
    __pos__=positive,
)
