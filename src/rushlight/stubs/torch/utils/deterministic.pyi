# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.deterministic import fill_uninitialized_memory as fill_uninitialized_memory
