# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from . import optimization as optimization
from . import proxy_tensor as proxy_tensor
from . import symbolic_shapes as symbolic_shapes
