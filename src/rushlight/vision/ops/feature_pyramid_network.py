"""A pyramid of feature maps of one width. Lin et al., Feature Pyramid Networks for Object Detection, 2017."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from ... import Tensor, nn
from ...nn import functional as F
from .misc import Conv2dNormActivation

if TYPE_CHECKING:
    from .._types import Layer

__all__ = ["ExtraFPNBlock", "FeaturePyramidNetwork", "LastLevelMaxPool", "LastLevelP6P7"]


class ExtraFPNBlock(nn.Module):
    """The base of blocks that add levels to a pyramid: ``forward`` takes the pyramid's maps, the original ones and
    their names, and returns all maps and names."""

    def forward(self, results: list[Tensor], x: list[Tensor], names: list[str]) -> tuple[list[Tensor], list[str]]:
        raise NotImplementedError(f"{type(self).__name__} must define forward(results, x, names)")


class FeaturePyramidNetwork(nn.Module):
    """Each feature map, brought to ``out_channels``, plus the coarser ones enlarged. Takes and gives a dict of maps
    (N, C, H, W), from fine to coarse.

    ``in_channels_list``: the channels of the maps (0 is refused by ValueError); ``extra_blocks``: an ExtraFPNBlock;
    ``norm_layer``: after each convolution.

    >>> pyramid = FeaturePyramidNetwork([4, 8], 5)
    >>> maps = pyramid({"a": torch.ones(1, 4, 8, 8), "b": torch.ones(1, 8, 4, 4)})
    >>> [(name, tuple(m.shape)) for name, m in maps.items()]
    [('a', (1, 5, 8, 8)), ('b', (1, 5, 4, 4))]
    """

    _version = 2

    def __init__(
        self,
        in_channels_list: list[int],
        out_channels: int,
        extra_blocks: ExtraFPNBlock | None = None,
        norm_layer: Layer | None = None,
    ) -> None:
        super().__init__()
        self.inner_blocks, self.layer_blocks = nn.ModuleList(), nn.ModuleList()
        for channels in in_channels_list:
            if channels == 0:
                raise ValueError("in_channels=0 is currently not supported")
            options = {"norm_layer": norm_layer, "activation_layer": None}
            self.inner_blocks.append(Conv2dNormActivation(channels, out_channels, 1, padding=0, **options))
            self.layer_blocks.append(Conv2dNormActivation(out_channels, out_channels, 3, **options))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                _draw(module)
        if extra_blocks is not None and not isinstance(extra_blocks, ExtraFPNBlock):
            raise TypeError(f"extra_blocks should be of type ExtraFPNBlock not {type(extra_blocks)}")
        self.extra_blocks = extra_blocks

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
        if (local_metadata.get("version") or 1) < 2:  # each block was a convolution alone
            for kind in ("inner_blocks", "layer_blocks"):
                for i in range(len(self.inner_blocks)):
                    for name in ("weight", "bias"):
                        old = f"{prefix}{kind}.{i}.{name}"
                        if old in state_dict:
                            state_dict[f"{prefix}{kind}.{i}.0.{name}"] = state_dict.pop(old)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

    def get_result_from_inner_blocks(self, x: Tensor, idx: int) -> Tensor:
        """``inner_blocks[idx](x)``."""
        return self.inner_blocks[idx](x)

    def get_result_from_layer_blocks(self, x: Tensor, idx: int) -> Tensor:
        """``layer_blocks[idx](x)``."""
        return self.layer_blocks[idx](x)

    def forward(self, x: dict[str, Tensor]) -> dict[str, Tensor]:
        names, maps = list(x), list(x.values())
        inner = self.inner_blocks[-1](maps[-1])
        results = [self.layer_blocks[-1](inner)]
        for i in reversed(range(len(maps) - 1)):
            side = self.inner_blocks[i](maps[i])
            inner = side + F.interpolate(inner, size=side.shape[-2:], mode="nearest")
            results.insert(0, self.layer_blocks[i](inner))
        if self.extra_blocks is not None:
            results, names = self.extra_blocks(results, maps, names)
        return OrderedDict(zip(names, results, strict=False))


def _draw(module):
    nn.init.kaiming_uniform_(module.weight, a=1)
    if module.bias is not None:
        nn.init.constant_(module.bias, 0)


class LastLevelMaxPool(ExtraFPNBlock):
    """One more level: every other pixel of the coarsest."""

    def forward(self, x: list[Tensor], y: list[Tensor], names: list[str]) -> tuple[list[Tensor], list[str]]:
        names.append("pool")
        x.append(F.max_pool2d(x[-1], kernel_size=1, stride=2, padding=0))
        return x, names


class LastLevelP6P7(ExtraFPNBlock):
    """Two more levels, p6 and p7, by convolutions of stride 2: RetinaNet's."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.p6 = nn.Conv2d(in_channels, out_channels, 3, 2, 1)
        self.p7 = nn.Conv2d(out_channels, out_channels, 3, 2, 1)
        for module in (self.p6, self.p7):
            _draw(module)
        self.use_P5 = in_channels == out_channels

    def forward(self, p: list[Tensor], c: list[Tensor], names: list[str]) -> tuple[list[Tensor], list[str]]:
        p6 = self.p6(p[-1] if self.use_P5 else c[-1])
        p.extend([p6, self.p7(F.relu(p6))])
        names.extend(["p6", "p7"])
        return p, names
