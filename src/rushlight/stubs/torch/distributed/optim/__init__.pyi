# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.optim import PostLocalSGDOptimizer as PostLocalSGDOptimizer
from rushlight.distributed.optim import ZeroRedundancyOptimizer as ZeroRedundancyOptimizer
from . import post_localSGD_optimizer as post_localSGD_optimizer
from . import zero_redundancy_optimizer as zero_redundancy_optimizer
