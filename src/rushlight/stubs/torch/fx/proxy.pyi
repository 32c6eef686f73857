# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fx.proxy import GraphAppendingTracer as GraphAppendingTracer
from rushlight.fx.proxy import Proxy as Proxy
from rushlight.fx.proxy import TraceError as TraceError
from rushlight.fx.proxy import TracerBase as TracerBase
