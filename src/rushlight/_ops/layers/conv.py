"""Convolutions over 1, 2 and 3 axes and their gradients.

Three bilinear ops are each other's derivatives, so gradients of any order need no further rule:
``Conv`` (x, w -> y), ``ConvInput`` (y, w -> x), ``ConvWeight`` (y, x -> w).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.errors import one_dtype
from ..._core import Op, apply
from ..._face.autocast import LOWER
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.sizes import ints
from .pad import Pad

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class _Conv(Op):
    """What the ops share: ``stride``, ``padding``, ``dilation``: a tuple with a number per axis; ``groups``."""

    __slots__ = ("stride", "padding", "dilation", "groups")
    name = "ConvolutionBackward"
    follows = (0, 1)

    def compute_dtype(self, *specs):
        return specs[0].dtype

    @property
    def options(self):
        """What the array functions take behind the arrays."""
        return self.stride, self.padding, self.dilation, self.groups

    def adjoint(self, cls, *params):
        """The related op with the same options."""
        return cls.of(*self.options, *params)


class Conv(_Conv):
    """Cross-correlation; inputs x (N, C, *sizes), w (O, C / groups, *kernel), b (O,) or None."""

    name = "Convolution"
    takes_out = True
    saves = ((1,), (0,), ())
    operands = ("input", "weight", "bias")

    def infer(self, x, w, b):
        check(x, w, b, self.groups, w.shape[1] * self.groups, w.shape[0])
        return x.like(output_shape(x.shape, w.shape, self.stride, self.padding, self.dilation))

    def kernel(self, x, w, b):
        return bound("conv2d", self.options, out=True) if len(self.stride) == 2 and of_floats(x) else None

    def forward(self, xp, x, w, b, out=None):
        return xp.convolution(x, w, b, *self.options, out)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return (
            apply(self.adjoint(ConvInput, specs[0].shape), g, saved[1]) if need[0] else None,
            apply(self.adjoint(ConvWeight, specs[1].shape), g, saved[0]) if need[1] else None,
            apply(CHANNEL_SUM, g) if need[2] else None,
        )


class ConvInput(_Conv):
    """The gradient of Conv for x, of shape ``shape``; inputs g (as Conv's result), w."""

    name = "ConvolutionBackward"

    __slots__ = ("shape",)
    saves = ((1,), (0,))

    def infer(self, g, w):
        return g.like(self.shape)

    def kernel(self, g, w):
        if len(self.stride) == 2 and of_floats(g):
            return bound("conv2d_grad_input", (self.shape, *self.options))
        return None

    def forward(self, xp, g, w):
        return xp.convolution_grad_input(g, w, self.shape, *self.options)

    def vjp(self, need, grads, saved, specs):
        gg = grads[0]
        return (
            apply(self.adjoint(Conv), gg, saved[1], None) if need[0] else None,
            apply(self.adjoint(ConvWeight, specs[1].shape), saved[0], gg) if need[1] else None,
        )


class ConvWeight(_Conv):
    """The gradient of Conv for w, of shape ``shape``; inputs g (as Conv's result), x."""

    name = "ConvolutionBackward"

    __slots__ = ("shape",)
    saves = ((1,), (0,))

    def infer(self, g, x):
        return g.like(self.shape)

    def kernel(self, g, x):
        if len(self.stride) == 2 and of_floats(g):
            return bound("conv2d_grad_weight", (self.shape, *self.options))
        return None

    def forward(self, xp, g, x):
        return xp.convolution_grad_weight(g, x, self.shape, *self.options)

    def vjp(self, need, grads, saved, specs):
        gg = grads[0]
        return (
            apply(self.adjoint(Conv), saved[1], gg, None) if need[0] else None,
            apply(self.adjoint(ConvInput, specs[1].shape), saved[0], gg) if need[1] else None,
        )


class ChannelSum(Op):
    """(N, C, *sizes) summed over all but C: the gradient of a bias per channel."""

    name = "Sum"
    saves = ((),)

    def infer(self, g):
        return g.like(g.shape[1:2])

    def kernel(self, g):
        return bound("conv2d_grad_bias", ()) if len(g.shape) == 4 and of_floats(g) else None

    def forward(self, xp, g):
        return xp.conv2d_grad_bias(g) if g.ndim == 4 else xp.sum(g, (0, *range(2, g.ndim)))

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        return (grads[0].reshape(1, -1, *[1] * (len(shape) - 2)).expand(shape),)


CHANNEL_SUM = ChannelSum.of()


def output_shape(x, w, stride, padding, dilation):
    """The shape of a convolution's result. Raises RuntimeError if the kernel is larger than the padded x."""
    sizes = []
    for n, k, s, p, d in zip(x[2:], w[2:], stride, padding, dilation, strict=True):
        if n + 2 * p < d * (k - 1) + 1:
            padded = " x ".join(str(n + 2 * p) for n, p in zip(x[2:], padding, strict=True))
            kernel = " x ".join(str(d * (k - 1) + 1) for k, d in zip(w[2:], dilation, strict=True))
            raise RuntimeError(
                f"Calculated padded input size per channel: ({padded}). Kernel size: ({kernel}). Kernel size can't be "
                "greater than actual input size; pad more, pool less, or use a smaller kernel"
            )
        sizes.append((n + 2 * p - d * (k - 1) - 1) // s + 1)
    return (x[0], w[0], *sizes)


def check(x, w, b, groups, channels, results, transposed=False):
    """Raise the errors for operands that don't fit: ``channels`` is what w expects of x, ``results`` what b has one
    for."""
    for other, what in ((w, "weight"), (b, "bias")):
        if other is not None and other.dtype is not x.dtype:
            raise RuntimeError(
                f"Input type ({_type(x)}) and {what} type ({_type(other)}) should be the same; "
                f"{one_dtype(x.dtype.cpp, other.dtype.cpp)}"
            )
    if x.dtype.category == 0:
        raise RuntimeError("convolution is not defined for bool tensors; convert with .to(torch.float32) first")
    if w.shape[0] < groups or w.shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, and divisible by "
            f"{groups}, but got weight of size {list(w.shape)} instead"
        )
    if x.shape[1] != channels:
        wants = f"expected input{list(x.shape)} to have {channels} channels, but got {x.shape[1]} channels instead"
        how = "transposed=1" if transposed else f"groups={groups}"
        raise RuntimeError(f"Given {how}, weight of size {list(w.shape)}, {wants}")
    if b is not None and b.shape != (results,):
        raise RuntimeError(
            f"Given weight of size {list(w.shape)}, expected bias to be 1-dimensional with {results} elements, but got "
            f"bias of size {list(b.shape)} instead"
        )


def _type(spec):
    return f"torch.{spec.dtype.cpp}Tensor"


# Functions ----------------------------------------------------------------------------------------------------------


def many(function, what, value, n):
    """An int or a sequence of 1 or n ints as a tuple of n."""
    if type(value) is tuple and len(value) == n and all(type(v) is int for v in value):
        return value
    value = ints(function, (value,), what) if not isinstance(value, (tuple, list)) else ints(function, value, what)
    if len(value) == 1:
        return value * n
    if len(value) != n:
        raise RuntimeError(
            f"expected {what} to be a single integer value or a list of {n} values to match the convolution "
            f"dimensions, but got {what}={list(value)}"
        )
    return value


def options_of(function, n, stride, padding, dilation, groups):
    stride, padding = many(function, "stride", stride, n), many(function, "padding", padding, n)
    dilation = many(function, "dilation", dilation, n)
    if min(padding) < 0:
        raise RuntimeError(f"negative padding is not supported, got padding={padding}")
    if min(stride) < 1:
        raise RuntimeError(f"non-positive stride is not supported, got stride={stride}")
    if min(dilation) < 1:
        raise RuntimeError(f"dilation should be greater than zero, got dilation={dilation}")
    if groups < 1:
        raise RuntimeError(f"non-positive groups is not supported, got groups={groups}")
    return stride, padding, dilation, groups


def check_dims(function, n, input, weight):
    if weight.ndim != n + 2:
        raise RuntimeError(
            f"weight should have {n + 2} dimensions (out_channels, in_channels / groups, *kernel), got "
            f"{list(weight.shape)}"
        )
    if input.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {function}, but got input of size: "
            f"{list(input.shape)}"
        )


