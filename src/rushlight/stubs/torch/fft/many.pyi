# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fft.many import fft2 as fft2
from rushlight.fft.many import fftn as fftn
from rushlight.fft.many import hfft2 as hfft2
from rushlight.fft.many import hfftn as hfftn
from rushlight.fft.many import ifft2 as ifft2
from rushlight.fft.many import ifftn as ifftn
from rushlight.fft.many import ihfft2 as ihfft2
from rushlight.fft.many import ihfftn as ihfftn
from rushlight.fft.many import irfft2 as irfft2
from rushlight.fft.many import irfftn as irfftn
from rushlight.fft.many import rfft2 as rfft2
from rushlight.fft.many import rfftn as rfftn
