"""Convolutions and their transposes, over one, two and three dimensions."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from ..._base.exports import defined_in
from .. import functional as F
from ..parameter import Parameter, UninitializedParameter
from .lazy import LazyModuleMixin
from .module import Module
from .utils import Generic, Size, add_parameter, reset_linear, tuple_of, weight_and_bias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor
    from ..common_types import _size_1_t, _size_2_t, _size_3_t  # noqa: F401  (between brackets)


_MODES = {"zeros", "reflect", "replicate", "circular"}


class _ConvNd(Module, Generic[Size]):
    """What convolutions share. Weight (out_channels, in_channels / groups, *kernel), for the transposed ones
    (in_channels, out_channels / groups, *kernel); it and the bias start uniform in ±1/sqrt(weight.shape[1] *
    kernel)."""

    n_dims: int
    in_channels: int
    out_channels: int
    kernel_size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...] | str
    dilation: tuple[int, ...]
    transposed: bool
    output_padding: tuple[int, ...]
    groups: int
    padding_mode: str
    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size | int,
        padding: Size | int | str,
        dilation: Size | int,
        transposed: bool,
        output_padding: Size | int,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        n = self.n_dims
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = tuple_of(kernel_size, n), tuple_of(stride, n)
        self.padding = padding if isinstance(padding, str) else tuple_of(padding, n)
        self.dilation, self.transposed, self.output_padding = (
            tuple_of(dilation, n),
            transposed,
            tuple_of(output_padding, n),
        )
        self.groups, self.padding_mode = groups, padding_mode
        _check(in_channels, out_channels, groups, self.padding, self.stride, padding_mode)
        self._reversed_padding_repeated_twice = _for_pad(self.padding, self.kernel_size, self.dilation)
        channels = (in_channels, out_channels // groups) if transposed else (out_channels, in_channels // groups)
        add_parameter(self, "weight", (*channels, *self.kernel_size), device, dtype)
        add_parameter(self, "bias", (out_channels,) if bias else None, device, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        reset_linear(self)

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        zeros, ones = (0,) * len(self.padding), (1,) * self.n_dims
        if self.padding != zeros:
            parts.append(f"padding={self.padding}")
        if self.dilation != ones:
            parts.append(f"dilation={self.dilation}")
        if any(self.output_padding):
            parts.append(f"output_padding={self.output_padding}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


def _check(in_channels, out_channels, groups, padding, stride, padding_mode):
    if groups <= 0:
        raise ValueError(f"groups must be a positive integer, not {groups}")
    if in_channels % groups:
        raise ValueError(f"in_channels must be divisible by groups: {in_channels} is not a multiple of {groups}")
    if out_channels % groups:
        raise ValueError(f"out_channels must be divisible by groups: {out_channels} is not a multiple of {groups}")
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ValueError(f"Invalid padding string {padding!r}, should be one of 'same', 'valid'")
        if padding == "same" and any(s != 1 for s in stride):
            raise ValueError("padding='same' is not supported for strided convolutions")
    if padding_mode not in _MODES:
        raise ValueError(f"padding_mode must be one of {sorted(_MODES)}, but got padding_mode='{padding_mode}'")


def _for_pad(padding, kernel_size, dilation):
    """The padding as ``F.pad`` takes it: before and after, the last dimension first."""
    pairs: list[Any] = []
    for i in reversed(range(len(kernel_size))):
        total = dilation[i] * (kernel_size[i] - 1) if padding == "same" else 0
        pairs += (total // 2, total - total // 2) if isinstance(padding, str) else (padding[i],) * 2
    return pairs


class _Conv(_ConvNd[Size]):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size | int = 1,
        padding: Size | int | str = 0,
        dilation: Size | int = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            False,
            0,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def _remedy(self, input):
        """What to write instead, for the note of an error with this input."""
        n, wanted = self.n_dims, self.in_channels
        if input.ndim not in (n + 1, n + 2):
            return ""
        if not (input.is_floating_point() or input.is_complex()):
            return "pictures of whole numbers become floats first: x.float() / 255"
        channels = input.shape[-n - 1]
        if channels == wanted:
            return ""
        if input.shape[-1] == wanted:  # the channels stand last
            lead = tuple(range(input.ndim - n - 1))
            order = (*lead, input.ndim - 1, *range(len(lead), input.ndim - 1))
            return f"the channels seem to stand last: write x.permute{order}"
        if input.ndim == n + 1 and wanted == 1:
            return "the input has no channel dimension: write x.unsqueeze(1)"
        return (
            f"the layer gets {channels} channels: write {type(self).__name__}({channels}, ...), or change what "
            "comes before it"
        )

    def forward(self, input: Tensor) -> Tensor:
        return self._conv_forward(input, *weight_and_bias(self))

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        raise NotImplementedError

    def _convolved(self, function: Callable[..., Tensor], input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        if self.padding_mode == "zeros":
            return function(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        input = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
        return function(input, weight, bias, self.stride, (0,) * self.n_dims, self.dilation, self.groups)


class Conv1d(_Conv["_size_1_t"]):
    """Convolution of signals: input (N, C, L) or (C, L). Parameters as in Conv2d.

    >>> torch.nn.Conv1d(16, 33, 3, stride=2)(torch.zeros(20, 16, 50)).shape
    torch.Size([20, 33, 24])
    """

    n_dims = 1

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        return self._convolved(F.conv1d, input, weight, bias)


class Conv2d(_Conv["_size_2_t"]):
    """Convolution of images: input (N, C, H, W) or (C, H, W); every output channel has a kernel per input channel of
    its group.

    kernel_size, stride, padding, dilation  a number or one per dimension; padding also 'same' or 'valid'
    padding_mode  what stands in the padding: 'zeros', 'reflect', 'replicate' or 'circular'

    >>> torch.nn.Conv2d(3, 6, 5)(torch.zeros(4, 3, 32, 32)).shape
    torch.Size([4, 6, 28, 28])
    """

    n_dims = 2

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        return self._convolved(F.conv2d, input, weight, bias)


class Conv3d(_Conv["_size_3_t"]):
    """Convolution of volumes: input (N, C, D, H, W) or (C, D, H, W). Parameters as in Conv2d.

    >>> torch.nn.Conv3d(1, 2, 3)(torch.zeros(1, 1, 5, 5, 5)).shape
    torch.Size([1, 2, 3, 3, 3])
    """

    n_dims = 3

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        return self._convolved(F.conv3d, input, weight, bias)


class _ConvTransposeNd(_ConvNd[Size]):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size | int = 1,
        padding: Size | int = 0,
        output_padding: Size | int = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size | int = 1,
        padding_mode: str = "zeros",
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            True,
            output_padding,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def _convolved(self, function: Callable[..., Tensor], input: Tensor, output_size: Sequence[int] | None) -> Tensor:
        weight, bias = weight_and_bias(self)
        more = self.output_padding if output_size is None else self._fill_up(input, output_size)
        return function(input, weight, bias, self.stride, self.padding, more, self.groups, self.dilation)

    def _fill_up(self, input, output_size):
        """The output_padding that makes the result ``output_size``."""
        n, size = self.n_dims, list(output_size)
        batched = input.ndim == n + 2
        if len(size) == n + 1 + batched:
            size = size[-n:]
        if len(size) != n:
            raise ValueError(
                f"ConvTranspose{n}D: for {input.ndim}D input, output_size must have {n} or {n + 1 + batched} elements "
                f"(got {len(size)})"
            )
        least = [
            (input.shape[i - n] - 1) * s - 2 * p + d * (k - 1) + 1
            for i, (s, p, d, k) in enumerate(
                zip(self.stride, self.padding, self.dilation, self.kernel_size, strict=True)
            )
        ]
        for given, low, s in zip(size, least, self.stride, strict=True):
            if not low <= given <= low + s - 1:
                raise ValueError(
                    f"requested an output size of {size}, but valid sizes range from {least} to "
                    f"{[m + t - 1 for m, t in zip(least, self.stride, strict=True)]} (for an input of "
                    f"{input.shape[-n:]})"
                )
        return tuple(given - low for given, low in zip(size, least, strict=True))


class _ConvTransposeMixin(_ConvTransposeNd[Size]):
    """The older name of ``_ConvTransposeNd``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            "_ConvTransposeMixin is a deprecated internal class. Please consider using public APIs.",
            FutureWarning,
            stacklevel=2,
        )
        super().__init__(*args, **kwargs)


