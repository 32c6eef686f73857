# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import PowerSGDState as PowerSGDState
from rushlight.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import annotations as annotations
from rushlight.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import batched_powerSGD_hook as batched_powerSGD_hook
from rushlight.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import powerSGD_hook as powerSGD_hook
from rushlight.distributed.algorithms.ddp_comm_hooks.powerSGD_hook import refusing as refusing
