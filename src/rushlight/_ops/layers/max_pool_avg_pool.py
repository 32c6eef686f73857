"""Max and average pooling."""

from __future__ import annotations

from ..._arrays.cpu import pool2d_geometry
from ..._base import dtypes
from ..._core import OUT, Op, Spec, Value, apply
from ..common.arguments import check_tensor
from ..common.kernels import bound, of_floats
from ..common.out import stored
from ..common.pointwise import refuse

__all__ = ["avg_pool1d", "avg_pool2d", "max_pool1d", "max_pool1d_with_indices", "max_pool2d", "max_pool2d_with_indices"]


# Maxima -------------------------------------------------------------------------------------------------------------


class MaxPool2d(Op):
    """Maxima over windows, and where they were: one byte per window, kept for the gradient. Input (..., C, H, W)."""

    __slots__ = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool2DWithIndices"
    follows = (0,)
    saves = ((OUT - 1,),)
    kind = 1  # what the kernel writes for a place: a code

    def infer(self, x):
        refuse((x,), "max_pool2d", (0, 3))
        shape, k, *_ = pool2d_geometry("max_pool2d", x.shape, *self._key())
        codes = self.kind == 1 and k[0] * k[1] <= 256
        return Spec(shape, x.dtype, x.device), Spec(shape, dtypes.uint8 if codes else dtypes.int64, x.device)

    def kernel(self, x):
        if not of_floats(x) or (self.kind == 1 and self.kernel_size[0] * self.kernel_size[1] > 256):
            return None
        return bound("max_pool2d", (*self._key(), self.kind))

    def forward(self, xp, x):
        return xp.max_pool2d(x, *self._key())

    def vjp(self, need, grads, saved, specs):
        return (apply(MaxPoolGrad.of(specs[0].shape, *self._key()), grads[0], saved[OUT - 1]),)


class MaxPool2dWithIndices(MaxPool2d):
    """The same with the places as PyTorch's indices ``iy * W + ix`` in sight."""

    name = "MaxPool2DWithIndices"

    visible = 2
    kind = 2

    def forward(self, xp, x):
        return xp.max_pool2d_with_indices(x, *self._key())


