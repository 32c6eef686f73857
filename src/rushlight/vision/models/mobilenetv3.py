"""MobileNetV3. Howard et al., Searching for MobileNetV3, 2019."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ... import Tensor, nn
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ._api import builder
from ._utils import _make_divisible, he_fan_out, initialise, small_normal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._types import Layer

__all__ = ["MobileNetV3", "mobilenet_v3_large", "mobilenet_v3_small"]


class InvertedResidualConfig:
    """One block: its widths (scaled by ``width_mult``), kernel, squeeze and excitation or not, activation (``"HS"``:
    hard swish, ``"RE"``: ReLU), stride and dilation."""

    def __init__(
        self,
        input_channels: int,
        kernel: int,
        expanded_channels: int,
        out_channels: int,
        use_se: bool,
        activation: str,
        stride: int,
        dilation: int,
        width_mult: float,
    ) -> None:
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se = use_se
        self.use_hs = activation == "HS"
        self.stride = stride
        self.dilation = dilation

    @staticmethod
    def adjust_channels(channels: int, width_mult: float) -> int:
        """The scaled width, a multiple of 8."""
        return _make_divisible(channels * width_mult, 8)


_SQUEEZE = partial(SqueezeExcitation, scale_activation=nn.Hardsigmoid)


class InvertedResidual(nn.Module):
    """Many channels between few, with squeeze and excitation where the configuration says so."""

    def __init__(self, cnf: InvertedResidualConfig, norm_layer: Layer, se_layer: Layer = _SQUEEZE) -> None:
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.out_channels = cnf.out_channels
        width = cnf.expanded_channels
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.Hardswish if cnf.use_hs else nn.ReLU}
        layers: list[nn.Module] = []
        if width != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, width, 1, **like))
        stride = 1 if cnf.dilation > 1 else cnf.stride
        layers.append(
            Conv2dNormActivation(width, width, cnf.kernel, stride=stride, dilation=cnf.dilation, groups=width, **like)
        )
        if cnf.use_se:
            layers.append(se_layer(width, _make_divisible(width // 4, 8)))
        layers.append(Conv2dNormActivation(width, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None))
        self.block = nn.Sequential(*layers)

    def forward(self, input: Tensor) -> Tensor:
        result = self.block(input)
        if self.use_res_connect:
            result += input
        return result


class MobileNetV3(nn.Module):
    """Blocks of a list of ``InvertedResidualConfig``. Shapes: x (N, 3, H, W), result (N, num_classes).

    ``last_channel``: width before the last layer. Raises: ValueError for an empty list, TypeError for what is none.

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.mobilenet_v3_small(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        inverted_residual_setting: Sequence[InvertedResidualConfig],
        last_channel: int,
        num_classes: int = 1000,
        block: Layer | None = None,
        norm_layer: Layer | None = None,
        dropout: float = 0.2,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        rows = inverted_residual_setting
        if not rows:
            raise ValueError("The inverted_residual_setting should not be empty")
        if not isinstance(rows, (list, tuple)) or not all(isinstance(r, InvertedResidualConfig) for r in rows):
            raise TypeError("The inverted_residual_setting should be List[InvertedResidualConfig]")
        block = block or InvertedResidual
        norm_layer = norm_layer or partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": nn.Hardswish}
        wide = 6 * rows[-1].out_channels
        self.features = nn.Sequential(
            Conv2dNormActivation(3, rows[0].input_channels, stride=2, **like),
            *[block(row, norm_layer) for row in rows],
            Conv2dNormActivation(rows[-1].out_channels, wide, 1, **like),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(wide, last_channel),
            nn.Hardswish(inplace=True),
            nn.Dropout(dropout, inplace=True),
            nn.Linear(last_channel, num_classes),
        )
        initialise(self, he_fan_out, small_normal)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.avgpool(self.features(x)).flatten(1))


# kernel, expanded width, width, squeeze and excitation, activation, stride; the last three rows form the tail.
_LARGE = (
    (3, 16, 16, False, "RE", 1),
    (3, 64, 24, False, "RE", 2),
    (3, 72, 24, False, "RE", 1),
    (5, 72, 40, True, "RE", 2),
    (5, 120, 40, True, "RE", 1),
    (5, 120, 40, True, "RE", 1),
    (3, 240, 80, False, "HS", 2),
    (3, 200, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 480, 112, True, "HS", 1),
    (3, 672, 112, True, "HS", 1),
    (5, 672, 160, True, "HS", 2),
    (5, 960, 160, True, "HS", 1),
    (5, 960, 160, True, "HS", 1),
)
_SMALL = (
    (3, 16, 16, True, "RE", 2),
    (3, 72, 24, False, "RE", 2),
    (3, 88, 24, False, "RE", 1),
    (5, 96, 40, True, "HS", 2),
    (5, 240, 40, True, "HS", 1),
    (5, 240, 40, True, "HS", 1),
    (5, 120, 48, True, "HS", 1),
    (5, 144, 48, True, "HS", 1),
    (5, 288, 96, True, "HS", 2),
    (5, 576, 96, True, "HS", 1),
    (5, 576, 96, True, "HS", 1),
)


def _mobilenet_v3(rows, last, width_mult=1.0, reduced_tail=False, dilated=False, **kwargs):
    """``reduced_tail`` halves the widths of the tail, ``dilated`` gives it dilation 2 instead of a stride."""
    settings = []
    before = 16
    for i, (kernel, expanded, width, se, activation, stride) in enumerate(rows, 1 - len(rows)):
        tail = i > -3
        if tail and reduced_tail:
            width //= 2
            if i > -2:
                expanded //= 2
        settings.append(
            InvertedResidualConfig(
                before, kernel, expanded, width, se, activation, stride, 2 if tail and dilated else 1, width_mult
            )
        )
        before = width
    last = InvertedResidualConfig.adjust_channels(last // 2 if reduced_tail else last, width_mult)
    return MobileNetV3(settings, last, **kwargs)


mobilenet_v3_large = builder("mobilenet_v3_large", _mobilenet_v3, _LARGE, 1280)
mobilenet_v3_small = builder("mobilenet_v3_small", _mobilenet_v3, _SMALL, 1024)
