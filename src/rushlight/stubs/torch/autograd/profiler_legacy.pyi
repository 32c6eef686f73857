# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.profiler_legacy import profile as profile
from rushlight.autograd.profiler_legacy import record_function as record_function
