"""Networks for pictures, with torchvision's names, arguments and state dicts: its weight files load.

model = models.resnet18()
model.load_state_dict(torch.load("resnet18-f37072fd.pth"))
"""

from __future__ import annotations

from ..._errors import MissingName
from ._api import get_model, get_model_builder, list_models
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


def __getattr__(name):
    raise MissingName("torchvision.models", name, lambda: list(globals()))
