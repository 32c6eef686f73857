"""Elements chosen by a mask: filled, taken out, put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import Op, Value, apply, apply_, apply_to, broadcast
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.out import separate

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


class MaskedFill(Op):
    """x with a number where the mask holds. Operands x, mask, and the number (``variant`` 0) or a 0-d tensor with it
    (1)."""

    __slots__ = ("variant",)
    takes_out = fills = True
    saves = ((1,), (), (1,))
    operands = ("self", "mask", "value")

    def infer(self, x, mask, value):
        if mask.dtype is not dtypes.bool_:
            raise RuntimeError(
                f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype}: compare, or use "
                ".bool()"
            )
        return x.like(broadcast(x.shape, mask.shape))

    @quiet
    def forward(self, xp, x, mask, value, out=None):
        if isinstance(value, complex) and x.dtype.kind != "c":
            value = value.real
        y = xp.where(mask, xp.asarray(value).astype(x.dtype), x, out)
        return xp.ascontiguousarray(y) if out is None else y

    def vjp(self, need, grads, saved, specs):
        g, mask = grads[0], saved[1]
        gx = apply(FILLS[0], g, mask, 0) if need[0] else None
        return gx, None, g.where(mask, 0).sum() if need[2] else None


class MaskedSelect(Op):
    """The elements of x where the mask holds, in one dimension. Operands x, mask."""

    exact_out = True
    raw = True
    dynamic = True
    saves = ((1,), ())

    def forward(self, xp, x, mask):
        if x.shape != mask.shape:
            x, mask = np.broadcast_arrays(x, mask)
        return x[mask]

    def vjp(self, need, grads, saved, specs):
        g, mask = grads[0], saved[1]
        zeros = g.new_zeros(broadcast(specs[0].shape, specs[1].shape))
        return apply(MaskedScatter.of(), zeros, mask, g), None


class MaskedScatter(Op):
    """x with the elements of a source, in order, where the mask holds. Operands x, mask, source."""

    raw = True
    saves = ((1,), (), (1,))

    def infer(self, x, mask, source):
        if mask.dtype is not dtypes.bool_:
            raise RuntimeError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.dtype}")
        if x.dtype is not source.dtype:
            raise RuntimeError(
                f"masked_scatter: expected self and source to have same dtypes but got {x.dtype.cpp} and "
                f"{source.dtype.cpp}"
            )
        return x.like(broadcast(x.shape, mask.shape))

    def forward(self, xp, x, mask, source):
        shape = np.broadcast_shapes(x.shape, mask.shape)
        y, mask = np.broadcast_to(x, shape).copy(), np.broadcast_to(mask, shape)
        n = int(np.count_nonzero(mask))
        if n > source.size:
            raise RuntimeError(
                f"Number of elements of source < number of ones in mask: {source.size} elements for {n} places"
            )
        y[mask] = source.reshape(-1)[:n]
        return y

    def vjp(self, need, grads, saved, specs):
        g, mask = grads[0], saved[1]
        gx = apply(FILLS[0], g, mask, 0) if need[0] else None
        if not need[2]:
            return gx, None, None
        taken = apply(MaskedSelect.of(), g, mask)
        whole = g.new_zeros(specs[2].numel)
        whole.narrow(0, 0, taken._array.size).copy_(taken)
        return gx, None, whole.reshape(specs[2].shape)


FILLS = MaskedFill.of(0), MaskedFill.of(1)


def number_or_0d(function, value, dtype):
    """Whether ``value`` is a tensor. Raises RuntimeError unless it is 0-d, or a number that ``dtype`` can hold."""
    if not isinstance(value, Value):
        if not isinstance(value, (bool, int, float, complex)) and not hasattr(value, "__index__"):
            raise TypeError(f"{function}(): argument 'value' must be Tensor or a number, not {type(value).__name__}")
        check_fits(value, dtype)
        return False
    if value._array.ndim:
        raise RuntimeError(
            f"{function}_ only supports a 0-dimensional value tensor, but got tensor with {value._array.ndim} "
            "dimension(s)."
        )
    if value._dtype.category > max(dtype.category, 2):
        raise RuntimeError(f"{function}: a {value._dtype} value can't become an element of a {dtype} tensor")
    return True


MASKED_SELECT = MaskedSelect.of()


@public()
def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """A copy of ``input`` with ``value`` where ``mask`` is True.

    mask: bool, broadcasts with input; value: a number or a 0-d tensor. Raises RuntimeError for other masks.

    >>> masked_fill(torch.tensor([1, 2, 3]), torch.tensor([True, False, True]), 0)
    tensor([0, 2, 0])
    """
    return apply(FILLS[number_or_0d("masked_fill", value, input._dtype)], input, mask, value)


@public("Tensor")
def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """``masked_fill`` in place. Returns the tensor."""
    return apply_(FILLS[number_or_0d("masked_fill", value, input._dtype)], input, input, mask, value)


@public()
def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements of ``input`` where ``mask`` is True, in a new 1-d tensor.

    mask: bool, broadcasts with input.

    >>> masked_select(torch.tensor([1, 2, 3]), torch.tensor([True, False, True]))
    tensor([1, 3])
    """
    if mask._dtype is not dtypes.bool_:
        raise RuntimeError(f"masked_select: expected BoolTensor for mask, not {mask._dtype}")
    broadcast(input._array.shape, mask._array.shape)
    return apply_to(separate(out, input, mask), MASKED_SELECT, input, mask)


@public()
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy of ``input`` with the elements of ``source``, in order, at the places where ``mask`` is True.

    Raises RuntimeError if the source is too short or of another dtype.

    >>> masked_scatter(torch.tensor([1, 2, 3]), torch.tensor([True, False, True]), torch.tensor([8, 9]))
    tensor([8, 2, 9])
    """
    return apply(MaskedScatter.of(), input, mask, source)


@public("Tensor")
def masked_scatter_(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """``masked_scatter`` in place. Returns the tensor."""
    return apply_(MaskedScatter.of(), input, input, mask, source)
