"""ONNX files, which can't be written yet: ``export`` says so when it is called."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from .._base.refused import refusing

if TYPE_CHECKING:
    from typing import Any

__all__ = ["ONNXProgram", "OnnxExporterError", "OperatorExportTypes", "TrainingMode", "export", "is_in_onnx_export"]

_WHY = (
    "rushlight writes no ONNX files yet. Save the weights (torch.save(model.state_dict(), path)) and export with "
    "PyTorch, which loads them"
)


class OnnxExporterError(RuntimeError):
    """A program could not be exported."""


class TrainingMode(enum.Enum):
    """In which mode a Module is to be exported."""

    EVAL = 0
    PRESERVE = 1
    TRAINING = 2


class OperatorExportTypes(enum.Enum):
    """What operations are to become."""

    ONNX = 0
    ONNX_ATEN = 1
    ONNX_ATEN_FALLBACK = 2
    ONNX_FALLTHROUGH = 3


class ONNXProgram:
    """What ``export`` would return. Raises OnnxExporterError: nothing is exported yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise OnnxExporterError(_WHY)


def is_in_onnx_export() -> bool:
    """Whether a program is being exported: False."""
    return False


def export(model: Any, args: Any = (), f: Any = None, **options: Any) -> Any:
    """Write a Module as an ONNX file. Raises OnnxExporterError: that can't be done yet."""
    raise OnnxExporterError(_WHY)


__getattr__, __dir__ = refusing(
    globals(),
    "torch.onnx",
    _WHY,
    "ExportableModule InputObserver JitScalarType",
    "register_custom_op_symbolic unregister_custom_op_symbolic select_model_mode_for_export dynamo_export",
    "symbolic_helper utils operators errors",
)
