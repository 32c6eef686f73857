# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.autograd.variable import Variable as Variable
