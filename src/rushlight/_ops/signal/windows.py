"""Windows to weigh the samples of a signal with, as ``torch`` names them; those of ``torch.signal.windows`` are in
``signal``."""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._base.devices import as_device
from ..._core import Op, Spec, apply
from ..._face.public import public
from ..common.promotion import as_dtype
from ..tensors.arange_linspace import arange
from ..tensors.zeros_full import check_options, empty, ones, requiring

if TYPE_CHECKING:
    from ..._face.types import Device, Tensor, dtype, layout


class Kaiser(Op):
    """i0(beta sqrt(1 - t²)) / i0(beta) at ``size`` places t from -1 in steps of 2 / ``span``; operand beta."""

    __slots__ = ("size", "span", "dtype", "device")
    raw = True

    def infer(self, beta):
        return Spec((self.size,), self.dtype, self.device)

    @quiet
    def forward(self, xp, beta):
        t = np.arange(self.size, dtype=np.float64) * (2 / self.span) - 1
        y = np.i0(float(beta) * np.sqrt(np.maximum(1 - t * t, 0))) / np.i0(float(beta))
        return xp.cast(y, dtypes.float64, self.dtype)


def _whole(function, window_length, periodic):
    if isinstance(window_length, bool) or not hasattr(window_length, "__index__"):
        raise TypeError(
            f"{function}(): argument 'window_length' (position 1) must be int, not {type(window_length).__name__}"
        )
    if not isinstance(periodic, bool):
        raise TypeError(f"{function}(): argument 'periodic' (position 2) must be bool, not {type(periodic).__name__}")
    return index(window_length)


def _window(function, values, window_length, periodic, dtype, layout, device, pin_memory, requires_grad):
    """What all windows share. ``values(places, last, dtype, device)``: the window at the places 0, 1, ... of which
    ``last`` is the one where a symmetric window ends. A periodic one is a symmetric one, longer by one, without its
    end."""
    n = _whole(function, window_length, periodic)
    dtype = as_dtype(dtype, function) or dtypes.get_default_dtype()
    check_options(function, layout, pin_memory)
    if dtype.category < 2:
        raise RuntimeError(f"{function} expects floating point dtypes, got: {dtype}")
    if n < 0:
        raise RuntimeError(f"{function} requires non-negative window_length, got window_length={n}")
    if n < 2:
        made = empty if n == 0 else ones
        return made(n, dtype=dtype, device=device, requires_grad=requires_grad)
    if dtype.category == 3:
        raise NotImplementedError(
            f"\"{function}\" not implemented for '{dtype.cpp}': windows are real, write dtype=torch.float32"
        )
    result = values(n, n if periodic else n - 1, dtype, device)
    return requiring(result, requires_grad)


@public("torch", factory=True)
def bartlett_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """A triangle from 0 to 1 and back: 1 - |2 n / (N - 1) - 1|.

    window_length: the number of its elements; periodic: without the last element of a window longer by one, as Fourier
    transforms want it; dtype: a floating one. Shapes: result (window_length,).
    Raises RuntimeError for negative lengths and other dtypes.

    >>> torch.bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """

    def values(n, last, dtype, device):
        w = arange(n, dtype=dtype, device=device).mul_(2.0 / last)
        w[last // 2 + 1 :].neg_().add_(2.0)
        return w

    return _window("bartlett_window", values, window_length, periodic, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def blackman_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Blackman's window: 0.42 - 0.5 cos(2 pi n / (N - 1)) + 0.08 cos(4 pi n / (N - 1)). Arguments as for
    ``bartlett_window``.

    >>> torch.blackman_window(5, periodic=False, dtype=torch.float64)[2]
    tensor(1., dtype=torch.float64)
    """

    def values(n, last, dtype, device):
        w = arange(n, dtype=dtype, device=device).mul_(math.pi / last)
        return w.mul(4).cos_().mul_(0.08).sub_(w.mul(2).cos_().mul_(0.5)).add_(0.42)

    return _window("blackman_window", values, window_length, periodic, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Hamming's window: alpha - beta cos(2 pi n / (N - 1)). Other arguments as for ``bartlett_window``.

    >>> torch.hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """

    def values(n, last, dtype, device):
        return arange(n, dtype=dtype, device=device).mul_(2 * math.pi / last).cos_().mul_(-beta).add_(alpha)

    return _window("hamming_window", values, window_length, periodic, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def hann_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Hann's window: sin²(pi n / (N - 1)), a raised cosine. Arguments as for ``bartlett_window``.

    >>> torch.hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """

    def values(n, last, dtype, device):
        return arange(n, dtype=dtype, device=device).mul_(2 * math.pi / last).cos_().mul_(-0.5).add_(0.5)

    return _window("hann_window", values, window_length, periodic, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Kaiser's window: i0(beta sqrt(1 - (2 n / (N - 1) - 1)²)) / i0(beta), with i0 the modified Bessel function of
    order 0. The larger beta, the narrower. Other arguments as for ``bartlett_window``.

    >>> torch.kaiser_window(4, beta=2.0)
    tensor([0.4387, 0.8348, 1.0000, 0.8348])
    """

    def values(n, last, dtype, device):
        return apply(Kaiser.of(n, last, dtype, as_device(device)), beta)

    return _window("kaiser_window", values, window_length, periodic, dtype, layout, device, pin_memory, requires_grad)