class ConvTranspose1d(_ConvTransposeNd["_size_1_t"]):
    """The transpose of Conv1d: input (N, C, L) or (C, L). Parameters as in ConvTranspose2d.

    >>> torch.nn.ConvTranspose1d(2, 3, 4, stride=2)(torch.zeros(1, 2, 5)).shape
    torch.Size([1, 3, 12])
    """

    n_dims = 1

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._convolved(F.conv_transpose1d, input, output_size)


class ConvTranspose2d(_ConvTransposeNd["_size_2_t"]):
    """The transpose of Conv2d, to make pictures larger: input (N, C, H, W) or (C, H, W).

    output_padding  rows and columns added at one side, since several input sizes of a strided convolution give one
                    output size

    >>> torch.nn.ConvTranspose2d(16, 8, 2, stride=2)(torch.zeros(1, 16, 7, 7)).shape
    torch.Size([1, 8, 14, 14])
    """

    n_dims = 2

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._convolved(F.conv_transpose2d, input, output_size)


class ConvTranspose3d(_ConvTransposeNd["_size_3_t"]):
    """The transpose of Conv3d: input (N, C, D, H, W) or (C, D, H, W). Parameters as in ConvTranspose2d.

    >>> torch.nn.ConvTranspose3d(1, 1, 2)(torch.zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

    n_dims = 3

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        return self._convolved(F.conv_transpose3d, input, output_size)


# Lazy ones ------------------------------------------------------------------------------------------------------------


class _LazyConvXdMixin(LazyModuleMixin):
    """in_channels come from the first input."""

    n_dims: int
    groups: int
    transposed: bool
    kernel_size: tuple[int, ...]
    weight: Any  # an UninitializedParameter until the first input
    bias: Any

    def _make_lazy(self, out_channels, bias, device, dtype):
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.out_channels = out_channels
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def _knows_its_size(self):
        return self.in_channels != 0

    def initialize_parameters(self, input: Tensor, *args: Any, **kwargs: Any) -> None:
        """Shapes from the input's channels."""
        if not self.has_uninitialized_params():
            return
        self.in_channels = self._channels_of(input)
        if self.in_channels % self.groups:
            raise ValueError(
                f"in_channels must be divisible by groups: {self.in_channels} is not a multiple of {self.groups}"
            )
        first, second = (
            (self.in_channels, self.out_channels) if self.transposed else (self.out_channels, self.in_channels)
        )
        self.weight.materialize((first, second // self.groups, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()

    def _channels_of(self, input):
        n = self.n_dims
        if input.ndim not in (n + 1, n + 2):
            raise RuntimeError(
                f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {type(self).__name__}, but got input of "
                f"size: {input.shape}"
            )
        return input.shape[input.ndim - n - 1]


class _LazyConv(_LazyConvXdMixin, _Conv[Size]):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Size,
        stride: Size | int = 1,
        padding: Size | int | str = 0,
        dilation: Size | int = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__(0, 0, kernel_size, stride, padding, dilation, groups, False, padding_mode, device, dtype)
        self._make_lazy(out_channels, bias, device, dtype)


class _LazyConvTranspose(_LazyConvXdMixin, _ConvTransposeNd[Size]):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Size,
        stride: Size | int = 1,
        padding: Size | int = 0,
        output_padding: Size | int = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size | int = 1,
        padding_mode: str = "zeros",
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__(
            0, 0, kernel_size, stride, padding, output_padding, groups, False, dilation, padding_mode, device, dtype
        )
        self._make_lazy(out_channels, bias, device, dtype)


class LazyConv1d(_LazyConv["_size_1_t"], Conv1d):
    """Conv1d that takes in_channels from its first input, and then is a Conv1d."""

    cls_to_become = Conv1d


class LazyConv2d(_LazyConv["_size_2_t"], Conv2d):
    """Conv2d that takes in_channels from its first input, and then is a Conv2d."""

    cls_to_become = Conv2d


class LazyConv3d(_LazyConv["_size_3_t"], Conv3d):
    """Conv3d that takes in_channels from its first input, and then is a Conv3d."""

    cls_to_become = Conv3d


class LazyConvTranspose1d(_LazyConvTranspose["_size_1_t"], ConvTranspose1d):
    """ConvTranspose1d that takes in_channels from its first input, and then is a ConvTranspose1d."""

    cls_to_become = ConvTranspose1d


class LazyConvTranspose2d(_LazyConvTranspose["_size_2_t"], ConvTranspose2d):
    """ConvTranspose2d that takes in_channels from its first input, and then is a ConvTranspose2d."""

    cls_to_become = ConvTranspose2d


class LazyConvTranspose3d(_LazyConvTranspose["_size_3_t"], ConvTranspose3d):
    """ConvTranspose3d that takes in_channels from its first input, and then is a ConvTranspose3d."""

    cls_to_become = ConvTranspose3d


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
