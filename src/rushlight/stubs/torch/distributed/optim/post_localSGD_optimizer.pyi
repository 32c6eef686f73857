# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.optim.post_localSGD_optimizer import PostLocalSGDOptimizer as PostLocalSGDOptimizer
