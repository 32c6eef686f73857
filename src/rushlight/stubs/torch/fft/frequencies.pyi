# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fft.frequencies import fftfreq as fftfreq
from rushlight.fft.frequencies import fftshift as fftshift
from rushlight.fft.frequencies import ifftshift as ifftshift
from rushlight.fft.frequencies import rfftfreq as rfftfreq
