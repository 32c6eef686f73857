"""ConvNeXts. Liu et al., A ConvNet for the 2020s, 2022."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ... import Tensor, nn, ones
from ...nn import functional as F
from ..ops.misc import Conv2dNormActivation, Permute
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder
from ._utils import initialise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._types import Layer

__all__ = ["ConvNeXt", "convnext_base", "convnext_large", "convnext_small", "convnext_tiny"]


class LayerNorm2d(nn.LayerNorm):
    """Layer norm over the channels of (N, C, H, W)."""

    def forward(self, x: Tensor) -> Tensor:
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    """Depthwise 7×7, layer norm, two linear layers per pixel; scaled, left out at random, beside the input."""

    def __init__(
        self, dim: int, layer_scale: float, stochastic_depth_prob: float, norm_layer: Layer | None = None
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        self.block = nn.Sequential(
            nn.Conv2d(dim, dim, 7, padding=3, groups=dim),
            Permute([0, 2, 3, 1]),
            norm_layer(dim),
            nn.Linear(dim, 4 * dim),
            nn.GELU(),
            nn.Linear(4 * dim, dim),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = nn.Parameter(ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input: Tensor) -> Tensor:
        result = self.stochastic_depth(self.layer_scale * self.block(input))
        result += input
        return result


class CNBlockConfig:
    """One stage: its width, the next one's (None for the last), its number of blocks."""

    def __init__(self, input_channels: int, out_channels: int | None, num_layers: int) -> None:
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v}' for k, v in vars(self).items())})"


class ConvNeXt(nn.Module):
    """Stages of a list of ``CNBlockConfig``. Shapes: x (N, 3, H, W), H and W at least 32; result (N, num_classes).

    ``stochastic_depth_prob``: the probability of leaving out the last block; earlier ones have less, in proportion.
    ``layer_scale``: the factor that each block starts with. Raises: ValueError for an empty list, TypeError for what is
    none.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.convnext_tiny(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        block_setting: Sequence[CNBlockConfig],
        stochastic_depth_prob: float = 0.0,
        layer_scale: float = 1e-6,
        num_classes: int = 1000,
        block: Layer | None = None,
        norm_layer: Layer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not block_setting:
            raise ValueError("The block_setting should not be empty")
        if not isinstance(block_setting, (list, tuple)) or not all(isinstance(s, CNBlockConfig) for s in block_setting):
            raise TypeError("The block_setting should be List[CNBlockConfig]")
        block = block or CNBlock
        norm_layer = norm_layer or partial(LayerNorm2d, eps=1e-6)
        layers: list[nn.Module] = [
            Conv2dNormActivation(
                3,
                block_setting[0].input_channels,
                4,
                stride=4,
                padding=0,
                norm_layer=norm_layer,
                activation_layer=None,
                bias=True,
            )
        ]
        total = sum(stage.num_layers for stage in block_setting)
        done = 0
        for stage in block_setting:
            width = stage.input_channels
            blocks = []
            for _ in range(stage.num_layers):
                blocks.append(block(width, layer_scale, stochastic_depth_prob * done / (total - 1.0)))
                done += 1
            layers.append(nn.Sequential(*blocks))
            if stage.out_channels is not None:
                layers.append(nn.Sequential(norm_layer(width), nn.Conv2d(width, stage.out_channels, 2, stride=2)))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        last = block_setting[-1]
        width = last.input_channels if last.out_channels is None else last.out_channels
        self.classifier = nn.Sequential(norm_layer(width), nn.Flatten(1), nn.Linear(width, num_classes))

        def draw(module):
            nn.init.trunc_normal_(module.weight, std=0.02)

        initialise(self, draw, draw)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.avgpool(self.features(x)))


def _convnext(widths, depths, **kwargs):
    stages = zip(widths, (*widths[1:], None), depths, strict=True)
    return ConvNeXt([CNBlockConfig(*stage) for stage in stages], **kwargs)


convnext_tiny = builder("convnext_tiny", _convnext, (96, 192, 384, 768), (3, 3, 9, 3), stochastic_depth_prob=0.1)
convnext_small = builder("convnext_small", _convnext, (96, 192, 384, 768), (3, 3, 27, 3), stochastic_depth_prob=0.4)
convnext_base = builder("convnext_base", _convnext, (128, 256, 512, 1024), (3, 3, 27, 3), stochastic_depth_prob=0.5)
convnext_large = builder("convnext_large", _convnext, (192, 384, 768, 1536), (3, 3, 27, 3), stochastic_depth_prob=0.5)
