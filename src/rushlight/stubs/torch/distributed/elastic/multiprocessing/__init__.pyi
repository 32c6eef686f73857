# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.elastic.multiprocessing import start_processes as start_processes
from . import errors as errors
