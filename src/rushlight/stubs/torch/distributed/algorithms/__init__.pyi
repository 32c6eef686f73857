# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms import annotations as annotations
from rushlight.distributed.algorithms import refusing as refusing
from . import ddp_comm_hooks as ddp_comm_hooks
from . import join as join
from . import model_averaging as model_averaging
