# Written by tools/stubs from the declarations (_face/public.py), not by hand.

from .._tensor.tensor import Tensor as Tensor
from .frequencies import fftfreq as fftfreq
from .frequencies import fftshift as fftshift
from .frequencies import ifftshift as ifftshift
from .frequencies import rfftfreq as rfftfreq
from .many import fft2 as fft2
from .many import fftn as fftn
from .many import hfft2 as hfft2
from .many import hfftn as hfftn
from .many import ifft2 as ifft2
from .many import ifftn as ifftn
from .many import ihfft2 as ihfft2
from .many import ihfftn as ihfftn
from .many import irfft2 as irfft2
from .many import irfftn as irfftn
from .many import rfft2 as rfft2
from .many import rfftn as rfftn
from .one import fft as fft
from .one import hfft as hfft
from .one import ifft as ifft
from .one import ihfft as ihfft
from .one import irfft as irfft
from .one import rfft as rfft
