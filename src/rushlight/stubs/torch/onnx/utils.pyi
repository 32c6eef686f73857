# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.onnx.utils import annotations as annotations
from rushlight.onnx.utils import export as export
from rushlight.onnx.utils import export_to_pretty_string as export_to_pretty_string
from rushlight.onnx.utils import refusing as refusing
from rushlight.onnx.utils import register_custom_op_symbolic as register_custom_op_symbolic
from rushlight.onnx.utils import select_model_mode_for_export as select_model_mode_for_export
