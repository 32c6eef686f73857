# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fft.checks import check_input as check_input
from rushlight.fft.checks import check_norm as check_norm
from rushlight.fft.checks import delivered as delivered
from rushlight.fft.checks import sizes_and_dims as sizes_and_dims
from rushlight.fft.checks import whole as whole
