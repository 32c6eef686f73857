# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.onnx.errors import SymbolicValueError as SymbolicValueError
from rushlight.onnx.errors import UnsupportedOperatorError as UnsupportedOperatorError
