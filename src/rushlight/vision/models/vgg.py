"""VGG networks. Simonyan, Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2015."""

from __future__ import annotations

from ... import Tensor, nn
from ._api import builder
from ._utils import he_fan_out, initialise, small_normal

__all__ = ["VGG", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn"]


class VGG(nn.Module):
    """Some layers, then three linear ones on 7×7 means. Shapes: x as ``features`` takes it, result (N, num_classes).

    ``features``: a module with 512 output channels; ``init_weights=False`` keeps the weights that the layers came with.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.vgg11(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self, features: nn.Module, num_classes: int = 1000, init_weights: bool = True, dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, num_classes),
        )
        if init_weights:
            initialise(self, he_fan_out, small_normal)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


def _stage(count: int, width: int) -> list[str | int]:
    return [*[width] * count, "M"]


# How many channels each 3×3 convolution has; "M": half the size
cfgs: dict[str, list[str | int]] = {
    letter: [n for count, width in zip(counts, (64, 128, 256, 512, 512), strict=True) for n in _stage(count, width)]
    for letter, counts in {
        "A": (1, 1, 2, 2, 2),
        "B": (2, 2, 2, 2, 2),
        "D": (2, 2, 3, 3, 3),
        "E": (2, 2, 4, 4, 4),
    }.items()
}


def make_layers(cfg: list[str | int], batch_norm: bool = False) -> nn.Sequential:
    """The layers that a list such as ``cfgs["A"]`` describes, from three channels on.

    >>> len(make_layers([8, "M"], batch_norm=True))
    4
    """
    layers: list[nn.Module] = []
    before = 3
    for width in cfg:
        if width == "M":
            layers.append(nn.MaxPool2d(2, 2))
            continue
        layers.append(nn.Conv2d(before, int(width), 3, padding=1))
        if batch_norm:
            layers.append(nn.BatchNorm2d(int(width)))
        layers.append(nn.ReLU(inplace=True))
        before = int(width)
    return nn.Sequential(*layers)


def _vgg(cfg, batch_norm, **kwargs):
    return VGG(make_layers(cfgs[cfg], batch_norm), **kwargs)


vgg11 = builder("vgg11", _vgg, "A", False)
vgg11_bn = builder("vgg11_bn", _vgg, "A", True)
vgg13 = builder("vgg13", _vgg, "B", False)
vgg13_bn = builder("vgg13_bn", _vgg, "B", True)
vgg16 = builder("vgg16", _vgg, "D", False)
vgg16_bn = builder("vgg16_bn", _vgg, "D", True)
vgg19 = builder("vgg19", _vgg, "E", False)
vgg19_bn = builder("vgg19_bn", _vgg, "E", True)
