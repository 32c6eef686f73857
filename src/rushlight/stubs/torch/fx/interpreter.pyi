# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.interpreter import Interpreter as Interpreter
from rushlight.fx.interpreter import Transformer as Transformer