_known: dict = {}  # ops by the options as they were written: most calls repeat


def _convolve(function, n, input, weight, bias, stride, padding, dilation, groups):
    if type(padding) is str:
        check_dims(function, n, input, weight)
        return _named_padding(function, n, input, weight, bias, stride, padding, dilation, groups)
    try:
        op = _known.get((n, stride, padding, dilation, groups))
    except TypeError:  # lists
        op = None
    if op is None:
        op = Conv.of(*options_of(function, n, stride, padding, dilation, groups))
        if all(type(v) in (int, tuple) for v in (stride, padding, dilation, groups)) and len(_known) < 1024:
            _known[n, stride, padding, dilation, groups] = op
    check_dims(function, n, input, weight)
    if input.ndim == n + 2:
        return apply(op, input, weight, bias)
    return apply(op, input.unsqueeze(0), weight, bias).squeeze(0)


def _named_padding(function, n, input, weight, bias, stride, padding, dilation, groups):
    """'valid': none; 'same': so that the result has the input's size; the odd one out goes behind."""
    if padding == "valid":
        return _convolve(function, n, input, weight, bias, stride, 0, dilation, groups)
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: '{padding}'; write 'same', 'valid' or numbers")
    if max(many(function, "stride", stride, n)) > 1:
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    dilation = many(function, "dilation", dilation, n)
    total = [d * (k - 1) for d, k in zip(dilation, weight.shape[2:], strict=True)]
    odd = [t % 2 for t in total]
    if any(odd):
        input = padded_behind(input, odd)
    return _convolve(function, n, input, weight, bias, stride, tuple(t // 2 for t in total), dilation, groups)


def padded_behind(x, by):
    """x with zeros behind the last elements of the last dimensions, ``by`` of them per dimension."""
    return apply(Pad.of(((0, 0),) * (x.ndim - len(by)) + tuple((0, n) for n in by)), x, 0)


@public("functional torch", autocast=LOWER, python="")
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: str | Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation along the last dimension. As `conv2d`, with input (N, C, L) or (C, L), weight (O, C / groups,
    K).

    >>> conv1d(torch.ones(1, 1, 4), torch.ones(1, 1, 2))
    tensor([[[2., 2., 2.]]])
    """
    return _convolve("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


@public("functional torch", autocast=LOWER, python="")
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: str | Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation of images with kernels, plus a bias per output channel.

    input (N, C, H, W) or (C, H, W), weight (O, C / groups, KH, KW), bias (O,) or None; result (N, O, OH, OW) with
    OH = (H + 2 padding - dilation (KH - 1) - 1) // stride + 1. ``stride``, ``padding``, ``dilation``: ints or pairs;
    ``padding`` may also be 'valid' (none) or 'same' (the result has the input's size; stride 1 only).
    Raises RuntimeError if shapes or dtypes don't fit. Dumoulin and Visin, arXiv:1603.07285.

    >>> conv2d(torch.ones(1, 3, 32, 32), torch.ones(6, 3, 5, 5)).shape
    torch.Size([1, 6, 28, 28])
    """
    return _convolve("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


@public("functional torch", autocast=LOWER, python="")
def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: str | Ints = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation of volumes with kernels. As `conv2d`, with input (N, C, D, H, W) or (C, D, H, W).

    >>> conv3d(torch.ones(1, 1, 4, 4, 4), torch.ones(2, 1, 3, 3, 3)).shape
    torch.Size([1, 2, 2, 2, 2])
    """
    return _convolve("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)


@public("functional torch", autocast=LOWER, python="")
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: int = 0) -> Tensor:
    """Convolution over the first dimension of input (T, N, Cin), with weight (k, Cin, Cout) and bias (Cout,).

    Result (T + 2 pad - k + 1, N, Cout). Raises RuntimeError for other numbers of dimensions.

    >>> torch.conv_tbc(torch.ones(3, 1, 1), torch.ones(2, 1, 1), torch.zeros(1)).flatten()
    tensor([2., 2.])
    """
    for what, x, n in (("Input", input, 3), ("Weight", weight, 3), ("Bias", bias, 1)):
        if x.ndim != n:
            raise RuntimeError(f"{what} must have {n} dims, not {x.ndim}")
    return conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad).permute(2, 0, 1)
