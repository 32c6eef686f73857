# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.fsdp.sharded_grad_scaler import ShardedGradScaler as ShardedGradScaler
