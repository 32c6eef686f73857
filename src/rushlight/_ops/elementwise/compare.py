"""Comparisons and tests of elements: results are bools, without gradients."""

from __future__ import annotations

from ..._arrays.elementwise.elementwise import elementwise_kernel
from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import Spec, Value, apply, apply_out, broadcast, operator, result_type, unary
from ..common.arguments import check_tensor
from ..common.pointwise import Pointwise, computed, device_of, in_place, into, refuse, wrapped

__all__ = [
    "CompareMethods",
    "allclose",
    "eq",
    "equal",
    "ge",
    "greater",
    "greater_equal",
    "gt",
    "isclose",
    "isfinite",
    "isin",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "le",
    "less",
    "less_equal",
    "lt",
    "ne",
    "not_equal",
]


class Comparison(Pointwise):
    """An elementwise comparison of two operands, in their common dtype."""

    ordered = True

    def kernel(self, *specs):
        return elementwise_kernel(self.function, computed(self.compute_dtype(*specs)))

    def forward(self, xp, x, y, out=None):
        return getattr(xp, self.function)(*wrapped((x, y)), out)

    def compute_dtype(self, *specs):
        t = result_type(*specs)
        if self.ordered and t.category == 3:
            refuse(specs, f"{self.function}_cpu", (3,))
        return t

    def result_dtype(self, *specs):
        self.compute_dtype(*specs)
        return dtypes.bool_


class Eq(Comparison):
    function, ordered = "eq", False


class Ne(Comparison):
    function, ordered = "ne", False


class Lt(Comparison):
    function = "lt"


class Le(Comparison):
    function = "le"


class Gt(Comparison):
    function = "gt"


class Ge(Comparison):
    function = "ge"


class Test(Pointwise):
    """A question to each element of one operand; ``kinds`` are the categories of dtypes for which it isn't always False
    (2 floating, 3 complex)."""

    always = False
    kinds = (2, 3)

    def compute_dtype(self, x):
        if x.dtype.category == 3 and 3 not in self.kinds:
            raise RuntimeError(f"{self.function} does not support complex inputs.")
        return x.dtype

    def result_dtype(self, x):
        self.compute_dtype(x)
        return dtypes.bool_

    def kernel(self, x):
        return None

    def forward(self, xp, x, out=None):
        if x.dtype.kind not in "fc":
            return into(xp, xp.full(x.shape, self.always, bool), out)
        return into(xp, getattr(xp, self.function)(x), out)


class IsNan(Test):
    function = "isnan"


class IsInf(Test):
    function = "isinf"


class IsFinite(Test):
    function, always = "isfinite", True


class IsPosInf(Test):
    exact_out = True
    function, kinds = "isposinf", (2,)


class IsNegInf(Test):
    exact_out = True
    function, kinds = "isneginf", (2,)


class IsReal(Test):
    function, always = "isreal", True


class IsClose(Pointwise):
    """|x - y| <= atol + rtol * |y|; operands x, y, rtol, atol (numbers). ``equal_nan``: nan is close to nan."""

    __slots__ = ("equal_nan",)

    def compute_dtype(self, x, y, rtol, atol):
        return x.dtype

    def infer(self, x, y, rtol, atol):
        if x.dtype is not y.dtype:
            raise RuntimeError(f"{x.dtype.cpp} did not match {y.dtype.cpp}: convert one with .to(dtype) first")
        return x.like(shape=broadcast(x.shape, y.shape), dtype=dtypes.bool_)

    @quiet
    def forward(self, xp, x, y, rtol, atol, out=None):
        close = x == y
        if self.equal_nan and x.dtype.kind in "fc":
            close |= (x != x) & (y != y)
        if rtol or atol:
            if x.dtype.kind in "iub":
                x, y = x.astype(xp.float64), y.astype(xp.float64)
            distance = xp.abs(xp.subtract(x, y))
            close |= xp.isfinite(distance) & (distance <= atol + xp.abs(rtol * y))
        return into(xp, close, out)


EQ, NE, LT, LE, GT, GE = Eq.of(), Ne.of(), Lt.of(), Le.of(), Gt.of(), Ge.of()


def _out(op, out, *operands):
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def eq(input, other, *, out=None):
    """input == other, elementwise: a tensor of bools. Shapes broadcast, dtypes promote; ``other`` may be a number.

    >>> eq(torch.tensor([1, 2]), torch.tensor([1, 3]))
    tensor([ True, False])
    """
    check_tensor(input, "eq")
    return _out(EQ, out, input, other)


def ne(input, other, *, out=None):
    """input != other, elementwise; see ``eq``.

    >>> ne(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """
    check_tensor(input, "ne")
    return _out(NE, out, input, other)


def lt(input, other, *, out=None):
    """input < other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> lt(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """
    check_tensor(input, "lt")
    return _out(LT, out, input, other)


def le(input, other, *, out=None):
    """input <= other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> le(torch.tensor([1, 2]), 2)
    tensor([True, True])
    """
    check_tensor(input, "le")
    return _out(LE, out, input, other)


def gt(input, other, *, out=None):
    """input > other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> gt(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """
    check_tensor(input, "gt")
    return _out(GT, out, input, other)


def ge(input, other, *, out=None):
    """input >= other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> ge(torch.tensor([1, 2]), 2)
    tensor([False,  True])
    """
    check_tensor(input, "ge")
    return _out(GE, out, input, other)


