# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms.ddp_comm_hooks import DDPCommHookType as DDPCommHookType
from rushlight.distributed.algorithms.ddp_comm_hooks import register_ddp_comm_hook as register_ddp_comm_hook
from . import debugging_hooks as debugging_hooks
from . import default_hooks as default_hooks
from . import post_localSGD_hook as post_localSGD_hook
from . import powerSGD_hook as powerSGD_hook
