# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.onnx.symbolic_helper import annotations as annotations
from rushlight.onnx.symbolic_helper import parse_args as parse_args
from rushlight.onnx.symbolic_helper import refusing as refusing
