# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms.ddp_comm_hooks.post_localSGD_hook import PostLocalSGDState as PostLocalSGDState
from rushlight.distributed.algorithms.ddp_comm_hooks.post_localSGD_hook import post_localSGD_hook as post_localSGD_hook
