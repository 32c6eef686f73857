# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fft.one import fft as fft
from rushlight.fft.one import hfft as hfft
from rushlight.fft.one import ifft as ifft
from rushlight.fft.one import ihfft as ihfft
from rushlight.fft.one import irfft as irfft
from rushlight.fft.one import rfft as rfft
