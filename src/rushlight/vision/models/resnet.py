"""Residual networks. He et al., Deep Residual Learning for Image Recognition, 2016; ResNeXt: Xie et al., 2017; wide
ones: Zagoruyko, Komodakis, 2016."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import Tensor, nn
from ._api import builder
from ._utils import he_fan_out, initialise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = [
    "ResNet",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
]


def conv3x3(in_planes: int, out_planes: int, stride: int = 1, groups: int = 1, dilation: int = 1) -> nn.Conv2d:
    """A 3×3 convolution that keeps height and width at stride 1."""
    return nn.Conv2d(in_planes, out_planes, 3, stride, dilation, dilation, groups, bias=False)


def conv1x1(in_planes: int, out_planes: int, stride: int = 1) -> nn.Conv2d:
    """A convolution of single pixels."""
    return nn.Conv2d(in_planes, out_planes, 1, stride, bias=False)


class BasicBlock(nn.Module):
    """Two 3×3 convolutions beside the input, or beside ``downsample(input)``."""

    expansion = 1  # output channels per plane

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: nn.Module | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: Layer | None = None,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        if groups != 1 or base_width != 64:
            raise ValueError("BasicBlock only supports groups=1 and base_width=64")
        if dilation > 1:
            raise NotImplementedError("Dilation > 1 not supported in BasicBlock")
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = norm_layer(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = norm_layer(planes)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


class Bottleneck(nn.Module):
    """A 3×3 convolution of few channels between two 1×1 ones, beside the input. The stride is the 3×3 convolution's,
    which does better than the first one's of the paper ("ResNet 1.5")."""

    expansion = 4

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: nn.Module | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: Layer | None = None,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = conv1x1(inplanes, width)
        self.bn1 = norm_layer(width)
        self.conv2 = conv3x3(width, width, stride, groups, dilation)
        self.bn2 = norm_layer(width)
        self.conv3 = conv1x1(width, planes * self.expansion)
        self.bn3 = norm_layer(planes * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        y += x if self.downsample is None else self.downsample(x)
        return self.relu(y)


class ResNet(nn.Module):
    """Four stages of residual blocks. Shapes: x (N, 3, H, W), result (N, num_classes).

    ``block``: ``BasicBlock`` or ``Bottleneck``; ``layers``: how many of them in each stage. ``zero_init_residual``
    starts each block as the identity; ``replace_stride_with_dilation``: three flags, for the last three stages.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.resnet18(num_classes=10)(torch.zeros(2, 3, 64, 64)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        block: type[BasicBlock | Bottleneck],
        layers: Sequence[int],
        num_classes: int = 1000,
        zero_init_residual: bool = False,
        groups: int = 1,
        width_per_group: int = 64,
        replace_stride_with_dilation: Sequence[bool] | None = None,
        norm_layer: Layer | None = None,
    ) -> None:
        super().__init__()
        dilate = (False, False, False) if replace_stride_with_dilation is None else replace_stride_with_dilation
        if len(dilate) != 3:
            raise ValueError(
                f"replace_stride_with_dilation should be None or a 3-element tuple, got {replace_stride_with_dilation}"
            )
        self._norm_layer = norm_layer or nn.BatchNorm2d
        self.inplanes = 64
        self.dilation = 1
        self.groups = groups
        self.base_width = width_per_group
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = self._norm_layer(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], 2, dilate[0])
        self.layer3 = self._make_layer(block, 256, layers[2], 2, dilate[1])
        self.layer4 = self._make_layer(block, 512, layers[3], 2, dilate[2])
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512 * block.expansion, num_classes)
        initialise(self, he_fan_out)
        if zero_init_residual:
            for module in self.modules():
                if isinstance(module, (BasicBlock, Bottleneck)):
                    last: Any = module.bn3 if isinstance(module, Bottleneck) else module.bn2
                    if last.weight is not None:
                        nn.init.zeros_(last.weight)

    def _make_layer(self, block, planes, blocks, stride=1, dilate=False):
        before = self.dilation
        if dilate:
            self.dilation *= stride
            stride = 1
        width = planes * block.expansion
        downsample = None
        if stride != 1 or self.inplanes != width:
            downsample = nn.Sequential(conv1x1(self.inplanes, width, stride), self._norm_layer(width))
        made = []
        for i in range(blocks):
            first = (stride, downsample, before) if i == 0 else (1, None, self.dilation)
            made.append(
                block(
                    self.inplanes, planes, first[0], first[1], self.groups, self.base_width, first[2], self._norm_layer
                )
            )
            self.inplanes = width
        return nn.Sequential(*made)

    def _forward_impl(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(self.avgpool(x).flatten(1))

    def forward(self, x: Tensor) -> Tensor:
        return self._forward_impl(x)


resnet18 = builder("resnet18", ResNet, BasicBlock, (2, 2, 2, 2))
resnet34 = builder("resnet34", ResNet, BasicBlock, (3, 4, 6, 3))
resnet50 = builder("resnet50", ResNet, Bottleneck, (3, 4, 6, 3))
resnet101 = builder("resnet101", ResNet, Bottleneck, (3, 4, 23, 3))
resnet152 = builder("resnet152", ResNet, Bottleneck, (3, 8, 36, 3))
resnext50_32x4d = builder(
    "resnext50_32x4d", ResNet, Bottleneck, (3, 4, 6, 3), fixed={"groups": 32, "width_per_group": 4}
)
resnext101_32x8d = builder(
    "resnext101_32x8d", ResNet, Bottleneck, (3, 4, 23, 3), fixed={"groups": 32, "width_per_group": 8}
)
resnext101_64x4d = builder(
    "resnext101_64x4d", ResNet, Bottleneck, (3, 4, 23, 3), fixed={"groups": 64, "width_per_group": 4}
)
wide_resnet50_2 = builder("wide_resnet50_2", ResNet, Bottleneck, (3, 4, 6, 3), fixed={"width_per_group": 128})
wide_resnet101_2 = builder("wide_resnet101_2", ResNet, Bottleneck, (3, 4, 23, 3), fixed={"width_per_group": 128})