class MaxPoolGrad(Op):
    """g brought to the places of the maxima in zeros of ``shape``; inputs g, places."""

    __slots__ = ("shape", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool2DWithIndicesBackward"
    casts = (0,)
    saves = ((1,), ())

    def infer(self, g, places):
        return g.like(self.shape)

    def kernel(self, g, places):
        return bound("max_pool2d_backward", self._key()) if of_floats(g) else None

    def forward(self, xp, g, places):
        return xp.max_pool2d_backward(g, places, *self._key())

    def vjp(self, need, grads, saved, specs):
        return apply(MaxPoolTake.of(*self._key()), grads[0], saved[1]), None


class MaxPoolTake(Op):
    """What stands at the places of the maxima; inputs x of ``shape``, places. The adjoint of MaxPoolGrad."""

    __slots__ = ("shape", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool2DWithIndices"
    casts = (0,)
    saves = ((1,), ())

    def infer(self, x, places):
        return x.like(places.shape)

    def kernel(self, x, places):
        return bound("max_pool2d_take", self._key()[1:]) if of_floats(x) else None

    def forward(self, xp, x, places):
        return xp.max_pool2d_take(x, places, *self._key()[1:])

    def vjp(self, need, grads, saved, specs):
        return apply(MaxPoolGrad.of(*self._key()), grads[0], saved[1]), None


# Means --------------------------------------------------------------------------------------------------------------


class AvgPool2d(Op):
    """Means over windows; input (..., C, H, W)."""

    __slots__ = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    name = "AvgPool2D"
    follows = (0,)
    saves = ((),)

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
        return (apply(AvgPoolGrad.of(specs[0].shape, *self._key()), grads[0]),)


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


def _pair(function, what, value):
    if type(value) is int:
        return value, value
    if isinstance(value, (tuple, list)) and len(value) in (1, 2) and all(isinstance(v, int) for v in value):
        return int(value[0]), int(value[-1])
    if hasattr(value, "__index__"):
        return (value.__index__(),) * 2
    raise TypeError(f"{function}(): argument '{what}' must be an int or a tuple of two ints, not {value!r}")


def _window(function, input, kernel_size, stride, padding):
    if not isinstance(input, Value):
        raise TypeError(f"{function}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    k = _pair(function, "kernel_size", kernel_size)
    s = k if stride is None or stride == [] or stride == () else _pair(function, "stride", stride)
    return k, s, _pair(function, "padding", padding)


_known: dict = {}  # ops by the options as they were written: most calls repeat


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window; with ``return_indices`` also where it was, ``row * W + column`` in its plane.

    input (N, C, H, W) or (C, H, W); result (..., OH, OW) with
    OH = (H + 2 padding - dilation (kernel - 1) - 1) // stride + 1, rounded up with ``ceil_mode``. ``stride``: by
    default the kernel's size; all sizes: ints or pairs. A nan in a window wins, else the first maximum.
    Raises RuntimeError for windows that don't fit.

    >>> max_pool2d(torch.arange(16.).view(1, 4, 4), 2)
    tensor([[[ 5.,  7.],
             [13., 15.]]])
    """
    try:
        op = _known.get((kernel_size, stride, padding, dilation, ceil_mode, return_indices))
    except TypeError:  # lists
        op = None
    if op is None or not isinstance(input, Value):
        k, s, p = _window("max_pool2d", input, kernel_size, stride, padding)
        cls = MaxPool2dWithIndices if return_indices else MaxPool2d
        op = cls.of(k, s, p, _pair("max_pool2d", "dilation", dilation), bool(ceil_mode))
        given = (kernel_size, stride, padding, dilation)
        if all(v is None or type(v) in (int, tuple) for v in given) and len(_known) < 1024:
            _known[(*given, ceil_mode, return_indices)] = op
    return apply(op, input)


def max_pool2d_with_indices(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True
):
    """`max_pool2d` with ``return_indices``.

    >>> max_pool2d_with_indices(torch.arange(16.).view(1, 4, 4), 2)[1]
    tensor([[[ 5,  7],
             [13, 15]]])
    """
    return max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window along the last dimension: `max_pool2d` with input (N, C, L) or (C, L).

    >>> max_pool1d(torch.arange(6.).view(1, 6), 2)
    tensor([[1., 3., 5.]])
    """
    check_tensor(input, "max_pool1d")
    _check_1d("max_pool1d", input, (2, 3))
    k, s, p, d = _row("max_pool1d", kernel_size, stride, padding, dilation)
    y = max_pool2d(input.unsqueeze(-2), k, s, p, d, ceil_mode, return_indices)
    return (y[0].squeeze(-2), y[1].squeeze(-2)) if return_indices else y.squeeze(-2)


def max_pool1d_with_indices(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True
):
    """`max_pool1d` with ``return_indices``.

    >>> max_pool1d_with_indices(torch.arange(6.).view(1, 6), 2)[1]
    tensor([[1, 3, 5]])
    """
    check_tensor(input, "max_pool1d_with_indices")
    return max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
    *,
    out=None,
):
    """The mean of each window, or its sum over ``divisor_override``.

    input (N, C, H, W) or (C, H, W); result (..., OH, OW) as `max_pool2d`'s. Padding counts as zeros, unless
    ``count_include_pad`` is False.
    Raises RuntimeError for windows that don't fit and a divisor of 0.

    >>> avg_pool2d(torch.arange(16.).view(1, 4, 4), 2)
    tensor([[[ 2.5000,  4.5000],
             [10.5000, 12.5000]]])
    """
    k, s, p = _window("avg_pool2d", input, kernel_size, stride, padding)
    result = apply(AvgPool2d.of(k, s, p, bool(ceil_mode), bool(count_include_pad), divisor_override), input)
    return result if out is None else stored("avg_pool2d", out, result, exact=True)


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """The mean of each window along the last dimension: `avg_pool2d` with input (N, C, L) or (C, L).

    >>> avg_pool1d(torch.arange(6.).view(1, 6), 2)
    tensor([[0.5000, 2.5000, 4.5000]])
    """
    check_tensor(input, "avg_pool1d")
    _check_1d("avg_pool1d", input, (2, 3))
    k, s, p, _ = _row("avg_pool1d", kernel_size, stride, padding, 1)
    return avg_pool2d(input.unsqueeze(-2), k, s, p, ceil_mode, count_include_pad).squeeze(-2)


def _check_1d(function, input, dims):
    if input.ndim not in dims:
        raise RuntimeError(f"{function}() Expected 2D or 3D input tensor, but got input of size {list(input.shape)}")


def _row(function, kernel_size, stride, padding, dilation):
    """The options of a pooling over one axis as those over a picture with one row."""

    def one(what, value):
        pair = _pair(function, what, value)
        if isinstance(value, (tuple, list)) and len(value) == 2:
            raise RuntimeError(f"{function}() argument '{what}' should contain one int, got {tuple(value)}")
        return pair[0]

    k = one("kernel_size", kernel_size)
    s = k if stride is None or stride == [] or stride == () else one("stride", stride)
    return (1, k), (1, s), (0, one("padding", padding)), (1, one("dilation", dilation))
