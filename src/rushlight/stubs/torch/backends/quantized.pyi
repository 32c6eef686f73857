# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.quantized import engine as engine
from rushlight.backends.quantized import supported_engines as supported_engines
