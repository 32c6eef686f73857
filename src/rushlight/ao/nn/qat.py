"""Layers of quantised networks, which aren't there."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.ao.nn.qat",
    "quantisation is not there; use torch.nn's layers",
    "Conv1d Conv2d Conv3d ConvBn2d ConvBnReLU2d ConvReLU2d Embedding EmbeddingBag FloatFunctional LSTM "
    "Linear LinearReLU QFunctional",
)
