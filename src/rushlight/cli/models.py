"""The networks that can be trained by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import nn
from ..nn import functional as F
from ..vision.models import get_model, list_models

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor


class Net(nn.Module):
    """The small convolutional network of PyTorch's "60 minute blitz", for 32×32 colour pictures.

    Shapes: x (N, 3, 32, 32), result (N, classes): a score per class.
    """

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def _zoo(name):
    def build(classes=1000):
        # one score, not a tuple with those from half-way
        given = {"aux_logits": False, "init_weights": True} if name in ("googlenet", "inception_v3") else {}
        return get_model(name, num_classes=classes, **given)

    return build


MODELS = {"net": Net, **{name: _zoo(name) for name in list_models()}}  # name: builder, of the number of classes
