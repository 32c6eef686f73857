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


def _vgg(repeats, batch_norm, **kwargs):
    """``repeats``: how many 3×3 convolutions before each of the five halvings."""
    layers = []
    before = 3
    for n, width in zip(repeats, (64, 128, 256, 512, 512), strict=True):
        for _ in range(n):
            layers.append(nn.Conv2d(before, width, 3, padding=1))
            if batch_norm:
                layers.append(nn.BatchNorm2d(width))
            layers.append(nn.ReLU(inplace=True))
            before = width
        layers.append(nn.MaxPool2d(2, 2))
    return VGG(nn.Sequential(*layers), **kwargs)


vgg11 = builder("vgg11", _vgg, (1, 1, 2, 2, 2), False)
vgg11_bn = builder("vgg11_bn", _vgg, (1, 1, 2, 2, 2), True)
vgg13 = builder("vgg13", _vgg, (2, 2, 2, 2, 2), False)
vgg13_bn = builder("vgg13_bn", _vgg, (2, 2, 2, 2, 2), True)
vgg16 = builder("vgg16", _vgg, (2, 2, 3, 3, 3), False)
vgg16_bn = builder("vgg16_bn", _vgg, (2, 2, 3, 3, 3), True)
vgg19 = builder("vgg19", _vgg, (2, 2, 4, 4, 4), False)
vgg19_bn = builder("vgg19_bn", _vgg, (2, 2, 4, 4, 4), True)
