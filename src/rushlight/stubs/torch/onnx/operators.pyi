# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.onnx.operators import annotations as annotations
from rushlight.onnx.operators import refusing as refusing
from rushlight.onnx.operators import reshape_from_tensor_shape as reshape_from_tensor_shape
from rushlight.onnx.operators import shape_as_tensor as shape_as_tensor
