"""DenseNets. Huang et al., Densely Connected Convolutional Networks, 2017."""

from __future__ import annotations

from collections.abc import Sequence

from ... import Tensor, cat, nn
from ...nn import functional as F
from ...utils.checkpoint import checkpoint
from ._api import builder
from ._utils import initialise, pooled

__all__ = ["DenseNet", "densenet121", "densenet161", "densenet169", "densenet201"]


class _DenseLayer(nn.Module):
    """From all maps so far, ``growth_rate`` more, through ``bn_size * growth_rate`` in between."""

    def __init__(self, num_input_features, growth_rate, bn_size, drop_rate, memory_efficient=False):
        super().__init__()
        between = bn_size * growth_rate
        self.norm1 = nn.BatchNorm2d(num_input_features)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(num_input_features, between, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(between)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(between, growth_rate, 3, padding=1, bias=False)
        self.drop_rate = float(drop_rate)
        self.memory_efficient = memory_efficient

    def _load_from_state_dict(self, state_dict, prefix, *rest):
        """The published files have the names of an earlier version: norm.1 in place of norm1."""
        for key in [k for k in state_dict if k.startswith(prefix)]:
            kind, dot, tail = key[len(prefix) :].partition(".")
            if kind in ("norm", "relu", "conv") and dot:
                state_dict[prefix + kind + tail] = state_dict.pop(key)
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def _squeezed(self, *maps):
        return self.conv1(self.relu1(self.norm1(cat(maps, 1))))

    def forward(self, input: Tensor) -> Tensor:
        maps = input if isinstance(input, (list, tuple)) else [input]
        if self.memory_efficient and any(m.requires_grad for m in maps):
            between = checkpoint(self._squeezed, *maps, use_reentrant=False)
        else:
            between = self._squeezed(*maps)
        new = self.conv2(self.relu2(self.norm2(between)))
        return F.dropout(new, self.drop_rate, self.training) if self.drop_rate > 0 else new


class _DenseBlock(nn.ModuleDict):
    """Layers that each see the input and all results before."""

    def __init__(self, num_layers, num_input_features, bn_size, growth_rate, drop_rate, memory_efficient=False):
        super().__init__()
        for i in range(num_layers):
            self[f"denselayer{i + 1}"] = _DenseLayer(
                num_input_features + i * growth_rate, growth_rate, bn_size, drop_rate, memory_efficient
            )

    def forward(self, init_features: Tensor) -> Tensor:
        maps = [init_features]
        for layer in self.values():
            maps.append(layer(maps))
        return cat(maps, 1)


class _Transition(nn.Sequential):
    """Fewer channels, half the height and width."""

    def __init__(self, num_input_features, num_output_features):
        super().__init__()
        self.norm = nn.BatchNorm2d(num_input_features)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(num_input_features, num_output_features, 1, bias=False)
        self.pool = nn.AvgPool2d(2, 2)


class DenseNet(nn.Module):
    """Dense blocks with transitions between them. Shapes: x (N, 3, H, W), H and W at least 29; result (N, num_classes).

    ``block_config``: layers per block; ``memory_efficient`` computes parts again in backward instead of keeping them.

    >>> from rushlight.vision import models
    >>> model = models.DenseNet(8, (2, 2), 16, num_classes=10)
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        growth_rate: int = 32,
        block_config: Sequence[int] = (6, 12, 24, 16),
        num_init_features: int = 64,
        bn_size: int = 4,
        drop_rate: float = 0,
        num_classes: int = 1000,
        memory_efficient: bool = False,
    ) -> None:
        super().__init__()
        width = num_init_features
        self.features = nn.Sequential()
        self.features.add_module("conv0", nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False))
        self.features.add_module("norm0", nn.BatchNorm2d(width))
        self.features.add_module("relu0", nn.ReLU(inplace=True))
        self.features.add_module("pool0", nn.MaxPool2d(3, 2, 1))
        for i, layers in enumerate(block_config, 1):
            block = _DenseBlock(layers, width, bn_size, growth_rate, drop_rate, memory_efficient)
            self.features.add_module(f"denseblock{i}", block)
            width += layers * growth_rate
            if i < len(block_config):
                self.features.add_module(f"transition{i}", _Transition(width, width // 2))
                width //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(width))
        self.classifier = nn.Linear(width, num_classes)
        initialise(self, lambda conv: nn.init.kaiming_normal_(conv.weight))
        nn.init.zeros_(self.classifier.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(pooled(F.relu(self.features(x), inplace=True)))


densenet121 = builder("densenet121", DenseNet, 32, (6, 12, 24, 16), 64)
densenet161 = builder("densenet161", DenseNet, 48, (6, 12, 36, 24), 96)
densenet169 = builder("densenet169", DenseNet, 32, (6, 12, 32, 32), 64)
densenet201 = builder("densenet201", DenseNet, 32, (6, 12, 48, 32), 64)
