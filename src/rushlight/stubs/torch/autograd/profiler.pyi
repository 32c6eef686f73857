# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.profiler import emit_itt as emit_itt
from rushlight.autograd.profiler import emit_nvtx as emit_nvtx
from rushlight.autograd.profiler import kineto_available as kineto_available
from rushlight.autograd.profiler import profile as profile
from rushlight.autograd.profiler import record_function as record_function
