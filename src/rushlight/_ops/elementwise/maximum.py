"""The larger and the smaller of two tensors, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import apply, apply_to, result_type
from ..._face.public import public
from ..common.pointwise import NumPyPointwise, Pointwise
from ..tensors.full import zeros_of
from .arithmetic import MUL
from .bitwise_logical import bitwise_or
from .compare import eq, ge, gt, le, lt
from .where import where

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _not_lost(g, x, y, lost):
    """The gradient: none where the other is the result, half of it where both are."""
    return where(lost, zeros_of(g), where(eq(x, y), apply(MUL, g, 0.5), g))


class Maximum(Pointwise):
    """The larger of x and y, nan if one is. Equal elements share the gradient."""

    function = "maximum"
    rules = (lambda g, x, y: _not_lost(g, x, y, gt(y, x)), lambda g, x, y: _not_lost(g, x, y, gt(x, y)))

    def compute_dtype(self, *specs):
        t = result_type(*specs)
        if t.category == 3:
            raise RuntimeError(f"{self.function} not implemented for complex tensors.")
        return t


class Minimum(Maximum):
    """The smaller of x and y, nan if one is."""

    function = "minimum"
    rules = (lambda g, x, y: _not_lost(g, x, y, lt(y, x)), lambda g, x, y: _not_lost(g, x, y, lt(x, y)))


class Fmax(NumPyPointwise, Maximum):
    """The larger of x and y; where one is nan, the other."""

    function = "fmax"
    rules = (
        lambda g, x, y: where(bitwise_or(ge(x, y), y.isnan()), g, zeros_of(g)),
        lambda g, x, y: where(bitwise_or(ge(x, y), y.isnan()), zeros_of(g), g),
    )


class Fmin(NumPyPointwise, Maximum):
    """The smaller of x and y; where one is nan, the other."""

    function = "fmin"
    rules = (
        lambda g, x, y: where(bitwise_or(le(x, y), y.isnan()), g, zeros_of(g)),
        lambda g, x, y: where(bitwise_or(le(x, y), y.isnan()), zeros_of(g), g),
    )


@public()
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The larger of two tensors, elementwise; nan where one is. Raises TypeError for numbers: use ``clamp``.

    >>> maximum(torch.tensor([1, 5]), torch.tensor([3, 4]))
    tensor([3, 5])
    """
    return apply_to(out, Maximum.of(), input, other)


@public()
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smaller of two tensors, elementwise; nan where one is. Raises TypeError for numbers: use ``clamp``.

    >>> minimum(torch.tensor([1, 5]), torch.tensor([3, 4]))
    tensor([1, 4])
    """
    return apply_to(out, Minimum.of(), input, other)


@public()
def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The larger of two tensors, elementwise; where one is nan, the other.

    >>> fmax(torch.tensor([1., float("nan")]), torch.tensor([3., 4.]))
    tensor([3., 4.])
    """
    return apply_to(out, Fmax.of(), input, other)


@public()
def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smaller of two tensors, elementwise; where one is nan, the other.

    >>> fmin(torch.tensor([1., float("nan")]), torch.tensor([3., 4.]))
    tensor([1., 4.])
    """
    return apply_to(out, Fmin.of(), input, other)
