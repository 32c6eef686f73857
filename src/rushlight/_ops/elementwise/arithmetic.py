"""Sums, differences, products and quotients."""

from __future__ import annotations

from ..._arrays.errstate import quiet
from ..._core import apply, apply_, apply_out, in_place_operator, operator, result_type, unary
from ..common import promotion
from ..common.arguments import check_fits, check_tensor
from ..common.pointwise import FloatPointwise, Pointwise, conj, in_place, into, refuse, wrapped
from ..tensors.full import zeros_of

__all__ = [
    "ADD",
    "DIV",
    "MUL",
    "NEG",
    "RECIPROCAL",
    "SUB",
    "ArithmeticMethods",
    "add",
    "div",
    "divide",
    "floor_divide",
    "fmod",
    "mul",
    "multiply",
    "neg",
    "negative",
    "positive",
    "reciprocal",
    "remainder",
    "rsub",
    "sub",
    "subtract",
    "true_divide",
]


# Sums and products --------------------------------------------------------------------------------------------------


class Add(Pointwise):
    lists_numbers = True
    function = "add"
    rules = (lambda g: g, lambda g: g)


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
    """y - x: what ``5 - x`` records."""

    lists_numbers = False
    node_name, function = "RsubBackward1", "rsub"

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return -g if need[0] else None, g


class RsubTensor(Rsub):
    name = "Rsub"
    node_name = "RsubBackward0"


class RsubScaled(SubScaled):
    """x - alpha * y, recorded as ``rsub(y, x, alpha)``."""

    name = "Rsub"


def _no_bools(x, y):
    bools = [s.dtype.category == 0 for s in (x, y)]
    if all(bools) and not (x.weak or y.weak):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator "
            "instead."
        )
    if any(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use "
            "the `~` or `logical_not()` operator instead."
        )
    return result_type(x, y)


class Mul(Pointwise):
    lists_numbers = True
    function = "mul"
    rules = (lambda g, y: g * y, lambda g, x: g * x)


class Neg(Pointwise):
    exact_out = True
    function = "neg"
    saves = ((),)

    def compute_dtype(self, x):
        if x.dtype.category == 0:
            raise RuntimeError(
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
                "use the "
                "`~` or `logical_not()` operator instead."
            )
        return x.dtype

    def vjp(self, need, grads, saved, specs):
        return (-grads[0],)


# Quotients ----------------------------------------------------------------------------------------------------------


class Div(FloatPointwise):
    lists_numbers = True
    function = "div"
    rules = (lambda g, y: g / y, lambda g, x, y: -g * ((x / y) / y))


class DivRounded(Pointwise):
    """The quotient rounded towards zero ('trunc') or down ('floor')."""

    __slots__ = ("mode",)
    name, node_name = "Div", "DivBackward2"
    saves = ((), ())

    def compute_dtype(self, *specs):
        refuse(specs, f"div_{self.mode}_cpu", (0, 3))
        return result_type(*specs)

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

    def vjp(self, need, grads, saved, specs):
        zero = zeros_of(grads[0])
        return zero, zero


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


class Remainder(Pointwise):
    """What is left of x // y: it has the sign of y."""

    node_name, function = "RemainderBackward1", "remainder"
    saves = ((), (0, 1))
    mode = "floor"

    def compute_dtype(self, *specs):
        refuse(specs, f"{self.function}_cpu", (0, 3))
        return result_type(*specs)

    @quiet
    def forward(self, xp, x, y, out=None):
        x, y = wrapped((x, y))
        if (x if isinstance(x, xp.ndarray) else y).dtype.kind in "iu" and not xp.all(y):
            raise RuntimeError("ZeroDivisionError: an integer was divided by zero")
        return into(xp, getattr(xp, self.function)(x, y), out)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return g, -g * div(saved[0], saved[1], rounding_mode=self.mode) if need[1] else None


class RemainderScalar(Remainder):
    name = "Remainder"
    node_name = "RemainderBackward0"


class Fmod(Remainder):
    """What is left of x / y rounded towards zero: it has the sign of x."""

    node_name, function = "FmodBackward1", "fmod"
    mode = "trunc"


class FmodScalar(Fmod):
    name = "Fmod"
    node_name = "FmodBackward0"


class Reciprocal(FloatPointwise):
    function = "reciprocal"
    saves = ((-1,),)

    def vjp(self, need, grads, saved, specs):
        y = conj(saved[-1], specs[0])
        return (-grads[0] * (y * y),)


