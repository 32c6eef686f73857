# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.fsdp.fully_sharded_data_parallel import FullyShardedDataParallel as FullyShardedDataParallel
from rushlight.distributed.fsdp.fully_sharded_data_parallel import OptimStateKeyType as OptimStateKeyType
