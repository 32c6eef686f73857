"""What several families of models share."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ... import Tensor, arange, cat, meshgrid, nn


def _make_divisible(v, divisor, min_value=None):
    """The multiple of ``divisor`` nearest to ``v``, but at least ``min_value`` and 0.9 v. Sandler et al., MobileNetV2,
    2018."""
    near = max(min_value or divisor, int(v + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * v else near


def initialise(
    model: nn.Module, conv: Callable[[nn.Conv2d], Any] | None = None, linear: Callable[[nn.Linear], Any] | None = None
) -> None:
    """Draw the weights of convolutions by ``conv(module)`` and of linear layers by ``linear(module)``, in the order in
    which they stand in the model; their biases become 0. None leaves that kind as its class made it."""
    draw: Any
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            draw = conv
        elif isinstance(module, nn.Linear):
            draw = linear
        else:
            continue
        if draw is not None:
            draw(module)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def he_fan_out(module: nn.Conv2d | nn.Linear) -> None:
    """Normal weights that keep the size of gradients through ReLU. He et al., Delving Deep into Rectifiers, 2015."""
    nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


def small_normal(module: nn.Conv2d | nn.Linear) -> None:
    """Normal weights, standard deviation 0.01."""
    nn.init.normal_(module.weight, 0, 0.01)


def pooled(features: Tensor) -> Tensor:
    """The mean over height and width: (N, C, H, W) -> (N, C)."""
    return nn.functional.adaptive_avg_pool2d(features, 1).flatten(1)


class BasicConv2d(nn.Module):
    """Convolution without bias, batch norm, ReLU: what the Inception networks are made of."""

    def __init__(self, in_channels: int, out_channels: int, **kwargs: Any) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.relu(self.bn(self.conv(x)), inplace=True)


def normalised_as_published(x: Tensor) -> Tensor:
    """Pictures with the usual ImageNet mean and standard deviation, for weights that were trained with 0.5 for both."""
    mean, std = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    channels = [x[:, i : i + 1] * (s / 0.5) + (m - 0.5) / 0.5 for i, (m, s) in enumerate(zip(mean, std, strict=True))]
    return cat(channels, 1)


def redraw_truncated(model: nn.Module, default: float) -> None:
    """Weights of convolutions and linear layers normal within ±2, with standard deviation ``module.stddev`` or
    ``default``."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.trunc_normal_(module.weight, mean=0.0, std=float(getattr(module, "stddev", default)), a=-2, b=2)


def warn_of_default_weights(name: str) -> None:
    """The warning that a model was built without saying how its weights are to be drawn."""
    warnings.warn(
        f"The default weight initialization of {name} will be changed in future releases of torchvision. If you wish "
        "to keep the old behavior, please set init_weights=True.",
        FutureWarning,
        stacklevel=4,
    )


def relative_positions(height: int, width: int) -> Tensor:
    """(pixels, pixels): for each pair of pixels of a window the number of their difference, from the most negative one
    on."""
    rows, columns = (g.flatten() for g in meshgrid(arange(height), arange(width), indexing="ij"))
    down = rows[:, None] - rows[None, :] + height - 1
    across = columns[:, None] - columns[None, :] + width - 1
    return down * (2 * width - 1) + across


class IntermediateLayerGetter(nn.ModuleDict):
    """Runs a model's children one after the other and gives what some of them made, as an OrderedDict.

    ``return_layers``: {name of a child: name in the result}. Children behind the last of these are left out. It suits
    models that use their children in the order of their definition, each once. Raises: ValueError for names that are
    not children.

    >>> from rushlight.vision import models
    >>> from rushlight.vision.models._utils import IntermediateLayerGetter
    >>> getter = IntermediateLayerGetter(models.resnet18(), {"layer1": "early", "layer3": "late"})
    >>> [(name, tuple(y.shape)) for name, y in getter(torch.zeros(1, 3, 64, 64)).items()]
    [('early', (1, 64, 16, 16)), ('late', (1, 256, 4, 4))]
    """

    _version = 2

    def __init__(self, model: nn.Module, return_layers: dict[str, str]) -> None:
        children = dict(model.named_children())
        if not set(return_layers) <= set(children):
            raise ValueError("return_layers are not present in model")
        names = list(children)
        last = max((names.index(name) for name in return_layers), default=len(names) - 1)
        super().__init__({name: children[name] for name in names[: last + 1]})
        self.return_layers = return_layers

    def forward(self, x: Tensor) -> OrderedDict[str, Tensor]:
        found = OrderedDict()
        for name, module in self.items():
            x = module(x)
            if name in self.return_layers:
                found[self.return_layers[name]] = x
        return found
