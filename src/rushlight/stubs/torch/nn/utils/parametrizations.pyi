# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.parametrizations import orthogonal as orthogonal
from rushlight.nn.utils.parametrizations import spectral_norm as spectral_norm
from rushlight.nn.utils.parametrizations import weight_norm as weight_norm
