"""Of ONNX files, which can't be written yet: the exporter."""

from __future__ import annotations

from .._base.refused import refusing

__getattr__, __dir__ = refusing(
    globals(),
    "torch.onnx.utils",
    "rushlight writes no ONNX files yet; export with PyTorch",
    functions="export export_to_pretty_string select_model_mode_for_export register_custom_op_symbolic",
)
