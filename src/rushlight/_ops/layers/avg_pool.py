"""Means over windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.cpu import pool2d_geometry
from ..._core import Op, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.out import stored
from ..common.pointwise import refuse, tied
from .pool_sizes import pair, row, sizes_of, stride_of, window_counts
from .resample import Means

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class AvgPool2d(Op):
    """Means over windows; input (..., C, H, W)."""

    __slots__ = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    name = "AvgPool2D"
    follows = (0,)
    saves = ((0,),)

    def infer(self, x):
        refuse((x,), "avg_pool2d", (0, 3))
        if self.divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        shape, *_ = pool2d_geometry("avg_pool2d", x.shape, *self._key()[:3], 1, self.ceil_mode)
        return x.like(shape)

    def kernel(self, x):
        return bound("avg_pool2d", self._key()) if of_floats(x) else None

    def forward(self, xp, x):
        return xp.avg_pool2d(x, *self._key())

    def vjp(self, need, grads, saved, specs):
        return (tied(self.name, apply(AvgPoolGrad.of(specs[0].shape, *self._key()), grads[0]), saved[0]),)


class AvgPoolGrad(Op):
    """g spread evenly over its windows, added up in ``shape``."""

    __slots__ = ("shape", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    name = "AvgPool2DBackward"
    saves = ((),)

    def infer(self, g):
        return g.like(self.shape)

    def kernel(self, g):
        return bound("avg_pool2d_backward", self._key()) if of_floats(g) else None

    def forward(self, xp, g):
        return xp.avg_pool2d_backward(g, *self._key())

    def vjp(self, need, grads, saved, specs):
        return (apply(AvgPool2d.of(*self._key()[1:]), grads[0]),)


# Functions ----------------------------------------------------------------------------------------------------------


@public("functional torch", python="")
def avg_pool1d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window along the last dimension: `avg_pool2d` with input (N, C, L) or (C, L).

    >>> avg_pool1d(torch.arange(6.).view(1, 6), 2)
    tensor([[0.5000, 2.5000, 4.5000]])
    """
    k, s, p, _ = row("avg_pool1d", input, kernel_size, stride, padding)
    return avg_pool2d(input.unsqueeze(-2), k, s, p, ceil_mode, count_include_pad).squeeze(-2)


@public("functional", python="")
def avg_pool2d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of each window, or its sum over ``divisor_override``.

    input (N, C, H, W) or (C, H, W); result (..., OH, OW) as `max_pool2d`'s. Padding counts as zeros, unless
    ``count_include_pad`` is False.
    Raises RuntimeError for windows that don't fit and a divisor of 0.

    >>> avg_pool2d(torch.arange(16.).view(1, 4, 4), 2)
    tensor([[[ 2.5000,  4.5000],
             [10.5000, 12.5000]]])
    """
    k, p = pair("avg_pool2d", "kernel_size", kernel_size), pair("avg_pool2d", "padding", padding)
    s = pair("avg_pool2d", "stride", stride_of(stride, kernel_size))
    result = apply(AvgPool2d.of(k, s, p, bool(ceil_mode), bool(count_include_pad), divisor_override), input)
    return result if out is None else stored("avg_pool2d", out, result, exact=True)


@public("functional", autocast=WIDE, python="")
def avg_pool3d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of each window of a volume, or its sum over ``divisor_override``.

    input (N, C, D, H, W) or (C, D, H, W); options: ints or triples, as `avg_pool2d`'s.
    Raises RuntimeError for windows that don't fit and a divisor of 0.

    >>> torch.nn.functional.avg_pool3d(torch.arange(8.0).view(1, 2, 2, 2), 2)
    tensor([[[[3.5000]]]])
    """
    k = sizes_of("avg_pool3d", "kernel_size", kernel_size, 3)
    s = sizes_of("avg_pool3d", "stride", stride_of(stride, kernel_size), 3)
    p = sizes_of("avg_pool3d", "padding", padding, 3)
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    if input.ndim not in (4, 5) or 0 in input.shape[-4:]:
        raise RuntimeError(
            "avg_pool3d(): Expected 4D or 5D input tensor with non-zero sizes, but got input of size "
            f"{list(input.shape)}"
        )
    before = tuple(input.shape[-3:])
    size = window_counts("avg_pool3d", before, k, s, p, (1, 1, 1), bool(ceil_mode))
    counted = "one" if divisor_override is not None else "all" if count_include_pad else "inside"
    options = tuple((*window, counted) for window in zip(k, s, p, strict=True))
    y = apply(Means.of("mean", before, size, options), input)
    if divisor_override is not None:
        y = y / divisor_override if y.dtype.category == 2 else y.div(divisor_override, rounding_mode="trunc")
    return y if out is None else stored("avg_pool3d", out, y, exact=True)
