# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.attention import SDPBackend as SDPBackend
from rushlight.nn.attention import sdpa_kernel as sdpa_kernel
from . import flex_attention as flex_attention
