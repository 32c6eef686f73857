# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.optim.zero_redundancy_optimizer import ZeroRedundancyOptimizer as ZeroRedundancyOptimizer
