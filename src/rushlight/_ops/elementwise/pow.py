"""Powers. What ``grad_fn`` shows depends on which operand is a number, so there are three ops."""

from __future__ import annotations

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Value, apply, apply_, apply_out, result_type
from ..common.arguments import check_fits
from ..common.pointwise import Pointwise, conj, into, refuse, wrapped
from ..tensors.full import zeros_of
from .exp_log_sin import log
from .where_clamp import where

__all__ = ["PowerMethods", "float_power", "pow"]

_NUMBERS = (bool, int, float, complex)
_OPERANDS = (Value, *_NUMBERS)


class Pow(Pointwise):
    """x to the y, both tensors."""

    node_name, function, compiled = "PowBackward1", "pow", "pow"
    saves = ((0, 1), (0, 1, OUT))
    operands = ("self", "exponent")

    def compute_dtype(self, *specs):
        refuse(specs, "pow", (0,))
        return result_type(*specs)

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

    def vjp(self, need, grads, saved, specs):
        g, x, y = grads[0], saved[0], saved[1]
        gx = gy = None
        if need[0]:
            gx = where(y == 0, zeros_of(g), g * conj(y * pow(x, y - 1), _common(specs)))
        if need[1]:
            zero = (x == 0) & (y >= 0) if specs[1].dtype.category != 3 else x == 0
            gy = where(zero, zeros_of(g), g * conj(saved[OUT] * log(x), _common(specs)))
        return gx, gy


def _common(specs):
    """The Spec whose dtype is complex, if one is."""
    return next((s for s in specs if s.dtype.category == 3), specs[0])


class PowNumber(Pow):
    """x to the power of a number."""

    name = "Pow"

    node_name = "PowBackward0"
    saves = ((0,), ())

    def vjp(self, need, grads, saved, specs):
        g, x, n = grads[0], saved[0], saved[1]
        if n == 0:
            return zeros_of(g), None
        if n == 2:
            return g * conj(x * 2, specs[0]), None
        return g * conj(pow(x, n - 1) * n, _common(specs)), None


class PowOfNumber(Pow):
    """A number to the power y."""

    name = "Pow"

    node_name = "PowBackward2"
    saves = ((), (1, OUT))

    def vjp(self, need, grads, saved, specs):
        g, base, y = grads[0], saved[0], saved[1]
        result = g * conj(saved[OUT] * log(y.new_full((), base)), _common(specs))
        return None, where(y >= 0, zeros_of(g), result) if base == 0 else result


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


def pow(input, exponent, *, out=None):
    """input to the power ``exponent``, elementwise; one of the two may be a number. Shapes broadcast, dtypes promote.

    Raises RuntimeError for integers to a negative integer power, NotImplementedError for two bools.

    >>> pow(torch.tensor([1., 2., 3.]), 2)
    tensor([1., 4., 9.])
    """
    op = _record(input, exponent)
    return apply(op, input, exponent) if out is None else apply_out(op, out, input, exponent)


def float_power(input, exponent, *, out=None):
    """``pow`` in double precision: float64, or complex128 if one operand is complex.

    >>> float_power(torch.tensor([2, 3]), -1)
    tensor([0.5000, 0.3333], dtype=torch.float64)
    """
    dtype = _wide((input, exponent))
    if out is not None and out._dtype is not dtype:
        raise RuntimeError(
            f"the output given to float_power has dtype {out._dtype.cpp} but the operation's result requires dtype "
            f"{dtype.cpp}"
        )
    x, y = (v.to(dtype) if isinstance(v, Value) else v for v in (input, exponent))
    return pow(x, y, out=out)


def _wide(operands):
    """The dtype of ``float_power``."""
    is_complex = any(v._dtype.is_complex if isinstance(v, Value) else type(v) is complex for v in operands)
    return dtypes.complex128 if is_complex else dtypes.float64


def pow_(self, exponent):
    """``pow``, written into the tensor itself. Returns the tensor."""
    return apply_(_record(self, exponent), self, self, exponent)


def __pow__(self, other):
    if isinstance(other, np.generic):
        other = other.item()
    if isinstance(other, _OPERANDS):
        return apply(_record(self, other), self, other)
    return NotImplemented


def __rpow__(self, other):
    if isinstance(other, np.generic):
        other = other.item()
    if isinstance(other, _OPERANDS):
        return apply(_record(other, self), other, self)
    return NotImplemented


def float_power_(self, exponent):
    """``float_power``, written into the tensor itself, which must be of float64 (or complex128). Returns the tensor."""
    dtype = _wide((self, exponent))
    if self._dtype is not dtype:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {self._dtype.cpp} but the operation's result requires dtype "
            f"{dtype.cpp}"
        )
    return pow_(self, exponent.to(dtype) if isinstance(exponent, Value) else exponent)


class PowerMethods:
    """Methods of Tensor: powers."""

    __slots__ = ()
    pow, pow_, float_power, float_power_ = pow, pow_, float_power, float_power_
    __pow__, __rpow__, __ipow__ = __pow__, __rpow__, pow_
