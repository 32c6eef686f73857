"""Powers. What ``grad_fn`` shows depends on which operand is a number, so there are three ops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._base.dtypes import python_number
from ..._core import IN_PLACE, Value, apply, apply_to
from ..._face.public import method, public
from ..common.arguments import check_fits
from ..common.pointwise import Pointwise, as_tensor, into, wrapped
from ..tensors.full import zeros_of
from .exp_log_sin import log
from .where import where

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor

_NUMBERS = (bool, int, float, complex)
_OPERANDS = (Value, *_NUMBERS)


# Derivatives. The logarithm of a negative base isn't real, so conjugates are taken of the slopes as a whole.


def _of_base(g, x, y):
    none = (y == 0) & ((x == 0) | (x != x))
    return g * where(none, 0, y * pow(where(none, 1, x), y - 1)).conj()


def _of_exponent(g, x, y, out):
    zero = (x == 0) & (y >= 0) if y._dtype.category != 3 else x == 0
    return g * (out * log(where(zero, 1, x))).conj()


def _of_base_to_number(g, x, y):
    if y == 0:
        return zeros_of(g)
    return g * (x * 2 if y == 2 else pow(x, y - 1) * y).conj()


def _of_exponent_of_number(g, x, y, out):
    base = as_tensor(x, y)
    return g * (out * log(where(y >= 0, 1, base) if x == 0 else base)).conj()


class Pow(Pointwise):
    """x to the y, both tensors."""

    variant, function, compiled = 1, "pow", "pow"
    refused, label = (0,), "pow"
    rules, analytic = (_of_base, _of_exponent), False
    operands = ("self", "exponent")

    @quiet
    def forward(self, xp, x, y, out=None):
        kind = (x if isinstance(x, xp.ndarray) else y).dtype.kind
        if kind not in "iu":
            return xp.pow(x, y, out)
        x, y = wrapped((x, y))
        if kind == "i" and np.any(y < 0):  # 1 / x**|y|, cut off: 0 unless x is 1 or -1
            inverse = xp.where(x == 1, 1, xp.where(x == -1, 1 - 2 * (y & 1), 0))
            return into(xp, xp.where(y < 0, inverse, xp.power(x, xp.maximum(y, 0))).astype(xp.asarray(x).dtype), out)
        return into(xp, xp.power(x, y), out)


class PowNumber(Pow):
    """x to the power of a number."""

    name, variant = "Pow", 0
    rules = (_of_base_to_number, None)


class PowOfNumber(Pow):
    """A number to the power y."""

    name, variant = "Pow", 2
    rules = (None, _of_exponent_of_number)


POW, POW_NUMBER, POW_OF_NUMBER = Pow.of(), PowNumber.of(), PowOfNumber.of()


def _record(x, y):
    if isinstance(y, _NUMBERS):
        if type(y) is int and y < 0 and isinstance(x, Value) and x._dtype.category < 2:
            raise RuntimeError(
                "Integers to negative integer powers are not allowed. Convert to a floating dtype first: x.float() ** "
                "-1"
            )
        if type(y) is int and isinstance(x, Value) and x._dtype.category == 1:
            check_fits(y, x._dtype)
        return POW_NUMBER
    return POW_OF_NUMBER if isinstance(x, _NUMBERS) else POW


@public(inplace="Tensor")
def pow(input: Tensor | Number, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """input to the power ``exponent``, elementwise; one of the two may be a number. Shapes broadcast, dtypes promote.

    Raises RuntimeError for integers to a negative integer power, NotImplementedError for two bools.

    >>> pow(torch.tensor([1., 2., 3.]), 2)
    tensor([1., 4., 9.])
    """
    return apply_to(out, _record(input, exponent), input, exponent)


@public(inplace="Tensor")
def float_power(input: Tensor | Number, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """``pow`` in double precision: float64, or complex128 if one operand is complex.

    >>> float_power(torch.tensor([2, 3]), -1)
    tensor([0.5000, 0.3333], dtype=torch.float64)
    """
    dtype = _wide((input, exponent))
    target: Any = input if out is IN_PLACE else out
    if target is not None and target._dtype is not dtype:
        what = "base given to float_power_" if out is IN_PLACE else "output given to float_power"
        raise RuntimeError(
            f"the {what} has dtype {target._dtype.cpp} but the operation's result requires dtype {dtype.cpp}"
        )
    x, y = (v.to(dtype) if isinstance(v, Value) else v for v in (input, exponent))
    return pow(x, y, out=out)


def _wide(operands):
    """The dtype of ``float_power``."""
    is_complex = any(v._dtype.is_complex if isinstance(v, Value) else type(v) is complex for v in operands)
    return dtypes.complex128 if is_complex else dtypes.float64


def __pow__(self: Tensor, other: Tensor | Number) -> Tensor:
    other = python_number(other)
    if isinstance(other, _OPERANDS):
        return apply(_record(self, other), self, other)
    return NotImplemented


def __rpow__(self: Tensor, other: Tensor | Number) -> Tensor:
    other = python_number(other)
    if isinstance(other, _OPERANDS):
        return apply(_record(other, self), other, self)
    return NotImplemented


def __ipow__(self: Tensor, exponent: Tensor | Number) -> Tensor:
    exponent = python_number(exponent)
    if isinstance(exponent, _OPERANDS):
        return apply_to(IN_PLACE, _record(self, exponent), self, exponent)
    return NotImplemented


method(__pow__=__pow__, __rpow__=__rpow__, __ipow__=__ipow__)
