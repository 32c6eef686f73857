"""make_tensor: random tensors for tests."""

from __future__ import annotations

from math import ceil, isnan
from typing import TYPE_CHECKING

from .._base.dtypes import bool_
from .._ops.elementwise.complex import view_as_real
from .._ops.random.rand_randint import randint
from .._ops.tensors.finfo_result_type import finfo, iinfo
from .._ops.tensors.zeros_full import empty

if TYPE_CHECKING:
    from typing import Any

    from .._face.types import Size, device, dtype, memory_format
    from .._tensor.tensor import Tensor


def make_tensor(
    *shape: int | Size | list[int] | tuple[int, ...],
    dtype: dtype,
    device: str | device,
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: memory_format | None = None,
) -> Tensor:
    """A tensor of numbers drawn evenly from ``low`` (included) to ``high`` (excluded), by default -9 to 9 (integers: -9
    to 9, both included, uint8: from 0; bool: both values).

    exclude_zero: replaces zeros by the smallest number; noncontiguous: every other element of a tensor twice as large.
    Raises ValueError for empty or impossible intervals, and for gradients of integers.

    >>> make_tensor(2, 3, dtype=torch.float32, device="cpu").shape
    torch.Size([2, 3])
    """
    sizes: Any = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
    sizes = tuple(sizes)
    if noncontiguous and memory_format is not None:
        raise ValueError(
            "The parameters `noncontiguous` and `memory_format` are mutually exclusive, but got "
            f"noncontiguous={noncontiguous} and memory_format={memory_format}"
        )
    if requires_grad and dtype.category < 2:
        raise ValueError(
            f"`requires_grad=True` is not supported for boolean and integral dtypes, but got dtype={dtype}"
        )
    spread = noncontiguous and 0 not in sizes and any(n > 1 for n in sizes)
    if spread:
        sizes = (*sizes[:-1], 2 * sizes[-1])
    first, end = _interval(dtype, low, high)
    if dtype.category < 2:
        x = randint(first, end, sizes, dtype=dtype, device=device)
    else:
        x = empty(sizes, dtype=dtype, device=device)
        _draw(view_as_real(x) if dtype.is_complex else x, first, end)
    if spread:
        x = x[..., 1::2]
    elif memory_format is not None:
        x = x.clone(memory_format=memory_format)
    if exclude_zero:
        x[x == 0] = finfo(dtype).tiny if dtype.category >= 2 else 1
    return x.requires_grad_() if requires_grad else x


def _draw(x, low, high):
    if high - low >= finfo(x.dtype).max:  # the width itself would overflow
        x.uniform_(low / 2, high / 2).mul_(2)
    elif low == high:
        x.fill_(low)
    else:
        x.uniform_(low, high)


def _interval(dtype, low, high):
    """The interval to draw from, within what the dtype holds."""
    if dtype is bool_:
        least, end, usual = 0, 2, (0, 2)
    elif dtype.category == 1:
        info = iinfo(dtype)
        least, end, usual = info.min, info.max + (info.bits < 64), (-9, 10)
    else:
        info = finfo(dtype)
        least, end, usual = info.min, info.max, (-9, 9)
    low, high = usual[0] if low is None else low, usual[1] if high is None else high
    if isnan(low) or isnan(high):
        raise ValueError(f"`low` and `high` cannot be NaN, but got low={low} and high={high}")
    if low > high or (low == high and dtype.category < 2):
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    if high < least or low >= end:
        raise ValueError(
            f"The value interval specified by `low` and `high` is [{low}, {high}), but {dtype} only supports "
            f"[{least}, {end})"
        )
    low, high = min(max(low, least), end), min(max(high, least), end)
    return (ceil(low), ceil(high)) if dtype.category < 2 else (low, high)
