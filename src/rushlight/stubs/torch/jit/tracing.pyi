# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.jit.tracing import TracerWarning as TracerWarning
from rushlight.jit.tracing import TracingCheckError as TracingCheckError
from rushlight.jit.tracing import trace as trace
from rushlight.jit.tracing import trace_module as trace_module
