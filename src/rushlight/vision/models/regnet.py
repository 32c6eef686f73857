"""RegNets. Radosavovic et al., Designing Network Design Spaces, 2020."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from ... import Tensor, nn
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ._api import builder
from ._utils import _make_divisible, small_normal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._types import Layer

__all__ = [
    "RegNet",
    "regnet_x_1_6gf",
    "regnet_x_3_2gf",
    "regnet_x_8gf",
    "regnet_x_16gf",
    "regnet_x_32gf",
    "regnet_x_400mf",
    "regnet_x_800mf",
    "regnet_y_1_6gf",
    "regnet_y_3_2gf",
    "regnet_y_8gf",
    "regnet_y_16gf",
    "regnet_y_32gf",
    "regnet_y_128gf",
    "regnet_y_400mf",
    "regnet_y_800mf",
]


class SimpleStemIN(Conv2dNormActivation):
    """The first convolution: 3×3, stride 2."""

    def __init__(self, width_in: int, width_out: int, norm_layer: Layer, activation_layer: Layer) -> None:
        super().__init__(width_in, width_out, stride=2, norm_layer=norm_layer, activation_layer=activation_layer)


class BottleneckTransform(nn.Sequential):
    """1×1, 3×3 in groups of ``group_width`` channels, squeeze and excitation if ``se_ratio``, 1×1."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        stride: int,
        norm_layer: Layer,
        activation_layer: Layer,
        group_width: int,
        bottleneck_multiplier: float,
        se_ratio: float | None,
    ) -> None:
        super().__init__()
        width = round(width_out * bottleneck_multiplier)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": activation_layer}
        self.a = Conv2dNormActivation(width_in, width, 1, **like)
        self.b = Conv2dNormActivation(width, width, 3, stride, groups=width // group_width, **like)
        if se_ratio:
            self.se = SqueezeExcitation(width, round(se_ratio * width_in), activation=activation_layer)
        self.c = Conv2dNormActivation(width, width_out, 1, norm_layer=norm_layer, activation_layer=None)


class ResBottleneckBlock(nn.Module):
    """``BottleneckTransform`` beside the input, or beside a 1×1 convolution of it where shapes differ."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        stride: int,
        norm_layer: Layer,
        activation_layer: Layer,
        group_width: int = 1,
        bottleneck_multiplier: float = 1.0,
        se_ratio: float | None = None,
    ) -> None:
        super().__init__()
        self.proj = None
        if width_in != width_out or stride != 1:
            self.proj = Conv2dNormActivation(
                width_in, width_out, 1, stride, norm_layer=norm_layer, activation_layer=None
            )
        self.f = BottleneckTransform(
            width_in, width_out, stride, norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio
        )
        self.activation = activation_layer(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.activation((x if self.proj is None else self.proj(x)) + self.f(x))


class AnyStage(nn.Sequential):
    """``depth`` blocks of one width; the first has the stride."""

    def __init__(
        self,
        width_in: int,
        width_out: int,
        stride: int,
        depth: int,
        block_constructor: Layer,
        norm_layer: Layer,
        activation_layer: Layer,
        group_width: int,
        bottleneck_multiplier: float,
        se_ratio: float | None = None,
        stage_index: int = 0,
    ) -> None:
        super().__init__()
        alike = (norm_layer, activation_layer, group_width, bottleneck_multiplier, se_ratio)
        for i in range(depth):
            block = block_constructor(width_out if i else width_in, width_out, 1 if i else stride, *alike)
            self.add_module(f"block{stage_index}-{i}", block)


class BlockParams:
    """Per stage: depth, width, width of groups, bottleneck multiplier, stride; and the ratio of squeeze and excitation,
    or None."""

    def __init__(
        self,
        depths: Sequence[int],
        widths: Sequence[int],
        group_widths: Sequence[int],
        bottleneck_multipliers: Sequence[float],
        strides: Sequence[int],
        se_ratio: float | None = None,
    ) -> None:
        self.depths = depths
        self.widths = widths
        self.group_widths = group_widths
        self.bottleneck_multipliers = bottleneck_multipliers
        self.strides = strides
        self.se_ratio = se_ratio

    @classmethod
    def from_init_params(
        cls,
        depth: int,
        w_0: int,
        w_a: float,
        w_m: float,
        group_width: int,
        bottleneck_multiplier: float = 1.0,
        se_ratio: float | None = None,
        **kwargs: Any,
    ) -> BlockParams:
        """The paper's rule: block j has the width w_0 + w_a j, rounded to w_0 times a power of w_m and to a multiple of
        8; neighbours of equal width form a stage. Raises: ValueError if that can't give widths that grow.

        >>> from rushlight.vision.models.regnet import BlockParams
        >>> rule = BlockParams.from_init_params(depth=16, w_0=48, w_a=27.89, w_m=2.09, group_width=8)
        >>> rule.widths, rule.depths
        ([48, 104, 208, 440], [1, 3, 6, 6])
        """
        if w_a < 0 or w_0 <= 0 or w_m <= 1 or w_0 % 8 != 0:
            raise ValueError("Invalid RegNet settings")
        powers = [round(math.log((w_0 + w_a * j) / w_0) / math.log(w_m)) for j in range(depth)]
        stages = [(w, len(list(same))) for w, same in groupby(round(w_0 * w_m**p / 8) * 8 for p in powers)]
        inner = [int(w * bottleneck_multiplier) for w, _ in stages]
        groups = [min(group_width, w) for w in inner]
        inner = [_make_divisible(w, g) for w, g in zip(inner, groups, strict=True)]
        n = len(stages)
        return cls(
            [d for _, d in stages],
            [int(w / bottleneck_multiplier) for w in inner],
            groups,
            [bottleneck_multiplier] * n,
            [2] * n,
            se_ratio,
        )

    def _get_expanded_params(self):
        return zip(self.widths, self.strides, self.depths, self.group_widths, self.bottleneck_multipliers, strict=True)


class RegNet(nn.Module):
    """The stages of a ``BlockParams``. Shapes: x (N, 3, H, W), result (N, num_classes).

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.regnet_y_400mf(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        block_params: BlockParams,
        num_classes: int = 1000,
        stem_width: int = 32,
        stem_type: Layer | None = None,
        block_type: Layer | None = None,
        norm_layer: Layer | None = None,
        activation: Layer | None = None,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        activation = activation or nn.ReLU
        self.stem = (stem_type or SimpleStemIN)(3, stem_width, norm_layer, activation)
        before = stem_width
        self.trunk_output = nn.Sequential()
        for i, (width, stride, depth, group, multiplier) in enumerate(block_params._get_expanded_params(), 1):
            stage = AnyStage(
                before,
                width,
                stride,
                depth,
                block_type or ResBottleneckBlock,
                norm_layer,
                activation,
                group,
                multiplier,
                block_params.se_ratio,
                stage_index=i,
            )
            self.trunk_output.add_module(f"block{i}", stage)
            before = width
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(before, num_classes)

        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                fan_out = module.kernel_size[0] * module.kernel_size[1] * module.out_channels  # groups not counted
                nn.init.normal_(module.weight, mean=0.0, std=math.sqrt(2.0 / fan_out))
        small_normal(self.fc)
        nn.init.zeros_(self.fc.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.avgpool(self.trunk_output(self.stem(x))).flatten(start_dim=1))


def _regnet(se_ratio, depth, w_0, w_a, w_m, group_width, **kwargs):
    return RegNet(BlockParams.from_init_params(depth, w_0, w_a, w_m, group_width, se_ratio=se_ratio), **kwargs)


regnet_y_400mf = builder("regnet_y_400mf", _regnet, 0.25, 16, 48, 27.89, 2.09, 8)
regnet_y_800mf = builder("regnet_y_800mf", _regnet, 0.25, 14, 56, 38.84, 2.4, 16)
regnet_y_1_6gf = builder("regnet_y_1_6gf", _regnet, 0.25, 27, 48, 20.71, 2.65, 24)
regnet_y_3_2gf = builder("regnet_y_3_2gf", _regnet, 0.25, 21, 80, 42.63, 2.66, 24)
regnet_y_8gf = builder("regnet_y_8gf", _regnet, 0.25, 17, 192, 76.82, 2.19, 56)
regnet_y_16gf = builder("regnet_y_16gf", _regnet, 0.25, 18, 200, 106.23, 2.48, 112)
regnet_y_32gf = builder("regnet_y_32gf", _regnet, 0.25, 20, 232, 115.89, 2.53, 232)
regnet_y_128gf = builder("regnet_y_128gf", _regnet, 0.25, 27, 456, 160.83, 2.52, 264)
regnet_x_400mf = builder("regnet_x_400mf", _regnet, None, 22, 24, 24.48, 2.54, 16)
regnet_x_800mf = builder("regnet_x_800mf", _regnet, None, 16, 56, 35.73, 2.28, 16)
regnet_x_1_6gf = builder("regnet_x_1_6gf", _regnet, None, 18, 80, 34.01, 2.25, 24)
regnet_x_3_2gf = builder("regnet_x_3_2gf", _regnet, None, 25, 88, 26.31, 2.25, 48)
regnet_x_8gf = builder("regnet_x_8gf", _regnet, None, 23, 80, 49.56, 2.88, 120)
regnet_x_16gf = builder("regnet_x_16gf", _regnet, None, 22, 216, 55.59, 2.1, 128)
regnet_x_32gf = builder("regnet_x_32gf", _regnet, None, 23, 320, 69.86, 2.0, 168)