not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge

isnan = unary(
    IsNan.of(),
    "isnan",
    """Whether x is not a number, elementwise.

    >>> isnan(torch.tensor([1., float("nan")]))
    tensor([False,  True])
    """,
)
isinf = unary(
    IsInf.of(),
    "isinf",
    """Whether x is infinite, elementwise.

    >>> isinf(torch.tensor([1., -float("inf")]))
    tensor([False,  True])
    """,
)
isfinite = unary(
    IsFinite.of(),
    "isfinite",
    """Whether x is neither infinite nor nan, elementwise.

    >>> isfinite(torch.tensor([1., float("inf")]))
    tensor([ True, False])
    """,
)
isposinf = unary(
    IsPosInf.of(),
    "isposinf",
    """Whether x is +infinity, elementwise. Raises RuntimeError for complex tensors.

    >>> isposinf(torch.tensor([1., float("inf")]))
    tensor([False,  True])
    """,
)
isneginf = unary(
    IsNegInf.of(),
    "isneginf",
    """Whether x is -infinity, elementwise. Raises RuntimeError for complex tensors.

    >>> isneginf(torch.tensor([1., -float("inf")]))
    tensor([False,  True])
    """,
)
isreal = unary(
    IsReal.of(),
    "isreal",
    """Whether the imaginary part of x is 0, elementwise.

    >>> isreal(torch.tensor([1 + 0j, 2j]))
    tensor([ True, False])
    """,
)


def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether |input - other| <= atol + rtol * |other|, elementwise. ``equal_nan``: nan is close to nan.

    Raises RuntimeError if the dtypes differ.

    >>> isclose(torch.tensor([1., 2.]), torch.tensor([1., 2.1]))
    tensor([ True, False])
    """
    check_tensor(input, "isclose")
    check_tensor(other, "isclose", "other", 2)
    if rtol < 0 or atol < 0:
        raise RuntimeError(f"rtol and atol must be greater than or equal to zero, but got {rtol} and {atol}")
    return apply(IsClose.of(bool(equal_nan)), input, other, rtol, atol)


def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether all elements are close, see ``isclose``: a Python bool.

    >>> allclose(torch.tensor([1.]), torch.tensor([1 + 1e-9]))
    True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


def equal(input, other):
    """Whether two tensors have the same shape and equal elements: a Python bool. nan equals nothing.

    >>> equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
    True
    """
    check_tensor(input, "equal")
    check_tensor(other, "equal", "other", 2)
    return input._array.shape == other._array.shape and bool(eq(input, other).all())


class IsIn(Pointwise):
    """Whether each element of x is among those of y."""

    __slots__ = ("invert",)
    exact_out = True
    takes_out = False

    def infer(self, x, y):
        for dtype in (x.dtype, y.dtype):
            if dtype.category in (0, 3):
                raise RuntimeError(f"Unsupported input type encountered for isin(): {dtype.cpp}")
        return Spec(x.shape, dtypes.bool_, device_of((x, y)))

    def forward(self, xp, x, y):
        return xp.asarray(xp.isin(x, y, invert=self.invert))


def isin(
    elements=None, test_elements=None, *, assume_unique=False, invert=False, out=None, element=None, test_element=None
):
    """Whether each element is among ``test_elements``; with ``invert``, is not. One of the two may be a number (which
    is then called ``element`` or ``test_element``); the dtypes promote. Raises RuntimeError for bool and complex
    tensors.

    >>> isin(torch.tensor([1, 2, 3]), torch.tensor([2, 4]))
    tensor([False,  True, False])
    """
    x, y = ((element if elements is None else elements), (test_element if test_elements is None else test_elements))
    if x is None or y is None or not (isinstance(x, Value) or isinstance(y, Value)):
        raise TypeError(
            f"isin() received an invalid combination of arguments - got ({type(x).__name__}, {type(y).__name__}): one "
            "of the two "
            "must be a Tensor"
        )
    op = IsIn.of(bool(invert))
    if out is not None and out._dtype is not dtypes.bool_:
        raise RuntimeError(f"Expected out tensor to have dtype torch.bool, but got {out._dtype} instead")
    return apply(op, x, y) if out is None else apply_out(op, out, x, y)


class CompareMethods:
    """Methods of Tensor: comparisons."""

    __slots__ = ()
    eq, ne, lt, le, gt, ge = eq, ne, lt, le, gt, ge
    not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge
    eq_, ne_, lt_ = in_place(EQ, "eq_"), in_place(NE, "ne_"), in_place(LT, "lt_")
    le_, gt_, ge_ = in_place(LE, "le_"), in_place(GT, "gt_"), in_place(GE, "ge_")
    not_equal_, less_, less_equal_, greater_, greater_equal_ = ne_, lt_, le_, gt_, ge_
    isnan, isinf, isfinite, isposinf, isneginf, isreal = isnan, isinf, isfinite, isposinf, isneginf, isreal
    isclose, allclose, equal = isclose, allclose, equal
    __eq__, __ne__, __lt__ = operator(EQ), operator(NE), operator(LT)
    __le__, __gt__, __ge__ = operator(LE), operator(GT), operator(GE)

    def __hash__(self):
        return id(self)  # as keys of dicts, tensors are told apart by identity
