"""EfficientNets. Tan, Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019, and
EfficientNetV2, 2021."""

from __future__ import annotations

import copy
import math
from functools import partial
from typing import TYPE_CHECKING, Any

from ... import Tensor, nn
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder
from ._utils import _make_divisible, he_fan_out, initialise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = [
    "EfficientNet",
    "efficientnet_b0",
    "efficientnet_b1",
    "efficientnet_b2",
    "efficientnet_b3",
    "efficientnet_b4",
    "efficientnet_b5",
    "efficientnet_b6",
    "efficientnet_b7",
    "efficientnet_v2_l",
    "efficientnet_v2_m",
    "efficientnet_v2_s",
]


class _MBConvConfig:
    """One stage: expansion of its blocks, kernel, stride of the first, widths, number and class of the blocks."""

    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block):
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block = block

    @staticmethod
    def adjust_channels(channels: int, width_mult: float, min_value: int | None = None) -> int:
        """The scaled width, a multiple of 8."""
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    """A stage of ``MBConv`` blocks; ``width_mult`` scales the widths, ``depth_mult`` the number of blocks."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        width_mult: float = 1.0,
        depth_mult: float = 1.0,
        block: Layer | None = None,
    ) -> None:
        super().__init__(
            expand_ratio,
            kernel,
            stride,
            self.adjust_channels(input_channels, width_mult),
            self.adjust_channels(out_channels, width_mult),
            self.adjust_depth(num_layers, depth_mult),
            block or MBConv,
        )

    @staticmethod
    def adjust_depth(num_layers: int, depth_mult: float) -> int:
        """The scaled number of blocks, rounded up."""
        return math.ceil(num_layers * depth_mult)


class FusedMBConvConfig(_MBConvConfig):
    """A stage of ``FusedMBConv`` blocks."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        block: Layer | None = None,
    ) -> None:
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block or FusedMBConv)


class _Block(nn.Module):
    """Layers, beside the input (and left out at random) where the shapes allow it."""

    def __init__(self, cnf, stochastic_depth_prob, layers):
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.block = nn.Sequential(*layers)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.out_channels = cnf.out_channels

    def forward(self, input: Tensor) -> Tensor:
        result = self.block(input)
        if self.use_res_connect:
            result = self.stochastic_depth(result)
            result += input
        return result


