"""Quantisation and its kin, which aren't there: names can be imported, and say so when they are used."""

from __future__ import annotations

from .._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(), "torch.ao", "quantisation is not there; compute in float32 or bfloat16", submodules="nn quantization"
)
