"""Networks for pictures, with torchvision's names, arguments, state dicts and weights: its files load.

model = models.resnet18(weights="DEFAULT")                       # fetched, or found where torch keeps them
model.load_state_dict(torch.load("resnet18-f37072fd.pth"))       # any other file
"""

from __future__ import annotations

from typing import Any as _Any

from ..._base.errors import MissingName
from ._api import get_model, get_model_builder, get_model_weights, get_weight, list_models
from ._weights import Weights, WeightsEnum, class_of_name
from .alexnet import *
from .convnext import *
from .densenet import *
from .efficientnet import *
from .googlenet import *
from .inception import *
from .maxvit import *
from .mnasnet import *
from .mobilenet import *
from .regnet import *
from .resnet import *
from .shufflenetv2 import *
from .squeezenet import *
from .swin_transformer import *
from .vgg import *
from .vision_transformer import *


def __getattr__(name: str) -> _Any:
    found = class_of_name(name) if name.endswith("_Weights") else None
    if found is not None:
        return found
    raise MissingName("torchvision.models", name, lambda: list(globals()))