class MBConv(_Block):
    """Many channels between few: 1×1, depthwise, squeeze and excitation, 1×1."""

    def __init__(
        self, cnf: _MBConvConfig, stochastic_depth_prob: float, norm_layer: Layer, se_layer: Layer = SqueezeExcitation
    ) -> None:
        before, wide = cnf.input_channels, cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        layers: list[nn.Module] = [] if wide == before else [Conv2dNormActivation(before, wide, 1, **like)]
        layers.append(Conv2dNormActivation(wide, wide, cnf.kernel, cnf.stride, groups=wide, **like))
        layers.append(se_layer(wide, max(1, before // 4), activation=partial(nn.SiLU, inplace=True)))
        layers.append(Conv2dNormActivation(wide, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None))
        super().__init__(cnf, stochastic_depth_prob, layers)


class FusedMBConv(_Block):
    """As ``MBConv``, but one dense convolution in place of the 1×1 and the depthwise one, and no squeeze and
    excitation."""

    def __init__(self, cnf: _MBConvConfig, stochastic_depth_prob: float, norm_layer: Layer) -> None:
        before, wide = cnf.input_channels, cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        if wide == before:
            layers = [Conv2dNormActivation(before, cnf.out_channels, cnf.kernel, cnf.stride, **like)]
        else:
            layers = [Conv2dNormActivation(before, wide, cnf.kernel, cnf.stride, **like)]
            layers.append(Conv2dNormActivation(wide, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None))
        super().__init__(cnf, stochastic_depth_prob, layers)


class EfficientNet(nn.Module):
    """Stages of a list of ``MBConvConfig`` and ``FusedMBConvConfig``. Shapes: x (N, 3, H, W), result (N, num_classes).

    ``stochastic_depth_prob``: the probability of leaving out the last block; earlier ones have less, in proportion.
    ``last_channel``: width before the last layer, by default four times the last stage's. Raises: ValueError for an
    empty list, TypeError for what is none.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.efficientnet_b0(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        inverted_residual_setting: Sequence[_MBConvConfig],
        dropout: float,
        stochastic_depth_prob: float = 0.2,
        num_classes: int = 1000,
        norm_layer: Layer | None = None,
        last_channel: int | None = None,
    ) -> None:
        super().__init__()
        stages = inverted_residual_setting
        if not stages:
            raise ValueError("The inverted_residual_setting should not be empty")
        if not isinstance(stages, (list, tuple)) or not all(isinstance(s, _MBConvConfig) for s in stages):
            raise TypeError("The inverted_residual_setting should be List[MBConvConfig]")
        norm_layer = norm_layer or nn.BatchNorm2d
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.SiLU}
        layers: list[nn.Module] = [Conv2dNormActivation(3, stages[0].input_channels, stride=2, **like)]
        total = sum(stage.num_layers for stage in stages)
        done = 0
        for stage in stages:
            row = copy.copy(stage)
            blocks = []
            for _ in range(stage.num_layers):
                blocks.append(row.block(row, stochastic_depth_prob * done / total, norm_layer))
                row = copy.copy(stage)
                row.input_channels, row.stride = stage.out_channels, 1
                done += 1
            layers.append(nn.Sequential(*blocks))
        before = stages[-1].out_channels
        last = 4 * before if last_channel is None else last_channel
        layers.append(Conv2dNormActivation(before, last, 1, **like))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(dropout, inplace=True), nn.Linear(last, num_classes))

        def draw(linear):
            bound = 1.0 / math.sqrt(linear.out_features)
            nn.init.uniform_(linear.weight, -bound, bound)

        initialise(self, he_fan_out, draw)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


# expansion, kernel, stride, input width, width, blocks
_B = (
    (1, 3, 1, 32, 16, 1),
    (6, 3, 2, 16, 24, 2),
    (6, 5, 2, 24, 40, 2),
    (6, 3, 2, 40, 80, 3),
    (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4),
    (6, 3, 1, 192, 320, 1),
)
# three fused stages, then others
_S = (
    (1, 3, 1, 24, 24, 2),
    (4, 3, 2, 24, 48, 4),
    (4, 3, 2, 48, 64, 4),
    (4, 3, 2, 64, 128, 6),
    (6, 3, 1, 128, 160, 9),
    (6, 3, 2, 160, 256, 15),
)
_M = (
    (1, 3, 1, 24, 24, 3),
    (4, 3, 2, 24, 48, 5),
    (4, 3, 2, 48, 80, 5),
    (4, 3, 2, 80, 160, 7),
    (6, 3, 1, 160, 176, 14),
    (6, 3, 2, 176, 304, 18),
    (6, 3, 1, 304, 512, 5),
)
_L = (
    (1, 3, 1, 32, 32, 4),
    (4, 3, 2, 32, 64, 7),
    (4, 3, 2, 64, 96, 7),
    (4, 3, 2, 96, 192, 10),
    (6, 3, 1, 192, 224, 19),
    (6, 3, 2, 224, 384, 25),
    (6, 3, 1, 384, 640, 7),
)


def _v1(width_mult, depth_mult, dropout, **kwargs):
    return EfficientNet([MBConvConfig(*row, width_mult, depth_mult) for row in _B], dropout, **kwargs)


def _v2(rows, dropout, **kwargs):
    stages = [FusedMBConvConfig(*row) for row in rows[:3]] + [MBConvConfig(*row) for row in rows[3:]]
    return EfficientNet(stages, dropout, last_channel=1280, **kwargs)


_CAREFUL = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
_EPSILON = partial(nn.BatchNorm2d, eps=0.001)

efficientnet_b0 = builder("efficientnet_b0", _v1, 1.0, 1.0, dropout=0.2)
efficientnet_b1 = builder("efficientnet_b1", _v1, 1.0, 1.1, dropout=0.2)
efficientnet_b2 = builder("efficientnet_b2", _v1, 1.1, 1.2, dropout=0.3)
efficientnet_b3 = builder("efficientnet_b3", _v1, 1.2, 1.4, dropout=0.3)
efficientnet_b4 = builder("efficientnet_b4", _v1, 1.4, 1.8, dropout=0.4)
efficientnet_b5 = builder("efficientnet_b5", _v1, 1.6, 2.2, dropout=0.4, norm_layer=_CAREFUL)
efficientnet_b6 = builder("efficientnet_b6", _v1, 1.8, 2.6, dropout=0.5, norm_layer=_CAREFUL)
efficientnet_b7 = builder("efficientnet_b7", _v1, 2.0, 3.1, dropout=0.5, norm_layer=_CAREFUL)
efficientnet_v2_s = builder("efficientnet_v2_s", _v2, _S, dropout=0.2, norm_layer=_EPSILON)
efficientnet_v2_m = builder("efficientnet_v2_m", _v2, _M, dropout=0.3, norm_layer=_EPSILON)
efficientnet_v2_l = builder("efficientnet_v2_l", _v2, _L, dropout=0.4, norm_layer=_EPSILON)
