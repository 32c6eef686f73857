"""Of ONNX files, which can't be written yet: helpers of exporters."""

from __future__ import annotations

from .._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.onnx.symbolic_helper",
    "rushlight writes no ONNX files yet; export with PyTorch",
    functions="parse_args",
)
