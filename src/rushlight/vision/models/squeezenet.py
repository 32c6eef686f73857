"""SqueezeNets. Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, 2016."""

from __future__ import annotations

from ... import Tensor, cat, nn
from ._api import builder
from ._utils import initialise

__all__ = ["SqueezeNet", "squeezenet1_0", "squeezenet1_1"]


class Fire(nn.Module):
    """A 1×1 convolution to few channels, then a 1×1 and a 3×3 one side by side."""

    def __init__(self, inplanes: int, squeeze_planes: int, expand1x1_planes: int, expand3x3_planes: int) -> None:
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, 1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, 1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, 3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze_activation(self.squeeze(x))
        one = self.expand1x1_activation(self.expand1x1(x))
        return cat([one, self.expand3x3_activation(self.expand3x3(x))], 1)


# Width and kernel of the first convolution; before which of the eight Fire modules a pooling stands.
_VERSIONS = {"1_0": (96, 7, (0, 3, 7)), "1_1": (64, 3, (0, 2, 4))}
_SQUEEZED = (16, 16, 32, 32, 48, 48, 64, 64)


class SqueezeNet(nn.Module):
    """Eight Fire modules, then a score per class and place, averaged. Shapes: x (N, 3, H, W), H and W at least 21 (17
    for 1.1); result (N, num_classes). ``version``: ``"1_0"`` or ``"1_1"``, else ValueError.

    >>> from rushlight.vision import models
    >>> models.squeezenet1_1(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(self, version: str = "1_0", num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        if version not in _VERSIONS:
            raise ValueError(f"Unsupported SqueezeNet version {version}: 1_0 or 1_1 expected")
        self.num_classes = num_classes
        width, kernel, pools = _VERSIONS[version]
        layers = [nn.Conv2d(3, width, kernel, stride=2), nn.ReLU(inplace=True)]
        for i, few in enumerate(_SQUEEZED):
            if i in pools:
                layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            layers.append(Fire(width, few, few * 4, few * 4))
            width = few * 8
        self.features = nn.Sequential(*layers)
        last = nn.Conv2d(512, num_classes, 1)
        self.classifier = nn.Sequential(nn.Dropout(dropout), last, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1)))

        def draw(conv):
            if conv is last:
                nn.init.normal_(conv.weight, mean=0.0, std=0.01)
            else:
                nn.init.kaiming_uniform_(conv.weight)

        initialise(self, draw)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(x)).flatten(1)


squeezenet1_0 = builder("squeezenet1_0", SqueezeNet, "1_0")
squeezenet1_1 = builder("squeezenet1_1", SqueezeNet, "1_1")
