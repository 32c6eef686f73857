# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.utils import annotations as annotations
