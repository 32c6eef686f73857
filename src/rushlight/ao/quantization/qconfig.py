"""Numbers of 8 bits and fewer, which aren't there."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.ao.quantization.qconfig",
    "numbers of 8 bits and fewer have no kernels here; compute in float32 or bfloat16",
    "QConfig QConfigDynamic",
    "get_default_qconfig get_default_qat_qconfig",
)
