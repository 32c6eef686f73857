# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.quasirandom import SobolEngine as SobolEngine
from . import sobol as sobol
