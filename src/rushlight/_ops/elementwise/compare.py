"""Comparisons and tests of elements: results are bools, without gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.elementwise.elementwise import elementwise_kernel
from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import Spec, Value, apply, apply_to, broadcast, operator
from ..._face.public import method, public, unary_function
from ..common.pointwise import Pointwise, computed, device_of, into, wrapped
from ..tensors.tensor_from_numpy import from_numpy

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class Comparison(Pointwise):
    takes_stored = True
    """An elementwise comparison of two operands, in their common dtype."""

    refused: tuple = (3,)

    def kernel(self, *specs):
        return elementwise_kernel(self.function, computed(self.compute_dtype(*specs)))

    def forward(self, xp, x, y, out=None):
        return getattr(xp, self.function)(*wrapped((x, y)), out)

    def result_dtype(self, *specs):
        self.compute_dtype(*specs)
        return dtypes.bool_


class Eq(Comparison):
    function, refused = "eq", ()


class Ne(Comparison):
    function, refused = "ne", ()


class Lt(Comparison):
    function = "lt"


class Le(Comparison):
    function = "le"


class Gt(Comparison):
    function = "gt"


class Ge(Comparison):
    function = "ge"


class Test(Pointwise):
    takes_stored = True
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


@public(inplace="Tensor")
def eq(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input == other, elementwise: a tensor of bools. Shapes broadcast, dtypes promote; ``other`` may be a number.

    >>> eq(torch.tensor([1, 2]), torch.tensor([1, 3]))
    tensor([ True, False])
    """
    return apply_to(out, EQ, input, other)


@public(inplace="Tensor", aliases="not_equal")
def ne(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input != other, elementwise; see ``eq``.

    >>> ne(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """
    return apply_to(out, NE, input, other)


@public(inplace="Tensor", aliases="less")
def lt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input < other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> lt(torch.tensor([1, 2]), 2)
    tensor([ True, False])
    """
    return apply_to(out, LT, input, other)


@public(inplace="Tensor", aliases="less_equal")
def le(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input <= other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> le(torch.tensor([1, 2]), 2)
    tensor([True, True])
    """
    return apply_to(out, LE, input, other)


@public(inplace="Tensor", aliases="greater")
def gt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input > other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> gt(torch.tensor([1, 2]), 1)
    tensor([False,  True])
    """
    return apply_to(out, GT, input, other)


@public(inplace="Tensor", aliases="greater_equal")
def ge(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input >= other, elementwise; see ``eq``. Raises NotImplementedError for complex tensors.

    >>> ge(torch.tensor([1, 2]), 2)
    tensor([False,  True])
    """
    return apply_to(out, GE, input, other)


@unary_function(IsNan.of())
def isnan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is not a number, elementwise.

    >>> isnan(torch.tensor([1., float("nan")]))
    tensor([False,  True])
    """


@unary_function(IsInf.of())
def isinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is infinite, elementwise.

    >>> isinf(torch.tensor([1., -float("inf")]))
    tensor([False,  True])
    """


@unary_function(IsFinite.of())
def isfinite(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is neither infinite nor nan, elementwise.

    >>> isfinite(torch.tensor([1., float("inf")]))
    tensor([ True, False])
    """


@unary_function(IsPosInf.of())
def isposinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is +infinity, elementwise. Raises RuntimeError for complex tensors.

    >>> isposinf(torch.tensor([1., float("inf")]))
    tensor([False,  True])
    """


@unary_function(IsNegInf.of())
def isneginf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether x is -infinity, elementwise. Raises RuntimeError for complex tensors.

    >>> isneginf(torch.tensor([1., -float("inf")]))
    tensor([False,  True])
    """


@unary_function(IsReal.of())
def isreal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether the imaginary part of x is 0, elementwise.

    >>> isreal(torch.tensor([1 + 0j, 2j]))
    tensor([ True, False])
    """


@public()
def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """Whether |input - other| <= atol + rtol * |other|, elementwise. ``equal_nan``: nan is close to nan.

    Raises RuntimeError if the dtypes differ.

    >>> isclose(torch.tensor([1., 2.]), torch.tensor([1., 2.1]))
    tensor([ True, False])
    """
    if rtol < 0 or atol < 0:
        raise RuntimeError(f"rtol and atol must be greater than or equal to zero, but got {rtol} and {atol}")
    return apply(IsClose.of(bool(equal_nan)), input, other, rtol, atol)


@public()
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are close, see ``isclose``: a Python bool.

    >>> allclose(torch.tensor([1.]), torch.tensor([1 + 1e-9]))
    True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


@public()
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and equal elements: a Python bool. nan equals nothing.

    >>> equal(torch.tensor([1, 2]), torch.tensor([1, 2]))
    True
    """
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


@public("torch")
def isin(
    elements: Tensor | Number | None = None,
    test_elements: Tensor | Number | None = None,
    *,
    assume_unique: bool = False,
    invert: bool = False,
    out: Tensor | None = None,
    element: Number | None = None,
    test_element: Number | None = None,
) -> Tensor:
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
            "of the two must be a Tensor"
        )
    return apply_to(out, IsIn.of(bool(invert)), x, y)


def _from_array(a: np.ndarray) -> Tensor:
    return from_numpy(a if a.flags.writeable else a.copy())


def __hash__(self: Tensor) -> int:
    return id(self)  # as keys of dicts, tensors are told apart by identity


method(
    __eq__=operator(EQ, arrays=_from_array),
    __ne__=operator(NE),
    __lt__=operator(LT),
    __le__=operator(LE),
    __gt__=operator(GT),
    __ge__=operator(GE),
    __hash__=__hash__,
)
