"""Blocks of a few layers: convolution with norm and activation, squeeze and excitation, small perceptrons."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from ... import Tensor, nn, ones, zeros
from ..._base.exports import defined_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer


def _tuple(value, n):
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * n


def _centred(kernel_size, dilation):
    """The padding that keeps the size of pictures at stride 1, for odd kernels."""
    if isinstance(kernel_size, int) and isinstance(dilation, int):
        return (kernel_size - 1) // 2 * dilation
    n = len(dilation if isinstance(kernel_size, int) else kernel_size)
    pairs = zip(_tuple(kernel_size, n), _tuple(dilation, n), strict=True)
    return tuple((k - 1) // 2 * d for k, d in pairs)


class ConvNormActivation(nn.Sequential):
    """The base of ``Conv2dNormActivation`` and ``Conv3dNormActivation``; use these."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...] = 3,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str | None = None,
        groups: int = 1,
        norm_layer: Layer | None = nn.BatchNorm2d,
        activation_layer: Layer | None = nn.ReLU,
        dilation: int | tuple[int, ...] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
        conv_layer: Layer = nn.Conv2d,
    ) -> None:
        if padding is None:
            padding = _centred(kernel_size, dilation)
        if bias is None:
            bias = norm_layer is None
        layers = [conv_layer(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias)]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer(**({} if inplace is None else {"inplace": inplace})))
        super().__init__(*layers)
        self.out_channels = out_channels
        if type(self) is ConvNormActivation:
            warnings.warn(
                "Don't use ConvNormActivation directly, please use Conv2dNormActivation and Conv3dNormActivation "
                "instead.",
                stacklevel=2,
            )


class Conv2dNormActivation(ConvNormActivation):
    """A convolution, a norm and an activation. Shapes: x (N, in_channels, H, W), result (N, out_channels, H', W').

    ``padding=None`` keeps H and W at stride 1; ``bias=None`` gives the convolution a bias only without a norm;
    ``norm_layer=None`` and ``activation_layer=None`` leave these out; ``inplace=None`` is the activation's default.

    >>> from rushlight.vision.ops import Conv2dNormActivation
    >>> Conv2dNormActivation(3, 8, stride=2)(torch.zeros(1, 3, 6, 6)).shape
    torch.Size([1, 8, 3, 3])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...] = 3,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str | None = None,
        groups: int = 1,
        norm_layer: Layer | None = nn.BatchNorm2d,
        activation_layer: Layer | None = nn.ReLU,
        dilation: int | tuple[int, ...] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        window, layers = (kernel_size, stride, padding), (norm_layer, activation_layer)
        super().__init__(in_channels, out_channels, *window, groups, *layers, dilation, inplace, bias, nn.Conv2d)


class Conv3dNormActivation(ConvNormActivation):
    """``Conv2dNormActivation`` for volumes or films: x (N, in_channels, D, H, W).

    >>> from rushlight.vision.ops import Conv3dNormActivation
    >>> Conv3dNormActivation(1, 2)(torch.zeros(1, 1, 3, 4, 5)).shape
    torch.Size([1, 2, 3, 4, 5])
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...] = 3,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] | str | None = None,
        groups: int = 1,
        norm_layer: Layer | None = nn.BatchNorm3d,
        activation_layer: Layer | None = nn.ReLU,
        dilation: int | tuple[int, ...] = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        window, layers = (kernel_size, stride, padding), (norm_layer, activation_layer)
        super().__init__(in_channels, out_channels, *window, groups, *layers, dilation, inplace, bias, nn.Conv3d)


class SqueezeExcitation(nn.Module):
    """Scale each channel by a factor made from all channels' means. Hu et al., Squeeze-and-Excitation Networks, 2018.

    Shapes: x (N, input_channels, H, W), result the same. ``activation`` follows the first, ``scale_activation`` the
    second of two 1×1 convolutions.

    >>> from rushlight.vision.ops import SqueezeExcitation
    >>> SqueezeExcitation(8, 2)(torch.ones(1, 8, 4, 4)).shape
    torch.Size([1, 8, 4, 4])
    """

    def __init__(
        self,
        input_channels: int,
        squeeze_channels: int,
        activation: Layer = nn.ReLU,
        scale_activation: Layer = nn.Sigmoid,
    ) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def forward(self, input: Tensor) -> Tensor:
        return self.scale_activation(self.fc2(self.activation(self.fc1(self.avgpool(input))))) * input


class MLP(nn.Sequential):
    """Linear layers of the widths ``hidden_channels``, each but the last followed by a norm and an activation, all by a
    dropout.

    Shapes: x (*, in_channels), result (*, hidden_channels[-1]).

    >>> from rushlight.vision.ops import MLP
    >>> MLP(4, [8, 2])(torch.ones(3, 4)).shape
    torch.Size([3, 2])
    """

    def __init__(
        self,
        in_channels: int,
        hidden_channels: Sequence[int],
        norm_layer: Layer | None = None,
        activation_layer: Layer = nn.ReLU,
        inplace: bool | None = None,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        flags = {} if inplace is None else {"inplace": inplace}
        layers: list[nn.Module] = []
        for i, width in enumerate(hidden_channels, 1):
            layers.append(nn.Linear(in_channels, width, bias=bias))
            if i < len(hidden_channels):
                if norm_layer is not None:
                    layers.append(norm_layer(width))
                layers.append(activation_layer(**flags))
            layers.append(nn.Dropout(dropout, **flags))
            in_channels = width
        super().__init__(*layers)


class Permute(nn.Module):
    """``x.permute(dims)`` as a layer.

    >>> from rushlight.vision.ops import Permute
    >>> Permute([0, 2, 3, 1])(torch.zeros(1, 3, 4, 5)).shape
    torch.Size([1, 4, 5, 3])
    """

    def __init__(self, dims: list[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(self.dims)


class FrozenBatchNorm2d(nn.Module):
    """Batch norm with statistics, scale and shift that never change: all four are buffers. Shapes: x (N, num_features,
    H, W).

    >>> from rushlight.vision.ops import FrozenBatchNorm2d
    >>> FrozenBatchNorm2d(2)(torch.ones(1, 2, 1, 1)).flatten()
    tensor([1.0000, 1.0000])
    """

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", ones(num_features))
        self.register_buffer("bias", zeros(num_features))
        self.register_buffer("running_mean", zeros(num_features))
        self.register_buffer("running_var", ones(num_features))

    def _load_from_state_dict(self, state_dict, prefix, *rest):
        state_dict.pop(prefix + "num_batches_tracked", None)  # what a BatchNorm2d has besides
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def forward(self, x: Tensor) -> Tensor:
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        shift = self.bias - self.running_mean * scale
        return x * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.weight.shape[0]}, eps={self.eps})"


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
