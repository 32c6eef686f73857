"""MobileNetV2. Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import Tensor, nn
from ..ops.misc import Conv2dNormActivation
from ._api import builder
from ._utils import _make_divisible, he_fan_out, initialise, pooled, small_normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = ["MobileNetV2", "mobilenet_v2"]


class InvertedResidual(nn.Module):
    """Many channels between few: 1×1, depthwise 3×3, 1×1; beside the input where the shapes allow it."""

    def __init__(self, inp: int, oup: int, stride: int, expand_ratio: int, norm_layer: Layer | None = None) -> None:
        super().__init__()
        if stride not in (1, 2):
            raise ValueError(f"stride should be 1 or 2 instead of {stride}")
        norm_layer = norm_layer or nn.BatchNorm2d
        self.stride = stride
        self.use_res_connect = stride == 1 and inp == oup
        self.out_channels = oup
        hidden = round(inp * expand_ratio)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.ReLU6}
        layers: list[nn.Module] = [] if expand_ratio == 1 else [Conv2dNormActivation(inp, hidden, 1, **like)]
        layers += [
            Conv2dNormActivation(hidden, hidden, stride=stride, groups=hidden, **like),
            nn.Conv2d(hidden, oup, 1, bias=False),
            norm_layer(oup),
        ]
        self.conv = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    """Inverted residual blocks. Shapes: x (N, 3, H, W), result (N, num_classes).

    ``width_mult`` scales all widths, which become multiples of ``round_nearest``. ``inverted_residual_setting``: rows
    of expansion, width, number of blocks, stride of the first.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.mobilenet_v2(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        num_classes: int = 1000,
        width_mult: float = 1.0,
        inverted_residual_setting: Sequence[Sequence[int]] | None = None,
        round_nearest: int = 8,
        block: Layer | None = None,
        norm_layer: Layer | None = None,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        block = block or InvertedResidual
        norm_layer = norm_layer or nn.BatchNorm2d
        rows = inverted_residual_setting
        if rows is None:
            rows = [
                (1, 16, 1, 1),
                (6, 24, 2, 2),
                (6, 32, 3, 2),
                (6, 64, 4, 2),
                (6, 96, 3, 1),
                (6, 160, 3, 2),
                (6, 320, 1, 1),
            ]
        if len(rows) == 0 or len(rows[0]) != 4:
            raise ValueError(f"inverted_residual_setting should be non-empty or a 4-element list, got {rows}")
        width = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.ReLU6}
        layers: list[nn.Module] = [Conv2dNormActivation(3, width, stride=2, **like)]
        for expansion, channels, blocks, stride in rows:
            wider = _make_divisible(channels * width_mult, round_nearest)
            for i in range(blocks):
                layers.append(block(width, wider, 1 if i else stride, expand_ratio=expansion, norm_layer=norm_layer))
                width = wider
        layers.append(Conv2dNormActivation(width, self.last_channel, 1, **like))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(self.last_channel, num_classes))
        initialise(self, he_fan_out, small_normal)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(pooled(self.features(x)))


mobilenet_v2 = builder("mobilenet_v2", MobileNetV2)