ADD, ADD_SCALED, SUB, SUB_SCALED, RSUB = Add.of(), AddScaled.of(), Sub.of(), SubScaled.of(), Rsub.of()
MUL, NEG, DIV, RECIPROCAL = Mul.of(), Neg.of(), Div.of(), Reciprocal.of()
REMAINDER, REMAINDER_SCALAR, FMOD, FMOD_SCALAR = (Remainder.of(), RemainderScalar.of(), Fmod.of(), FmodScalar.of())
FLOOR_DIVIDE = FloorDivide.of("floor")
_DIVISIONS = {None: DIV, "trunc": DivRounded.of("trunc"), "floor": DivRounded.of("floor")}
_NUMBERS = (int, float, complex)


# Functions ----------------------------------------------------------------------------------------------------------


def add(input, other, *, alpha=1, out=None):
    """input + alpha * other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers; alpha: a number (an integer for integer tensors).
    The dtype is the promoted one. Raises RuntimeError if the shapes don't broadcast.

    >>> add(torch.tensor([1., 2.]), 10)
    tensor([11., 12.])
    """
    if alpha == 1 and alpha is not True:
        return apply(ADD, input, other) if out is None else apply_out(ADD, out, input, other)
    _check_alpha(alpha, input, other)
    return _out(ADD_SCALED, out, input, other, alpha)


def sub(input, other, *, alpha=1, out=None):
    """input - alpha * other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers. The dtype is the promoted one.
    Raises RuntimeError for bool tensors, and if the shapes don't broadcast.

    >>> sub(torch.tensor([1., 2.]), 1)
    tensor([0., 1.])
    """
    if alpha == 1 and alpha is not True:
        return apply(SUB, input, other) if out is None else apply_out(SUB, out, input, other)
    _check_alpha(alpha if type(alpha) is bool else -alpha, input, other)
    return _out(SUB_SCALED, out, input, other, alpha)


def rsub(input, other, *, alpha=1):
    """other - alpha * input: ``sub`` with its operands exchanged.

    >>> rsub(torch.tensor([1., 2.]), 3)
    tensor([2., 1.])
    """
    check_tensor(input, "rsub")
    if alpha != 1:
        return apply(RsubScaled.of(), other, input, alpha)
    return apply(RSUB if isinstance(other, _NUMBERS) else RsubTensor.of(), input, other)


def mul(input, other, *, out=None):
    """input * other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers. The dtype is the promoted one.
    Raises RuntimeError if the shapes don't broadcast.

    >>> mul(torch.tensor([1., 2.]), torch.tensor([[3.], [4.]]))
    tensor([[3., 6.],
            [4., 8.]])
    """
    return apply(MUL, input, other) if out is None else apply_out(MUL, out, input, other)


def div(input, other, *, rounding_mode=None, out=None):
    """input / other, elementwise.

    input, other: tensors of shapes that broadcast, or numbers. ``rounding_mode``: None (true division: integers become
    the default floating dtype), 'trunc' (towards zero) or 'floor' (down); the last two keep integers.
    Raises RuntimeError for other modes and where an integer is divided by zero with a rounding mode.

    >>> div(torch.tensor([7, -7]), 2, rounding_mode="trunc")
    tensor([ 3, -3])
    """
    if rounding_mode is None:
        return apply(DIV, input, other) if out is None else apply_out(DIV, out, input, other)
    return _out(_division(rounding_mode), out, input, other)


def _division(mode):
    try:
        return _DIVISIONS[mode]
    except KeyError:
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'"
        ) from None


def true_divide(input, other, *, out=None):
    """input / other, elementwise; integers become the default floating dtype. The same as ``div`` without a rounding
    mode.

    >>> true_divide(torch.tensor([1, 2]), 2)
    tensor([0.5000, 1.0000])
    """
    return _out(DIV, out, input, other)


def floor_divide(input, other, *, out=None):
    """The quotient rounded down, elementwise. Not differentiable: use ``div(x, y, rounding_mode='floor')`` for that.

    Raises RuntimeError where an integer is divided by zero.

    >>> floor_divide(torch.tensor([7, -7]), 2)
    tensor([ 3, -4])
    """
    return _out(FLOOR_DIVIDE, out, input, other)


def remainder(input, other, *, out=None):
    """input - other * floor(input / other), elementwise: Python's ``%``; the result has the sign of ``other``.

    Raises RuntimeError where an integer is divided by zero, NotImplementedError for bool and complex tensors.

    >>> remainder(torch.tensor([-3., 3.]), 2)
    tensor([1., 1.])
    """
    return _out(REMAINDER_SCALAR if isinstance(other, _NUMBERS) else REMAINDER, out, input, other)


def fmod(input, other, *, out=None):
    """input - other * trunc(input / other), elementwise: C's ``fmod``; the result has the sign of ``input``.

    Raises RuntimeError where an integer is divided by zero, NotImplementedError for bool and complex tensors.

    >>> fmod(torch.tensor([-3., 3.]), 2)
    tensor([-1.,  1.])
    """
    check_tensor(input, "fmod")
    return _out(FMOD_SCALAR if isinstance(other, _NUMBERS) else FMOD, out, input, other)


