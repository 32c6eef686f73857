"""Pooling: the maximum or mean of windows."""

from __future__ import annotations

from .. import functional as F
from .module import Module

__all__ = [
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AvgPool1d", "AvgPool2d", "MaxPool1d", "MaxPool2d",
]  # fmt: skip


class _MaxPool(Module):
    def __init__(
        self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input):
        return getattr(F, self.function)(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )

    def extra_repr(self):
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """The maximum of windows of (N, C, L) or (C, L). Parameters as in MaxPool2d.

    >>> import rushlight as torch
    >>> torch.nn.MaxPool1d(3, stride=2)(torch.zeros(20, 16, 50)).shape
    torch.Size([20, 16, 24])
    """

    function = "max_pool1d"


class MaxPool2d(_MaxPool):
    """The maximum of windows of (N, C, H, W) or (C, H, W).

    kernel_size, stride, padding, dilation  a number or one per dimension; the stride is by default the window's size
    return_indices  give also where the maxima were
    ceil_mode       also windows that overhang at the end

    >>> import rushlight as torch
    >>> torch.nn.MaxPool2d(2, 2)(torch.zeros(4, 6, 28, 28)).shape
    torch.Size([4, 6, 14, 14])
    """

    function = "max_pool2d"


class AvgPool1d(Module):
    """The mean of windows of (N, C, L) or (C, L). Parameters as in AvgPool2d.

    >>> import rushlight as torch
    >>> torch.nn.AvgPool1d(2)(torch.zeros(1, 1, 6)).shape
    torch.Size([1, 1, 3])
    """

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__()
        one = _one_number
        self.kernel_size = one(kernel_size)
        self.stride = self.kernel_size if stride is None else one(stride)
        self.padding = one(padding)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input):
        return F.avg_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(Module):
    """The mean of windows of (N, C, H, W) or (C, H, W).

    kernel_size, stride, padding  a number or one per dimension; the stride is by default the window's size
    ceil_mode          also windows that overhang at the end
    count_include_pad  padding counts as zeros
    divisor_override   divide by this instead of the window's size

    >>> import rushlight as torch
    >>> torch.nn.AvgPool2d(2)(torch.ones(1, 1, 4, 4))
    tensor([[[[1., 1.],
              [1., 1.]]]])
    """

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        return F.avg_pool2d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad, self.divisor_override
        )  # fmt: skip

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AdaptiveAvgPool(Module):
    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        return getattr(F, self.function)(input, self.output_size)

    def extra_repr(self):
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """The mean of windows so that (N, C, L) or (C, L) becomes (..., output_size).

    >>> import rushlight as torch
    >>> torch.nn.AdaptiveAvgPool1d(5)(torch.zeros(1, 2, 8)).shape
    torch.Size([1, 2, 5])
    """

    function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """The mean of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in which None
    keeps the input's size.

    >>> import rushlight as torch
    >>> torch.nn.AdaptiveAvgPool2d(1)(torch.zeros(1, 2, 8, 9)).shape
    torch.Size([1, 2, 1, 1])
    """

    function = "adaptive_avg_pool2d"


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """The mean of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size).

    >>> import rushlight as torch
    >>> torch.nn.AdaptiveAvgPool3d(2)(torch.zeros(1, 2, 4, 5, 6)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    function = "adaptive_avg_pool3d"


def _one_number(value):
    return (value,) if isinstance(value, int) else tuple(value)
