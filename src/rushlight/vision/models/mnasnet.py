"""MNASNets. Tan et al., MnasNet: Platform-Aware Neural Architecture Search for Mobile, 2019."""

from __future__ import annotations

import warnings

from ... import Tensor, nn
from ._api import builder
from ._utils import _make_divisible, he_fan_out, initialise

__all__ = ["MNASNet", "mnasnet0_5", "mnasnet0_75", "mnasnet1_0", "mnasnet1_3"]

_MOMENTUM = 1 - 0.9997  # the paper's decay per batch, as torch counts it


def _conv_norm(before, width, kernel, stride=1, groups=1, activation=True):
    layers = [
        nn.Conv2d(before, width, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(width, momentum=_MOMENTUM),
    ]
    return [*layers, nn.ReLU(inplace=True)] if activation else layers


class _InvertedResidual(nn.Module):
    """1×1, depthwise, 1×1; beside the input where the shapes allow it."""

    def __init__(self, before, width, kernel, stride, expansion):
        super().__init__()
        between = before * expansion
        self.apply_residual = before == width and stride == 1
        self.layers = nn.Sequential(
            *_conv_norm(before, between, 1),
            *_conv_norm(between, between, kernel, stride, between),
            *_conv_norm(between, width, 1, activation=False),
        )

    def forward(self, input: Tensor) -> Tensor:
        return self.layers(input) + input if self.apply_residual else self.layers(input)


def _stack(before, width, kernel, stride, expansion, repeats):
    first = _InvertedResidual(before, width, kernel, stride, expansion)
    rest = [_InvertedResidual(width, width, kernel, 1, expansion) for _ in range(repeats - 1)]
    return nn.Sequential(first, *rest)


def _widths(alpha):
    return [_make_divisible(width * alpha, 8) for width in (32, 16, 24, 40, 80, 96, 192, 320)]


def _stem(first, second):
    return [
        *_conv_norm(3, first, 3, 2),
        *_conv_norm(first, first, 3, 1, first),
        *_conv_norm(first, second, 1, activation=False),
    ]


class MNASNet(nn.Module):
    """Stacks of inverted residual blocks, all widths scaled by ``alpha``. Shapes: x (N, 3, H, W), result (N,
    num_classes).

    >>> from rushlight.vision import models
    >>> with torch.device("meta"):
    ...     models.mnasnet0_5(num_classes=10)(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    _version = 2  # of its files: in the first, the stem's width was not scaled

    def __init__(self, alpha: float, num_classes: int = 1000, dropout: float = 0.2) -> None:
        super().__init__()
        if alpha <= 0.0:
            raise ValueError(f"alpha should be greater than 0.0 instead of {alpha}")
        self.alpha = alpha
        self.num_classes = num_classes
        w = _widths(alpha)
        self.layers = nn.Sequential(
            *_stem(w[0], w[1]),
            _stack(w[1], w[2], 3, 2, 3, 3),
            _stack(w[2], w[3], 5, 2, 3, 3),
            _stack(w[3], w[4], 5, 2, 6, 3),
            _stack(w[4], w[5], 3, 1, 6, 2),
            _stack(w[5], w[6], 5, 2, 6, 4),
            _stack(w[6], w[7], 3, 1, 6, 1),
            *_conv_norm(w[7], 1280, 1),
        )
        self.classifier = nn.Sequential(nn.Dropout(dropout, inplace=True), nn.Linear(1280, num_classes))

        def draw(linear):
            nn.init.kaiming_uniform_(linear.weight, mode="fan_out", nonlinearity="sigmoid")

        initialise(self, he_fan_out, draw)

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.layers(x).mean([2, 3]))

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
        version = local_metadata.get("version")
        if version not in (1, 2):
            raise ValueError(f"version should be set to 1 or 2 instead of {version}")
        if version == 1 and self.alpha != 1.0:
            narrow = _widths(self.alpha)[2]
            for i, layer in enumerate([*_stem(32, 16), _stack(16, narrow, 3, 2, 3, 3)]):
                self.layers[i] = layer
            self._version = 1
            warnings.warn(
                "This file was saved by the first version of MNASNet. It loads and works as before; newer files have "
                "another stem.",
                UserWarning,
                stacklevel=2,
            )
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)


mnasnet0_5 = builder("mnasnet0_5", MNASNet, 0.5)
mnasnet0_75 = builder("mnasnet0_75", MNASNet, 0.75)
mnasnet1_0 = builder("mnasnet1_0", MNASNet, 1.0)
mnasnet1_3 = builder("mnasnet1_3", MNASNet, 1.3)
