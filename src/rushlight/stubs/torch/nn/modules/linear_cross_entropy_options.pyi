# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.linear_cross_entropy_options import LinearCrossEntropyOptions as LinearCrossEntropyOptions
