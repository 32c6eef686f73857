"""Inception v3. Szegedy et al., Rethinking the Inception Architecture for Computer Vision, 2016."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

from ... import Tensor, cat, nn
from ...nn import functional as F
from ._api import builder
from ._utils import BasicConv2d, normalised_as_published, pooled, redraw_truncated, warn_of_default_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = ["Inception3", "InceptionOutputs", "_InceptionOutputs", "inception_v3"]

InceptionOutputs = namedtuple("InceptionOutputs", ["logits", "aux_logits"])
_InceptionOutputs = InceptionOutputs

_ACROSS = {"kernel_size": (1, 7), "padding": (0, 3)}
_DOWN = {"kernel_size": (7, 1), "padding": (3, 0)}
_ACROSS3 = {"kernel_size": (1, 3), "padding": (0, 1)}
_DOWN3 = {"kernel_size": (3, 1), "padding": (1, 0)}
_SQUARE = {"kernel_size": 3, "padding": 1}
_HALVE = {"kernel_size": 3, "stride": 2}


def _mean3(x):
    return F.avg_pool2d(x, 3, 1, 1)


class InceptionA(nn.Module):
    """1×1; 5×5; two 3×3; means, on 35×35 maps."""

    def __init__(self, in_channels: int, pool_features: int, conv_block: Layer | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1x1 = conv(in_channels, 64, kernel_size=1)
        self.branch5x5_1 = conv(in_channels, 48, kernel_size=1)
        self.branch5x5_2 = conv(48, 64, kernel_size=5, padding=2)
        self.branch3x3dbl_1 = conv(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = conv(64, 96, **_SQUARE)
        self.branch3x3dbl_3 = conv(96, 96, **_SQUARE)
        self.branch_pool = conv(in_channels, pool_features, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        five = self.branch5x5_2(self.branch5x5_1(x))
        three = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return cat([self.branch1x1(x), five, three, self.branch_pool(_mean3(x))], 1)


class InceptionB(nn.Module):
    """Halves height and width: 3×3; two 3×3; maxima."""

    def __init__(self, in_channels: int, conv_block: Layer | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch3x3 = conv(in_channels, 384, **_HALVE)
        self.branch3x3dbl_1 = conv(in_channels, 64, kernel_size=1)
        self.branch3x3dbl_2 = conv(64, 96, **_SQUARE)
        self.branch3x3dbl_3 = conv(96, 96, **_HALVE)

    def forward(self, x: Tensor) -> Tensor:
        double = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(x)))
        return cat([self.branch3x3(x), double, F.max_pool2d(x, 3, 2)], 1)


class InceptionC(nn.Module):
    """1×1; 7×7 as a row and a column; twice that; means, on 17×17 maps."""

    def __init__(self, in_channels: int, channels_7x7: int, conv_block: Layer | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        c = channels_7x7
        self.branch1x1 = conv(in_channels, 192, kernel_size=1)
        self.branch7x7_1 = conv(in_channels, c, kernel_size=1)
        self.branch7x7_2 = conv(c, c, **_ACROSS)
        self.branch7x7_3 = conv(c, 192, **_DOWN)
        self.branch7x7dbl_1 = conv(in_channels, c, kernel_size=1)
        self.branch7x7dbl_2 = conv(c, c, **_DOWN)
        self.branch7x7dbl_3 = conv(c, c, **_ACROSS)
        self.branch7x7dbl_4 = conv(c, c, **_DOWN)
        self.branch7x7dbl_5 = conv(c, 192, **_ACROSS)
        self.branch_pool = conv(in_channels, 192, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        seven = self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(x)))
        double = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(x)))
        double = self.branch7x7dbl_5(self.branch7x7dbl_4(double))
        return cat([self.branch1x1(x), seven, double, self.branch_pool(_mean3(x))], 1)


class InceptionD(nn.Module):
    """Halves height and width: 3×3; 7×7 then 3×3; maxima."""

    def __init__(self, in_channels: int, conv_block: Layer | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch3x3_1 = conv(in_channels, 192, kernel_size=1)
        self.branch3x3_2 = conv(192, 320, **_HALVE)
        self.branch7x7x3_1 = conv(in_channels, 192, kernel_size=1)
        self.branch7x7x3_2 = conv(192, 192, **_ACROSS)
        self.branch7x7x3_3 = conv(192, 192, **_DOWN)
        self.branch7x7x3_4 = conv(192, 192, **_HALVE)

    def forward(self, x: Tensor) -> Tensor:
        three = self.branch3x3_2(self.branch3x3_1(x))
        seven = self.branch7x7x3_3(self.branch7x7x3_2(self.branch7x7x3_1(x)))
        return cat([three, self.branch7x7x3_4(seven), F.max_pool2d(x, 3, 2)], 1)


class InceptionE(nn.Module):
    """1×1; a row and a column side by side, after 1×1 and after 3×3; means, on 8×8 maps."""

    def __init__(self, in_channels: int, conv_block: Layer | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1x1 = conv(in_channels, 320, kernel_size=1)
        self.branch3x3_1 = conv(in_channels, 384, kernel_size=1)
        self.branch3x3_2a = conv(384, 384, **_ACROSS3)
        self.branch3x3_2b = conv(384, 384, **_DOWN3)
        self.branch3x3dbl_1 = conv(in_channels, 448, kernel_size=1)
        self.branch3x3dbl_2 = conv(448, 384, **_SQUARE)
        self.branch3x3dbl_3a = conv(384, 384, **_ACROSS3)
        self.branch3x3dbl_3b = conv(384, 384, **_DOWN3)
        self.branch_pool = conv(in_channels, 192, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        three = self.branch3x3_1(x)
        double = self.branch3x3dbl_2(self.branch3x3dbl_1(x))
        return cat(
            [
                self.branch1x1(x),
                self.branch3x3_2a(three),
                self.branch3x3_2b(three),
                self.branch3x3dbl_3a(double),
                self.branch3x3dbl_3b(double),
                self.branch_pool(_mean3(x)),
            ],
            1,
        )


class InceptionAux(nn.Module):
    """A classifier on maps from half-way."""

    def __init__(self, in_channels: int, num_classes: int, conv_block: Layer | None = None) -> None:
        super().__init__()
        conv = conv_block or BasicConv2d
        self.conv0 = conv(in_channels, 128, kernel_size=1)
        self.conv1 = conv(128, 768, kernel_size=5)
        self.conv1.stddev = 0.01  # type: ignore[assignment]  # a note for who draws the weights
        self.fc = nn.Linear(768, num_classes)
        self.fc.stddev = 0.001  # type: ignore[assignment]

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(pooled(self.conv1(self.conv0(F.avg_pool2d(x, 5, 3)))))


class Inception3(nn.Module):
    """Inception blocks of five kinds. Shapes: x (N, 3, H, W), H and W at least 75 (the paper has 299); result (N,
    num_classes).

    With ``aux_logits``, in ``train()``, the result is an ``InceptionOutputs`` of two scores, one from half-way.
    ``transform_input`` expects the usual ImageNet mean and standard deviation, for the published weights.
    ``inception_blocks``: seven classes in place of ``BasicConv2d``, ``InceptionA`` to ``InceptionE`` and
    ``InceptionAux``.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     outputs = models.inception_v3(num_classes=10, init_weights=False)(torch.zeros(2, 3, 299, 299))
    >>> outputs._fields, outputs.logits.shape
    (('logits', 'aux_logits'), torch.Size([2, 10]))
    """

    def __init__(
        self,
        num_classes: int = 1000,
        aux_logits: bool = True,
        transform_input: bool = False,
        inception_blocks: Sequence[Layer] | None = None,
        init_weights: bool | None = None,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        blocks = inception_blocks or [
            BasicConv2d,
            InceptionA,
            InceptionB,
            InceptionC,
            InceptionD,
            InceptionE,
            InceptionAux,
        ]
        if len(blocks) != 7:
            raise ValueError(f"length of inception_blocks should be 7 instead of {len(blocks)}")
        if init_weights is None:
            warn_of_default_weights("inception_v3")
            init_weights = True
        conv, a, b, c, d, e, aux = blocks
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.Conv2d_1a_3x3 = conv(3, 32, **_HALVE)
        self.Conv2d_2a_3x3 = conv(32, 32, kernel_size=3)
        self.Conv2d_2b_3x3 = conv(32, 64, **_SQUARE)
        self.maxpool1 = nn.MaxPool2d(3, 2)
        self.Conv2d_3b_1x1 = conv(64, 80, kernel_size=1)
        self.Conv2d_4a_3x3 = conv(80, 192, kernel_size=3)
        self.maxpool2 = nn.MaxPool2d(3, 2)
        self.Mixed_5b = a(192, pool_features=32)
        self.Mixed_5c = a(256, pool_features=64)
        self.Mixed_5d = a(288, pool_features=64)
        self.Mixed_6a = b(288)
        self.Mixed_6b = c(768, channels_7x7=128)
        self.Mixed_6c = c(768, channels_7x7=160)
        self.Mixed_6d = c(768, channels_7x7=160)
        self.Mixed_6e = c(768, channels_7x7=192)
        self.AuxLogits = aux(768, num_classes) if aux_logits else None
        self.Mixed_7a = d(768)
        self.Mixed_7b = e(1280)
        self.Mixed_7c = e(2048)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(2048, num_classes)
        if init_weights:
            redraw_truncated(self, 0.1)

    def forward(self, x: Tensor) -> Tensor | InceptionOutputs:
        if self.transform_input:
            x = normalised_as_published(x)
        x = self.maxpool1(self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(x))))
        x = self.maxpool2(self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x)))
        x = self.Mixed_5d(self.Mixed_5c(self.Mixed_5b(x)))
        x = self.Mixed_6e(self.Mixed_6d(self.Mixed_6c(self.Mixed_6b(self.Mixed_6a(x)))))
        aux = self.AuxLogits(x) if self.training and self.AuxLogits is not None else None
        x = self.Mixed_7c(self.Mixed_7b(self.Mixed_7a(x)))
        x = self.fc(self.dropout(self.avgpool(x)).flatten(1))
        return InceptionOutputs(x, aux) if self.training and self.aux_logits else x


def _published(kwargs, crop_size):
    keep = kwargs.get("aux_logits", True)
    kwargs.setdefault("transform_input", True)
    kwargs.update(aux_logits=True, init_weights=False)

    def finish(model):
        if not keep:
            model.aux_logits, model.AuxLogits = False, None

    return finish


inception_v3 = builder("inception_v3", Inception3, published=_published)
