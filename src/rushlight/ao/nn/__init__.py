"""Layers of quantised networks, which aren't there."""

from __future__ import annotations

from ..._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(), "torch.ao.nn", "quantisation is not there; use torch.nn's layers", submodules="intrinsic qat quantized"
)
