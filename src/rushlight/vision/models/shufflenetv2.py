"""ShuffleNetV2. Ma et al., ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, 2018."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import Tensor, cat, nn
from ...nn.functional import channel_shuffle
from ._api import builder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = ["ShuffleNetV2", "shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0"]


def _pointwise(before, width):
    return [nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]


def _depthwise(width, stride):
    return [nn.Conv2d(width, width, 3, stride, 1, groups=width, bias=False), nn.BatchNorm2d(width)]


class InvertedResidual(nn.Module):
    """Half of the channels through three convolutions, the other half as they are (stride 1) or through two; then
    shuffled."""

    def __init__(self, inp: int, oup: int, stride: int) -> None:
        super().__init__()
        if not 1 <= stride <= 3:
            raise ValueError("illegal stride value")
        half = oup // 2
        if stride == 1 and inp != half * 2:
            raise ValueError(
                f"Invalid combination of stride {stride}, inp {inp} and oup {oup} values. If stride == 1 then inp "
                "should be equal to oup // 2 << 1."
            )
        self.stride = stride
        self.branch1 = nn.Sequential(*(_depthwise(inp, stride) + _pointwise(inp, half) if stride > 1 else []))
        self.branch2 = nn.Sequential(
            *_pointwise(inp if stride > 1 else half, half), *_depthwise(half, stride), *_pointwise(half, half)
        )

    def forward(self, x: Tensor) -> Tensor:
        left, right = x.chunk(2, dim=1) if self.stride == 1 else (self.branch1(x), x)
        return channel_shuffle(cat((left, self.branch2(right)), dim=1), 2)


class ShuffleNetV2(nn.Module):
    """Three stages of shuffled halves. Shapes: x (N, 3, H, W), result (N, num_classes).

    ``stages_repeats``: three numbers of blocks; ``stages_out_channels``: five widths, with those of the first and last
    convolution. Raises: ValueError for other lengths.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.shufflenet_v2_x0_5(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        stages_repeats: Sequence[int],
        stages_out_channels: Sequence[int],
        num_classes: int = 1000,
        inverted_residual: Layer = InvertedResidual,
    ) -> None:
        super().__init__()
        if len(stages_repeats) != 3:
            raise ValueError("expected stages_repeats as list of 3 positive ints")
        if len(stages_out_channels) != 5:
            raise ValueError("expected stages_out_channels as list of 5 positive ints")
        self._stage_out_channels = stages_out_channels
        first, *widths, last = stages_out_channels
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU(inplace=True)
        )
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        stages = []
        before = first
        for repeats, width in zip(stages_repeats, widths, strict=True):
            blocks = [inverted_residual(before, width, 2)]
            blocks += [inverted_residual(width, width, 1) for _ in range(repeats - 1)]
            stages.append(nn.Sequential(*blocks))
            before = width
        self.stage2, self.stage3, self.stage4 = stages
        self.conv5 = nn.Sequential(*_pointwise(before, last))
        self.fc = nn.Linear(last, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stage4(self.stage3(self.stage2(self.maxpool(self.conv1(x)))))
        return self.fc(self.conv5(x).mean([2, 3]))


shufflenet_v2_x0_5 = builder("shufflenet_v2_x0_5", ShuffleNetV2, (4, 8, 4), (24, 48, 96, 192, 1024))
shufflenet_v2_x1_0 = builder("shufflenet_v2_x1_0", ShuffleNetV2, (4, 8, 4), (24, 116, 232, 464, 1024))
shufflenet_v2_x1_5 = builder("shufflenet_v2_x1_5", ShuffleNetV2, (4, 8, 4), (24, 176, 352, 704, 1024))
shufflenet_v2_x2_0 = builder("shufflenet_v2_x2_0", ShuffleNetV2, (4, 8, 4), (24, 244, 488, 976, 2048))
