"""Numbers of 8 bits and fewer, which aren't there: names can be imported, and say so when they are used."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.ao.quantization",
    "numbers of 8 bits and fewer have no kernels here. Compute in float32 or bfloat16 (torch.autocast('cpu')), or "
    "quantise with PyTorch",
    "DeQuantStub FakeQuantize FakeQuantizeBase FusedMovingAvgObsFakeQuantize HistogramObserver MinMaxObserver "
    "MovingAverageMinMaxObserver MovingAveragePerChannelMinMaxObserver NoopObserver ObserverBase "
    "PerChannelMinMaxObserver PlaceholderObserver QConfig QConfigMapping QuantStub QuantWrapper RecordingObserver",
    "convert disable_fake_quant disable_observer enable_fake_quant enable_observer fuse_modules fuse_modules_qat "
    "get_default_qat_qconfig get_default_qat_qconfig_mapping get_default_qconfig get_default_qconfig_mapping prepare "
    "prepare_qat propagate_qconfig_ quantize quantize_dynamic quantize_qat swap_module",
    "fake_quantize observer qconfig quantize_fx",
)
