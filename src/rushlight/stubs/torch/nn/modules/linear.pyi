# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.linear import Bilinear as Bilinear
from rushlight.nn.modules.linear import Identity as Identity
from rushlight.nn.modules.linear import LazyLinear as LazyLinear
from rushlight.nn.modules.linear import Linear as Linear
