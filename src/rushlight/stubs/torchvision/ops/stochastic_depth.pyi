# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.vision.ops.stochastic_depth import StochasticDepth as StochasticDepth
from rushlight.vision.ops.stochastic_depth import stochastic_depth as stochastic_depth
