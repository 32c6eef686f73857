# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.passes import backward as backward
from rushlight.autograd.passes import grad as grad
