"""The frequencies that belong to the elements of a transform, and the order of those elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base import dtypes
from .._face.public import public
from .._ops.common.out import stored
from .._ops.common.promotion import as_dtype
from .._ops.shapes.flip_roll_repeat import roll
from .._ops.tensors.arange_linspace import arange

if TYPE_CHECKING:
    from .._face.types import Device, Ints, Tensor, dtype, layout


def _range(function, n, size, options):
    """0, 1, ... size - 1, in a dtype that can be divided."""
    dtype = as_dtype(options["dtype"], function) or dtypes.get_default_dtype()
    if dtype.category < 2:
        raise RuntimeError(f"{function} requires a floating point or complex dtype, got {dtype}")
    if n < 0:
        raise RuntimeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    return arange(size, **{**options, "dtype": dtype})


def _finished(function, result, out, requires_grad):
    result = result if out is None else stored(function, out, result)
    return result.requires_grad_() if requires_grad else result


@public("fft")
def fftfreq(
    n: int,
    d: float = 1.0,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """The frequencies of ``fft``'s elements, of a signal of size ``n`` with a sample every ``d``: 0, 1, ... then the
    negative ones from -(n // 2) to -1, divided by n d.

    Raises RuntimeError for integer dtypes.

    >>> torch.fft.fftfreq(5)
    tensor([ 0.0000,  0.2000,  0.4000, -0.4000, -0.2000])
    """
    options = {"dtype": dtype, "layout": layout, "device": device, "pin_memory": pin_memory}
    result = _range("fftfreq", n, n, options)
    first = (n + 1) // 2
    if n:
        result[first:] -= n
    return _finished("fft_fftfreq", result * (1.0 / (n * d)) if n else result, out, requires_grad)


@public("fft")
def rfftfreq(
    n: int,
    d: float = 1.0,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """The frequencies of ``rfft``'s elements, of a signal of size ``n`` with a sample every ``d``: 0, 1, ... n // 2,
    divided by n d.

    Raises RuntimeError for integer dtypes.

    >>> torch.fft.rfftfreq(5)
    tensor([0.0000, 0.2000, 0.4000])
    """
    options = {"dtype": dtype, "layout": layout, "device": device, "pin_memory": pin_memory}
    result = _range("rfftfreq", n, n // 2 + 1, options)
    step = 1.0 / (n * d) if n * d else float("inf")
    return _finished("fft_rfftfreq", result * step, out, requires_grad)


def _rolled(input, dim, shift):
    if dim is None:
        dim = tuple(range(input.ndim))
    dim = dim if isinstance(dim, (tuple, list)) else (dim,)
    for d in dim:
        if not -max(input.ndim, 1) <= d < max(input.ndim, 1):
            n = max(input.ndim, 1)
            raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {d})")
    if not dim or not input.ndim:
        return input.clone()
    return roll(input, tuple(shift(input.shape[d]) for d in dim), tuple(dim))


@public("fft")
def fftshift(input: Tensor, dim: Ints | None = None) -> Tensor:
    """Move the element of frequency 0 to the middle, along ``dim`` (all dimensions unless given). Shapes: (*) to (*).

    >>> torch.fft.fftshift(torch.fft.fftfreq(4))
    tensor([-0.5000, -0.2500,  0.0000,  0.2500])
    """
    return _rolled(input, dim, lambda n: n // 2)


@public("fft")
def ifftshift(input: Tensor, dim: Ints | None = None) -> Tensor:
    """The inverse of ``fftshift``. Shapes: (*) to (*).

    >>> torch.fft.ifftshift(torch.tensor([-0.5, -0.25, 0.0, 0.25]))
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    return _rolled(input, dim, lambda n: (n + 1) // 2)
