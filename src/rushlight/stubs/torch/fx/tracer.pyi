# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.tracer import Tracer as Tracer
from rushlight.fx.tracer import symbolic_trace as symbolic_trace
from rushlight.fx.tracer import wrap as wrap
