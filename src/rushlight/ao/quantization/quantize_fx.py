"""Numbers of 8 bits and fewer, which aren't there."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.ao.quantization.quantize_fx",
    "numbers of 8 bits and fewer have no kernels here; compute in float32 or bfloat16",
    "",
    "convert_fx fuse_fx prepare_fx prepare_qat_fx",
)
