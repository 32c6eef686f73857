"""Convolutions whose taps are moved by offsets. Dai et al., Deformable Convolutional Networks, 2017."""

from __future__ import annotations

from math import sqrt

from ... import Tensor, arange, empty, nn
from ...nn.parameter import Parameter
from ._regions import pair

__all__ = ["DeformConv2d", "deform_conv2d"]


def _at(x, y, c):
    """Pixels of x (N, G, C, H, W), taken between them, at rows y and columns c (N, G, T, oh, ow); 0 outside:
    (N, G, C, T, oh, ow)."""
    n, g, channels, h, w = x.shape
    flat = x.reshape(n, g, channels, h * w)
    top, left = y.detach().floor(), c.detach().floor()
    result = 0
    for down in (0, 1):
        for across in (0, 1):
            row, column = top + down, left + across
            weight = (1 - (y - row).abs()) * (1 - (c - column).abs())
            there = (row >= 0) & (row < h) & (column >= 0) & (column < w)
            place = row.clamp(0, h - 1).long() * w + column.clamp(0, w - 1).long()
            index = place.reshape(n, g, 1, -1).expand(n, g, channels, -1)
            pixels = flat.gather(3, index).reshape(n, g, channels, *place.shape[2:])
            result = result + pixels * (weight * there).unsqueeze(2)
    return result


def deform_conv2d(
    input: Tensor,
    offset: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, int] = (1, 1),
    padding: int | tuple[int, int] = (0, 0),
    dilation: int | tuple[int, int] = (1, 1),
    mask: Tensor | None = None,
) -> Tensor:
    """A convolution that reads its taps at places moved by ``offset``, each weighted by ``mask``.

    Shapes: input (N, C, H, W); weight (O, C / groups, kh, kw); offset (N, 2 * offset groups * kh * kw, oh, ow): of each
    tap down, then across; mask (N, offset groups * kh * kw, oh, ow); bias (O,); result (N, O, oh, ow). Raises
    RuntimeError for shapes that don't fit.

    >>> deform_conv2d(torch.ones(1, 1, 3, 3), torch.zeros(1, 8, 2, 2), torch.ones(1, 1, 2, 2))
    tensor([[[[4., 4.],
              [4., 4.]]]])
    """
    (kh, kw), (n, channels, h, w) = weight.shape[2:], input.shape
    (sh, sw), (ph, pw), (dh, dw) = pair(stride), pair(padding), pair(dilation)
    taps = kh * kw
    groups, offset_groups = channels // weight.shape[1], offset.shape[1] // (2 * taps)
    if offset_groups == 0 or offset.shape[1] % (2 * taps) or channels % offset_groups:
        raise RuntimeError(
            "the shape of the offset tensor at dimension 1 is not valid. It should be a multiple of 2 * weight.size[2] "
            f"* weight.size[3].\nGot offset.shape[1]={offset.shape[1]}, while 2 * weight.size[2] * weight.size[3]="
            f"{2 * taps}"
        )
    oh, ow = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1, (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    if tuple(offset.shape) != (n, 2 * offset_groups * taps, oh, ow):
        raise RuntimeError(f"offset output dims: expected {(oh, ow)} for {n} pictures, got shape {list(offset.shape)}")
    if mask is not None and tuple(mask.shape) != (n, offset_groups * taps, oh, ow):
        raise RuntimeError(f"mask: expected shape {[n, offset_groups * taps, oh, ow]}, got {list(mask.shape)}")
    moves = offset.reshape(n, offset_groups, taps, 2, oh, ow)
    down = (arange(kh) * dh).repeat_interleave(kw)[:, None, None] + (arange(oh) * sh - ph)[:, None]
    across = (arange(kw) * dw).repeat(kh)[:, None, None] + (arange(ow) * sw - pw)
    maps = input.reshape(n, offset_groups, channels // offset_groups, h, w)
    columns = _at(maps, moves[:, :, :, 0] + down, moves[:, :, :, 1] + across)
    if mask is not None:
        columns = columns * mask.reshape(n, offset_groups, 1, taps, oh, ow)
    columns = columns.reshape(n, groups, channels // groups * taps, oh * ow)
    kernel = weight.reshape(groups, weight.shape[0] // groups, -1)
    result = (kernel @ columns).reshape(n, weight.shape[0], oh, ow)
    return result if bias is None else result + bias[:, None, None]


class DeformConv2d(nn.Module):
    """``deform_conv2d`` as a layer, called with (input, offset, mask=None).

    >>> DeformConv2d(1, 2, 3, padding=1)
    DeformConv2d(1, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        dilation: int | tuple[int, int] = 1,
        groups: int = 1,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride = pair(kernel_size), pair(stride)
        self.padding, self.dilation = pair(padding), pair(dilation)
        self.weight = Parameter(empty((out_channels, in_channels // groups, *self.kernel_size)))
        self.bias = Parameter(empty((out_channels,))) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weights anew."""
        nn.init.kaiming_uniform_(self.weight, a=sqrt(5))
        if self.bias is not None:
            bound = 1 / sqrt(self.weight[0].numel())
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor, offset: Tensor, mask: Tensor | None = None) -> Tensor:
        return deform_conv2d(input, offset, self.weight, self.bias, self.stride, self.padding, self.dilation, mask)

    def __repr__(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        for name, usual in (("padding", (0, 0)), ("dilation", (1, 1)), ("groups", 1)):
            if getattr(self, name) != usual:
                parts.append(f"{name}={getattr(self, name)}")
        return f"{type(self).__name__}({', '.join(parts + ['bias=False'] * (self.bias is None))})"
