# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.spectral_norm import SpectralNorm as SpectralNorm
from rushlight.nn.utils.spectral_norm import SpectralNormStateDictHook as SpectralNormStateDictHook
from rushlight.nn.utils.spectral_norm import remove_spectral_norm as remove_spectral_norm
from rushlight.nn.utils.spectral_norm import spectral_norm as spectral_norm
