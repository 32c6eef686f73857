# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.mkl import VERBOSE_OFF as VERBOSE_OFF
from rushlight.backends.mkl import VERBOSE_ON as VERBOSE_ON
from rushlight.backends.mkl import is_available as is_available
from rushlight.backends.mkl import verbose as verbose
