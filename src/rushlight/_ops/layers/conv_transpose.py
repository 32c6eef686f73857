"""Transposed convolutions over 1, 2 and 3 axes: what the gradient of a convolution does to its input, as a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import Spec, apply
from ..._face.autocast import LOWER
from ..._face.public import public
from .conv import CHANNEL_SUM, Conv, ConvWeight, _Conv, check, check_dims, many, options_of, padded_behind

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class ConvTranspose(_Conv):
    """The adjoint of Conv as a layer of its own; inputs x (N, C, *sizes), w (C, O / groups, *kernel), b (O,) or
    None."""

    __slots__ = ("output_padding",)
    name = "Convolution"
    saves = ((1,), (0,), ())
    operands = ("input", "weight", "bias")

    def infer(self, x, w, b):
        channels = w.shape[1] * self.groups
        check(x, w, b, self.groups, w.shape[0], channels, transposed=True)
        sizes = tuple(
            (n - 1) * s - 2 * p + d * (k - 1) + extra + 1
            for n, k, s, p, d, extra in zip(
                x.shape[2:], w.shape[2:], self.stride, self.padding, self.dilation, self.output_padding, strict=True
            )
        )
        if min(sizes) < 1:
            raise RuntimeError(
                f"Given input size per channel: {list(x.shape[2:])}. Calculated output size per channel: "
                f"{list(sizes)}. Output size is too small"
            )
        return x.like((x.shape[0], channels, *sizes))

    def forward(self, xp, x, w, b):
        spec = self.infer(*(None if a is None else Spec(a.shape, dtypes.float32) for a in (x, w, b)))
        y = xp.convolution_grad_input(x, w, spec.shape, *self.options)
        return y if b is None else xp.add(y, b.reshape(-1, *[1] * len(self.stride)))

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return (
            apply(self.adjoint(Conv), g, saved[1], None) if need[0] else None,
            apply(self.adjoint(ConvWeight, specs[1].shape), saved[0], g) if need[1] else None,
            apply(CHANNEL_SUM, g) if need[2] else None,
        )


def _transpose(function, n, input, weight, bias, stride, padding, output_padding, groups, dilation):
    check_dims(function, n, input, weight)
    options = options_of(function, n, stride, padding, dilation, groups)
    stride, _, dilation, _ = options
    extra = many(function, "output_padding", output_padding, n)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)) or min(extra) < 0:
        raise RuntimeError(
            f"output padding must be smaller than either stride or dilation, but got output_padding {extra}, stride "
            f"{stride}, dilation {dilation}"
        )
    x = input if input.ndim == n + 2 else input.unsqueeze(0)
    steps = [e // s for e, s in zip(extra, stride, strict=True)]
    if any(steps):  # whole strides of it are what a zero behind x adds
        x = padded_behind(x, steps)
    op = ConvTranspose.of(*options, tuple(e % s for e, s in zip(extra, stride, strict=True)))
    y = apply(op, x, weight, bias)
    return y if input.ndim == n + 2 else y.squeeze(0)


@public("functional torch", autocast=LOWER, python="")
def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Tensor:
    """The adjoint of `conv1d`. As `conv_transpose2d`, with input (N, C, L) or (C, L), weight (C, O / groups, K).

    >>> conv_transpose1d(torch.ones(1, 1, 2), torch.ones(1, 1, 2))
    tensor([[[1., 2., 1.]]])
    """
    return _transpose("conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups, dilation)


@public("functional torch", autocast=LOWER, python="")
def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Tensor:
    """The adjoint of `conv2d` (what its gradient does to the input), plus a bias.

    input (N, C, H, W) or (C, H, W), weight (C, O / groups, KH, KW), bias (O,) or None; result (N, O, OH, OW) with
    OH = (H - 1) stride - 2 padding + dilation (KH - 1) + output_padding + 1.
    Raises RuntimeError if shapes or dtypes don't fit.

    >>> conv_transpose2d(torch.ones(1, 3, 8, 8), torch.ones(3, 5, 2, 2), stride=2).shape
    torch.Size([1, 5, 16, 16])
    """
    return _transpose("conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups, dilation)


@public("functional torch", autocast=LOWER, python="")
def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Tensor:
    """The adjoint of `conv3d`. As `conv_transpose2d`, with input (N, C, D, H, W) or (C, D, H, W).

    >>> conv_transpose3d(torch.ones(1, 1, 2, 2, 2), torch.ones(1, 1, 2, 2, 2), stride=2).shape
    torch.Size([1, 1, 4, 4, 4])
    """
    return _transpose("conv_transpose3d", 3, input, weight, bias, stride, padding, output_padding, groups, dilation)
