"""Pooling: the maximum or mean of windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._base.exports import defined_in
from .. import functional as F
from .module import Module
from .utils import Generic, Ratio, Size, _pair, _single, _triple, tuple_of  # noqa: F401 - some for programs that take them from here

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..._tensor.tensor import Tensor
    from ..common_types import _ratio_2_t, _ratio_3_t, _size_1_t, _size_2_opt_t, _size_2_t, _size_3_opt_t, _size_3_t  # noqa: F401  (between brackets)


class _MaxPoolNd(Module, Generic[Size]):
    kernel_size: Size
    stride: Size
    padding: Size | int
    dilation: Size | int
    return_indices: bool
    ceil_mode: bool

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size | int = 0,
        dilation: Size | int = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def _pool(self, function: Callable[..., Any], input: Tensor) -> Any:
        return function(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPoolNd["_size_1_t"]):
    """The maximum of windows of (N, C, L) or (C, L). Parameters as in MaxPool2d.

    >>> torch.nn.MaxPool1d(3, stride=2)(torch.zeros(20, 16, 50)).shape
    torch.Size([20, 16, 24])
    """

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.max_pool1d, input)


class MaxPool2d(_MaxPoolNd["_size_2_t"]):
    """The maximum of windows of (N, C, H, W) or (C, H, W).

    kernel_size, stride, padding, dilation  a number or one per dimension; the stride is by default the window's size
    return_indices  give also where the maxima were
    ceil_mode       also windows that overhang at the end

    >>> torch.nn.MaxPool2d(2, 2)(torch.zeros(4, 6, 28, 28)).shape
    torch.Size([4, 6, 14, 14])
    """

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.max_pool2d, input)


class MaxPool3d(_MaxPoolNd["_size_3_t"]):
    """The maximum of windows of (N, C, D, H, W) or (C, D, H, W). Parameters as in MaxPool2d.

    >>> torch.nn.MaxPool3d(2)(torch.zeros(1, 1, 4, 6, 8)).shape
    torch.Size([1, 1, 2, 3, 4])
    """

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.max_pool3d, input)


class _MaxUnpoolNd(Module, Generic[Size]):
    dims: int
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]

    def __init__(self, kernel_size: Size, stride: Size | None = None, padding: Size | int = 0) -> None:
        super().__init__()
        self.kernel_size = tuple_of(kernel_size, self.dims)
        self.stride = tuple_of(kernel_size if stride is None else stride, self.dims)
        self.padding = tuple_of(padding, self.dims)

    def _unpool(
        self, function: Callable[..., Tensor], input: Tensor, indices: Tensor, output_size: Sequence[int] | None
    ) -> Tensor:
        return function(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpoolNd["_size_1_t"]):
    """The inverse of MaxPool1d as far as there is one: called with the maxima and their indices, it puts them back and
    zeros elsewhere. Parameters as in MaxUnpool2d.

    >>> y, at = torch.nn.MaxPool1d(2, return_indices=True)(torch.tensor([[1.0, 2.0, 4.0, 3.0]]))
    >>> torch.nn.MaxUnpool1d(2)(y, at)
    tensor([[0., 2., 4., 0.]])
    """

    dims = 1

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._unpool(F.max_unpool1d, input, indices, output_size)


class MaxUnpool2d(_MaxUnpoolNd["_size_2_t"]):
    """The inverse of MaxPool2d as far as there is one: called with the maxima and their indices (and ``output_size``,
    which of the sizes that pool to the input's), it puts the maxima back and zeros elsewhere.

    kernel_size, stride, padding  those of the pooling

    >>> y, at = torch.nn.MaxPool2d(2, return_indices=True)(torch.zeros(1, 4, 6))
    >>> torch.nn.MaxUnpool2d(2)(y, at).shape
    torch.Size([1, 4, 6])
    """

    dims = 2

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._unpool(F.max_unpool2d, input, indices, output_size)


class MaxUnpool3d(_MaxUnpoolNd["_size_3_t"]):
    """The inverse of MaxPool3d as far as there is one. Parameters as in MaxUnpool2d.

    >>> y, at = torch.nn.MaxPool3d(2, return_indices=True)(torch.zeros(1, 4, 6, 8))
    >>> torch.nn.MaxUnpool3d(2)(y, at).shape
    torch.Size([1, 4, 6, 8])
    """

    dims = 3

    def forward(self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._unpool(F.max_unpool3d, input, indices, output_size)


class _AvgPoolNd(Module):
    kernel_size: Any
    stride: Any
    padding: Any

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPoolNd):
    """The mean of windows of (N, C, L) or (C, L). Parameters as in AvgPool2d.

    >>> torch.nn.AvgPool1d(2)(torch.zeros(1, 1, 6)).shape
    torch.Size([1, 1, 3])
    """

    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    ceil_mode: bool
    count_include_pad: bool

    def __init__(
        self,
        kernel_size: _size_1_t,
        stride: _size_1_t | None = None,
        padding: _size_1_t = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = tuple_of(kernel_size, 1)
        self.stride = self.kernel_size if stride is None else tuple_of(stride, 1)
        self.padding = tuple_of(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)


class _AveragePool(_AvgPoolNd, Generic[Size]):
    kernel_size: Size
    stride: Size
    padding: Size | int
    ceil_mode: bool
    count_include_pad: bool
    divisor_override: int | None

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size | int = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def _pool(self, function: Callable[..., Tensor], input: Tensor) -> Tensor:
        return function(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )


class AvgPool2d(_AveragePool["_size_2_t"]):
    """The mean of windows of (N, C, H, W) or (C, H, W).

    kernel_size, stride, padding  a number or one per dimension; the stride is by default the window's size
    ceil_mode          also windows that overhang at the end
    count_include_pad  padding counts as zeros
    divisor_override   divide by this instead of the window's size

    >>> torch.nn.AvgPool2d(2)(torch.ones(1, 1, 4, 4))
    tensor([[[[1., 1.],
              [1., 1.]]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return self._pool(F.avg_pool2d, input)


class AvgPool3d(_AveragePool["_size_3_t"]):
    """The mean of windows of (N, C, D, H, W) or (C, D, H, W). Parameters as in AvgPool2d.

    >>> torch.nn.AvgPool3d(2)(torch.ones(1, 1, 2, 4, 6)).shape
    torch.Size([1, 1, 1, 2, 3])
    """

    def forward(self, input: Tensor) -> Tensor:
        return self._pool(F.avg_pool3d, input)


class _AdaptivePool(Module, Generic[Size]):
    output_size: Size

    def __init__(self, output_size: Size) -> None:
        super().__init__()
        self.output_size = output_size

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class _AdaptiveAvgPoolNd(_AdaptivePool[Size]):
    pass


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd["_size_1_t"]):
    """The mean of windows so that (N, C, L) or (C, L) becomes (..., output_size).

    >>> torch.nn.AdaptiveAvgPool1d(5)(torch.zeros(1, 2, 8)).shape
    torch.Size([1, 2, 5])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd["_size_2_opt_t"]):
    """The mean of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in which
    None keeps the input's size.

    >>> torch.nn.AdaptiveAvgPool2d(1)(torch.zeros(1, 2, 8, 9)).shape
    torch.Size([1, 2, 1, 1])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(input, self.output_size)


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd["_size_3_opt_t"]):
    """The mean of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size).

    >>> torch.nn.AdaptiveAvgPool3d(2)(torch.zeros(1, 2, 4, 5, 6)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.adaptive_avg_pool3d(input, self.output_size)


class _AdaptiveMaxPoolNd(_AdaptivePool[Size]):
    return_indices: bool

    def __init__(self, output_size: Size, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def _pool(self, function: Callable[..., Any], input: Tensor) -> Any:
        return function(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd["_size_1_t"]):
    """The maximum of windows so that (N, C, L) or (C, L) becomes (..., output_size); with ``return_indices`` also
    where.

    >>> torch.nn.AdaptiveMaxPool1d(5)(torch.zeros(1, 2, 8)).shape
    torch.Size([1, 2, 5])
    """

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.adaptive_max_pool1d, input)


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd["_size_2_opt_t"]):
    """The maximum of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in
    which None keeps the input's size. With ``return_indices`` also where the maxima were.

    >>> torch.nn.AdaptiveMaxPool2d((2, None))(torch.zeros(1, 2, 8, 9)).shape
    torch.Size([1, 2, 2, 9])
    """

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.adaptive_max_pool2d, input)


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd["_size_3_opt_t"]):
    """The maximum of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size), as AdaptiveMaxPool2d.

    >>> torch.nn.AdaptiveMaxPool3d(2)(torch.zeros(1, 2, 4, 5, 6)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.adaptive_max_pool3d, input)


class _FractionalMaxPool(Module, Generic[Size, Ratio]):
    dims: int
    kernel_size: tuple[int, ...]
    output_size: tuple[int, ...] | None
    output_ratio: tuple[float, ...] | None
    return_indices: bool

    def __init__(
        self,
        kernel_size: Size,
        output_size: Size | None = None,
        output_ratio: Ratio | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
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
        if output_ratio is not None and not all(0 < r < 1 for r in self.output_ratio or ()):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def _pool(self, function: Callable[..., Any], input: Tensor) -> Any:
        return function(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            _random_samples=self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPool["_size_2_t", "_ratio_2_t"]):
    """The maximum of windows at random steps: (N, C, H, W) or (C, H, W) becomes (..., *output_size), or H and W times
    ``output_ratio``; one of the two is given. Graham, arXiv:1412.6071.

    >>> torch.nn.FractionalMaxPool2d(3, output_ratio=0.5)(torch.zeros(1, 2, 8, 10)).shape
    torch.Size([1, 2, 4, 5])
    """

    dims = 2

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.fractional_max_pool2d, input)


class FractionalMaxPool3d(_FractionalMaxPool["_size_3_t", "_ratio_3_t"]):
    """The maximum of windows at random steps of (N, C, D, H, W) or (C, D, H, W). Parameters as in FractionalMaxPool2d.

    >>> torch.nn.FractionalMaxPool3d(2, output_size=2)(torch.zeros(1, 2, 4, 5, 6)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    dims = 3

    def __init__(
        self,
        kernel_size: _size_3_t,
        output_size: _size_3_t | None = None,
        output_ratio: _ratio_3_t | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        if any(k <= 0 for k in tuple_of(kernel_size, 3)):
            raise ValueError(f"kernel_size must be greater than 0, but got {kernel_size}")
        super().__init__(kernel_size, output_size, output_ratio, return_indices, _random_samples)

    def forward(self, input: Tensor) -> Any:
        return self._pool(F.fractional_max_pool3d, input)


class _LPPoolNd(Module, Generic[Size]):
    norm_type: float
    kernel_size: Size
    stride: Size | None
    ceil_mode: bool

    def __init__(
        self, norm_type: float, kernel_size: Size, stride: Size | None = None, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def _pool(self, function: Callable[..., Tensor], input: Tensor) -> Tensor:
        return function(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPoolNd["_size_1_t"]):
    """The ``norm_type`` norm of windows of (N, C, L) or (C, L). Parameters as in LPPool2d.

    >>> torch.nn.LPPool1d(2, 2)(torch.tensor([[3.0, 4.0]]))
    tensor([[5.]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return self._pool(F.lp_pool1d, input)


class LPPool2d(_LPPoolNd["_size_2_t"]):
    """The ``norm_type`` norm of windows of (N, C, H, W) or (C, H, W): (sum of x^p)^(1/p).

    kernel_size, stride  a number or one per dimension; the stride is by default the window's size
    ceil_mode            also windows that overhang at the end

    >>> torch.nn.LPPool2d(1, 2)(torch.ones(1, 2, 2))
    tensor([[[4.]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        return self._pool(F.lp_pool2d, input)


class LPPool3d(_LPPoolNd["_size_3_t"]):
    """The ``norm_type`` norm of windows of (N, C, D, H, W) or (C, D, H, W). Parameters as in LPPool2d.

    >>> torch.nn.LPPool3d(2, 2)(torch.ones(1, 4, 4, 4)).shape
    torch.Size([1, 2, 2, 2])
    """

    def forward(self, input: Tensor) -> Tensor:
        return self._pool(F.lp_pool3d, input)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
