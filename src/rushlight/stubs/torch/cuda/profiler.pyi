# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda.profiler import profile as profile
from rushlight.cuda.profiler import start as start
from rushlight.cuda.profiler import stop as stop
