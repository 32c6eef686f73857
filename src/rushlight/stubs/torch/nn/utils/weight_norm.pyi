# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.weight_norm import WeightNorm as WeightNorm
from rushlight.nn.utils.weight_norm import remove_weight_norm as remove_weight_norm
from rushlight.nn.utils.weight_norm import weight_norm as weight_norm
