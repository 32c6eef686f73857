# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.c10d_logger import F as F
from rushlight.distributed.c10d_logger import annotations as annotations
