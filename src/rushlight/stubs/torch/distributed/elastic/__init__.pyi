# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.elastic import annotations as annotations
from rushlight.distributed.elastic import refusing as refusing
from . import agent as agent
from . import multiprocessing as multiprocessing
from . import rendezvous as rendezvous
from . import utils as utils
