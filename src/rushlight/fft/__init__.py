"""Discrete Fourier transforms: ``torch.fft``."""

from __future__ import annotations

from .._face.autocast import POLICIES
from .._face.public import Declared
from .._tensor.tensor import Tensor
from .frequencies import fftfreq, fftshift, ifftshift, rfftfreq
from .many import fft2, fftn, hfft2, hfftn, ifft2, ifftn, ihfft2, ihfftn, irfft2, irfftn, rfft2, rfftn
from .one import fft, hfft, ifft, ihfft, irfft, rfft

__all__ = [
    "Tensor",
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "hfft2",
    "hfftn",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ihfft",
    "ihfft2",
    "ihfftn",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]

for _name in __all__[1:]:
    globals()[_name] = Declared(_name, globals()[_name], "", policy=POLICIES.get(_name, 0)).made("fft")
