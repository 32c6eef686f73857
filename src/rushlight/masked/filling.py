"""Elements left out: replaced by what changes nothing in the operation at hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .._base import dtypes
from .._ops.common.arguments import check_tensor
from .._ops.common.dims import normal_dim
from .._ops.elementwise.where import where
from .._ops.tensors.finfo_result_type import iinfo
from .._ops.tensors.zeros_full import full

if TYPE_CHECKING:
    from .._face.types import Ints, Tensor

__all__ = ["all_dims", "filled", "full_mask"]


def all_dims(dim: Ints | None, ndim: int) -> tuple[int, ...]:
    """The dimensions to reduce, counted from the front: all for None and (). Raises IndexError if one is out of range,
    RuntimeError if one comes twice."""
    if dim is None or dim == ():
        return tuple(range(ndim))
    dims = tuple(normal_dim(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))
    for d in dims:
        if dims.count(d) > 1:
            raise RuntimeError(f"dim={d} appears multiple times in the list of dims: {dim}")
    return tuple(sorted(dims))


def full_mask(function: str, input: Tensor, mask: Tensor) -> Tensor:
    """``mask`` as bools of the input's shape. Raises IndexError if it has more dimensions, RuntimeError if it doesn't
    broadcast."""
    check_tensor(mask, function, "mask", 2)
    if mask.ndim > input.ndim:
        raise IndexError(
            f"{function}: _input_mask expected broadcastable mask (got mask dimensionality higher than of the input): "
            f"mask {tuple(mask.shape)}, input {tuple(input.shape)}"
        )
    return mask.to(dtypes.bool_).broadcast_to(tuple(input.shape))


def _extreme(function, dtype, sign):
    """The smallest (``sign`` -1) or largest number of a dtype, which no maximum or minimum takes from others."""
    if dtype.category == 2:
        return sign * math.inf
    if dtype.category == 1 and (dtype.is_signed or dtype is dtypes.uint8):
        return iinfo(dtype).min if sign < 0 else iinfo(dtype).max
    if dtype.category == 3 and function == "logsumexp":
        return complex(-math.inf, 0)
    if dtype.category == 3:
        raise TypeError(f"{function}: complex numbers have no order; got {dtype}: take x.abs() or x.real")
    raise NotImplementedError(f"identity of {function} on {dtype} input: convert it to another dtype first")


_KINDS = {"amax": -1, "argmax": -1, "logaddexp": -1, "logsumexp": -1, "amin": 1, "argmin": 1}
_NUMBERS = {"sum": 0, "prod": 1, "norm": 0, "median": math.nan}


def filled(function: str, input: Tensor, mask: Tensor | None, number: Any = None) -> Tensor:
    """``input`` with a number that changes nothing in ``function`` (or ``number``) where ``mask`` is False."""
    check_tensor(input, function)
    if mask is None:
        return input
    mask = full_mask(function, input, mask)
    if number is None:
        number = _extreme(function, input._dtype, _KINDS[function]) if function in _KINDS else _NUMBERS[function]
    return where(mask, input, full((), number, dtype=input._dtype, device=input._device))