def _out(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


neg = unary(
    NEG,
    "neg",
    """-x, elementwise. Raises RuntimeError for bool tensors.

    >>> neg(torch.tensor([1., -2.]))
    tensor([-1.,  2.])
    """,
)
reciprocal = unary(
    RECIPROCAL,
    "reciprocal",
    """1 / x, elementwise; integers become the default floating dtype.

    >>> reciprocal(torch.tensor([2., 4.]))
    tensor([0.5000, 0.2500])
    """,
)


def positive(input):
    """The tensor itself. Raises RuntimeError for bool tensors.

    >>> positive(torch.tensor([1., -2.]))
    tensor([ 1., -2.])
    """
    check_tensor(input, "positive")
    if input.dtype.category == 0:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


multiply, subtract, divide, negative = mul, sub, div, neg


def _check_alpha(alpha, x, y):
    """Raise RuntimeError if ``alpha`` is no number of the dtype that x + alpha y is computed in."""
    dtype = promotion.result_type(x, y)
    if type(alpha) is bool and dtype.category:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if type(alpha) is complex and dtype.category < 3:
        raise RuntimeError("For non-complex input tensors, argument alpha must not be a complex number.")
    if dtype.category < 2 and type(alpha) is not float:
        check_fits(alpha, dtype)


def add_(self, other, *, alpha=1):
    """``add``, written into the tensor itself. Returns the tensor."""
    if alpha == 1 and alpha is not True:
        return apply_(ADD, self, self, other)
    _check_alpha(alpha, self, other)
    return apply_(ADD_SCALED, self, self, other, alpha)


def sub_(self, other, *, alpha=1):
    """``sub``, written into the tensor itself. Returns the tensor."""
    if alpha == 1 and alpha is not True:
        return apply_(SUB, self, self, other)
    _check_alpha(alpha if type(alpha) is bool else -alpha, self, other)
    return apply_(SUB_SCALED, self, self, other, alpha)


def div_(self, other, *, rounding_mode=None):
    """``div``, written into the tensor itself. Returns the tensor."""
    return apply_(DIV if rounding_mode is None else _division(rounding_mode), self, self, other)


_MODULO, _TIMES = operator(REMAINDER), operator(MUL)


class ArithmeticMethods:
    """Methods of Tensor: arithmetic."""

    __slots__ = ()
    add, sub, mul, div, neg, reciprocal, positive = add, sub, mul, div, neg, reciprocal, positive
    multiply, subtract, divide, negative, true_divide = mul, sub, div, neg, true_divide
    remainder, fmod, floor_divide, rsub = remainder, fmod, floor_divide, rsub
    add_, sub_, div_ = add_, sub_, div_
    subtract_, divide_ = sub_, div_
    mul_ = multiply_ = in_place(MUL, "mul_")
    true_divide_ = in_place(DIV, "true_divide_")
    floor_divide_ = in_place(FLOOR_DIVIDE, "floor_divide_")
    remainder_, fmod_ = in_place(REMAINDER, "remainder_"), in_place(FMOD, "fmod_")
    neg_ = negative_ = unary(NEG, "neg_", "``neg``, in place.", inplace=True)
    reciprocal_ = unary(RECIPROCAL, "reciprocal_", "``reciprocal``, in place.", inplace=True)

    __add__, __radd__, __iadd__ = operator(ADD), operator(ADD, True), in_place_operator(ADD)
    __sub__, __rsub__, __isub__ = operator(SUB), operator(RSUB), in_place_operator(SUB)
    __mul__, __rmul__, __imul__ = operator(MUL), operator(MUL, True), in_place_operator(MUL)
    __truediv__, __itruediv__ = operator(DIV), in_place_operator(DIV)
    __floordiv__, __rfloordiv__ = operator(FLOOR_DIVIDE), operator(FLOOR_DIVIDE, True)
    __ifloordiv__ = in_place_operator(FLOOR_DIVIDE)
    __rmod__, __imod__ = operator(REMAINDER, True), in_place_operator(REMAINDER)
    __neg__, __pos__ = neg, positive
    __div__, __idiv__ = __truediv__, __itruediv__

    def __mod__(self, other):
        return _MODULO(self, other) if not isinstance(other, _NUMBERS) else apply(REMAINDER_SCALAR, self, other)

    def __rtruediv__(self, other):
        # as PyTorch: two roundings instead of one
        return _TIMES(apply(RECIPROCAL, self), other)

    __rdiv__ = __rtruediv__
