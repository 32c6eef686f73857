# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.quasirandom.sobol import SobolEngine as SobolEngine
