"""Numbers of 8 bits and fewer, which aren't there."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.ao.quantization.observer",
    "numbers of 8 bits and fewer have no kernels here; compute in float32 or bfloat16",
    "HistogramObserver MinMaxObserver MovingAverageMinMaxObserver ObserverBase PerChannelMinMaxObserver",
    "",
)
