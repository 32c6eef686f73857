# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.profiler_util import EventList as EventList
from rushlight.autograd.profiler_util import FunctionEvent as FunctionEvent
from rushlight.autograd.profiler_util import FunctionEventAvg as FunctionEventAvg
