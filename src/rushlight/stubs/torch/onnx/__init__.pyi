# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.onnx import ONNXProgram as ONNXProgram
from rushlight.onnx import OnnxExporterError as OnnxExporterError
from rushlight.onnx import OperatorExportTypes as OperatorExportTypes
from rushlight.onnx import TrainingMode as TrainingMode
from rushlight.onnx import export as export
from rushlight.onnx import is_in_onnx_export as is_in_onnx_export
from . import errors as errors
from . import operators as operators
from . import symbolic_helper as symbolic_helper
from . import utils as utils
