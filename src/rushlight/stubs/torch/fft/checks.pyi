# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.fft.checks import annotations as annotations
from rushlight.fft.checks import check as check
from rushlight.fft.checks import check_tensor as check_tensor
from rushlight.fft.checks import delivered as delivered
from rushlight.fft.checks import index as index
from rushlight.fft.checks import normal_dim as normal_dim
from rushlight.fft.checks import sizes_and_dims as sizes_and_dims
from rushlight.fft.checks import stored as stored
from rushlight.fft.checks import whole as whole
