"""Pooling: the maximum or mean of windows."""

from __future__ import annotations

from .. import functional as F
from .module import Module
from .utils import tuple_of

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AdaptiveMaxPool3d",
    "AvgPool1d",
    "AvgPool2d",
    "AvgPool3d",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "LPPool1d",
    "LPPool2d",
    "LPPool3d",
    "MaxPool1d",
    "MaxPool2d",
    "MaxPool3d",
    "MaxUnpool1d",
    "MaxUnpool2d",
    "MaxUnpool3d",
]


class _MaxPool(Module):
    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input):
        return getattr(F, self.function)(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
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


class MaxPool3d(_MaxPool):
    """The maximum of windows of (N, C, D, H, W) or (C, D, H, W). Parameters as in MaxPool2d.

    >>> import rushlight as torch
    >>> torch.nn.MaxPool3d(2)(torch.zeros(1, 1, 4, 6, 8)).shape
    torch.Size([1, 1, 2, 3, 4])
    """

    function = "max_pool3d"


class _MaxUnpool(Module):
    dims: int

    def __init__(self, kernel_size, stride=None, padding=0):
        super().__init__()
        self.kernel_size = tuple_of(kernel_size, self.dims)
        self.stride = tuple_of(kernel_size if stride is None else stride, self.dims)
        self.padding = tuple_of(padding, self.dims)

    def forward(self, input, indices, output_size=None):
        unpool = getattr(F, f"max_unpool{self.dims}d")
        return unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """The inverse of MaxPool1d as far as there is one: called with the maxima and their indices, it puts them back and
    zeros elsewhere. Parameters as in MaxUnpool2d.

    >>> import rushlight as torch
    >>> y, at = torch.nn.MaxPool1d(2, return_indices=True)(torch.tensor([[1.0, 2.0, 4.0, 3.0]]))
    >>> torch.nn.MaxUnpool1d(2)(y, at)
    tensor([[0., 2., 4., 0.]])
    """

    dims = 1


class MaxUnpool2d(_MaxUnpool):
    """The inverse of MaxPool2d as far as there is one: called with the maxima and their indices (and ``output_size``,
    which of the sizes that pool to the input's), it puts the maxima back and zeros elsewhere.

    kernel_size, stride, padding  those of the pooling

    >>> import rushlight as torch
    >>> y, at = torch.nn.MaxPool2d(2, return_indices=True)(torch.zeros(1, 4, 6))
    >>> torch.nn.MaxUnpool2d(2)(y, at).shape
    torch.Size([1, 4, 6])
    """

    dims = 2


class MaxUnpool3d(_MaxUnpool):
    """The inverse of MaxPool3d as far as there is one. Parameters as in MaxUnpool2d.

    >>> import rushlight as torch
    >>> y, at = torch.nn.MaxPool3d(2, return_indices=True)(torch.zeros(1, 4, 6, 8))
    >>> torch.nn.MaxUnpool3d(2)(y, at).shape
    torch.Size([1, 4, 6, 8])
    """

    dims = 3


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
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AvgPool(Module):
    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        return getattr(F, self.function)(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(_AvgPool):
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

    function = "avg_pool2d"


class AvgPool3d(_AvgPool):
    """The mean of windows of (N, C, D, H, W) or (C, D, H, W). Parameters as in AvgPool2d.

    >>> import rushlight as torch
    >>> torch.nn.AvgPool3d(2)(torch.ones(1, 1, 2, 4, 6)).shape
    torch.Size([1, 1, 1, 2, 3])
    """

    function = "avg_pool3d"


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
    """The mean of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in which
    None keeps the input's size.

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


class _AdaptiveMaxPool(Module):
    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input):
        return getattr(F, self.function)(input, self.output_size, self.return_indices)

    def extra_repr(self):
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """The maximum of windows so that (N, C, L) or (C, L) becomes (..., output_size); with ``return_indices`` also
    where.

    >>> import rushlight as torch
    >>> torch.nn.AdaptiveMaxPool1d(5)(torch.zeros(1, 2, 8)).shape
    torch.Size([1, 2, 5])
    """

    function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """The maximum of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in
    which None keeps the input's size. With ``return_indices`` also where the maxima were.

    >>> import rushlight as torch
    >>> torch.nn.AdaptiveMaxPool2d((2, None))(torch.zeros(1, 2, 8, 9)).shape
    torch.Size([1, 2, 2, 9])
    """

    function = "adaptive_max_pool2d"


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """The maximum of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size), as AdaptiveMaxPool2d.

    >>> import rushlight as torch
    >>> torch.nn.AdaptiveMaxPool3d(2)(torch.zeros(1, 2, 4, 5, 6)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    function = "adaptive_max_pool3d"


class _FractionalMaxPool(Module):
    dims: int

    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        super().__init__()
        name, k = type(self).__name__, self.dims
        self.kernel_size = tuple_of(kernel_size, k)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else tuple_of(output_size, k)
        self.output_ratio = None if output_ratio is None else tuple_of(output_ratio, k)
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError(f"{name}: only one of output_size and output_ratio may be specified")
        if output_ratio is not None and not all(0 < r < 1 for r in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input):
        return getattr(F, f"fractional_max_pool{self.dims}d")(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            _random_samples=self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """The maximum of windows at random steps: (N, C, H, W) or (C, H, W) becomes (..., *output_size), or H and W times
    ``output_ratio``; one of the two is given. Graham, arXiv:1412.6071.

    >>> import rushlight as torch
    >>> torch.nn.FractionalMaxPool2d(3, output_ratio=0.5)(torch.zeros(1, 2, 8, 10)).shape
    torch.Size([1, 2, 4, 5])
    """

    dims = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """The maximum of windows at random steps of (N, C, D, H, W) or (C, D, H, W). Parameters as in FractionalMaxPool2d.

    >>> import rushlight as torch
    >>> torch.nn.FractionalMaxPool3d(2, output_size=2)(torch.zeros(1, 2, 4, 5, 6)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    dims = 3

    def __init__(self, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        if any(k <= 0 for k in tuple_of(kernel_size, 3)):
            raise ValueError(f"kernel_size must be greater than 0, but got {kernel_size}")
        super().__init__(kernel_size, output_size, output_ratio, return_indices, _random_samples)


class _LPPool(Module):
    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, input):
        return getattr(F, self.function)(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self):
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPool):
    """The ``norm_type`` norm of windows of (N, C, L) or (C, L). Parameters as in LPPool2d.

    >>> import rushlight as torch
    >>> torch.nn.LPPool1d(2, 2)(torch.tensor([[3.0, 4.0]]))
    tensor([[5.]])
    """

    function = "lp_pool1d"


class LPPool2d(_LPPool):
    """The ``norm_type`` norm of windows of (N, C, H, W) or (C, H, W): (sum of x^p)^(1/p).

    kernel_size, stride  a number or one per dimension; the stride is by default the window's size
    ceil_mode            also windows that overhang at the end

    >>> import rushlight as torch
    >>> torch.nn.LPPool2d(1, 2)(torch.ones(1, 2, 2))
    tensor([[[4.]]])
    """

    function = "lp_pool2d"


class LPPool3d(_LPPool):
    """The ``norm_type`` norm of windows of (N, C, D, H, W) or (C, D, H, W). Parameters as in LPPool2d.

    >>> import rushlight as torch
    >>> torch.nn.LPPool3d(2, 2)(torch.ones(1, 4, 4, 4)).shape
    torch.Size([1, 2, 2, 2])
    """

    function = "lp_pool3d"


def _one_number(value):
    return (value,) if isinstance(value, int) else tuple(value)
