"""Of ONNX files, which can't be written yet: operations for exporters."""

from __future__ import annotations

from .._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.onnx.operators",
    "rushlight writes no ONNX files yet; export with PyTorch",
    functions="shape_as_tensor reshape_from_tensor_shape",
)
