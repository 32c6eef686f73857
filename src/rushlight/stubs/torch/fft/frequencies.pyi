# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fft.frequencies import annotations as annotations
from rushlight.fft.frequencies import arange as arange
from rushlight.fft.frequencies import as_dtype as as_dtype
from rushlight.fft.frequencies import dtypes as dtypes
from rushlight.fft.frequencies import fftfreq as fftfreq
from rushlight.fft.frequencies import fftshift as fftshift
from rushlight.fft.frequencies import ifftshift as ifftshift
from rushlight.fft.frequencies import public as public
from rushlight.fft.frequencies import rfftfreq as rfftfreq
from rushlight.fft.frequencies import roll as roll
from rushlight.fft.frequencies import stored as stored
