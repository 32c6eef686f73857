# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.cpu import get_cpu_capability as get_cpu_capability
