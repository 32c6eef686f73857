# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.fsdp.api import BackwardPrefetch as BackwardPrefetch
from rushlight.distributed.fsdp.api import CPUOffload as CPUOffload
from rushlight.distributed.fsdp.api import FullOptimStateDictConfig as FullOptimStateDictConfig
from rushlight.distributed.fsdp.api import FullStateDictConfig as FullStateDictConfig
from rushlight.distributed.fsdp.api import LocalOptimStateDictConfig as LocalOptimStateDictConfig
from rushlight.distributed.fsdp.api import LocalStateDictConfig as LocalStateDictConfig
from rushlight.distributed.fsdp.api import MixedPrecision as MixedPrecision
from rushlight.distributed.fsdp.api import OptimStateDictConfig as OptimStateDictConfig
from rushlight.distributed.fsdp.api import OptimStateKeyType as OptimStateKeyType
from rushlight.distributed.fsdp.api import ShardedOptimStateDictConfig as ShardedOptimStateDictConfig
from rushlight.distributed.fsdp.api import ShardedStateDictConfig as ShardedStateDictConfig
from rushlight.distributed.fsdp.api import ShardingStrategy as ShardingStrategy
from rushlight.distributed.fsdp.api import StateDictConfig as StateDictConfig
from rushlight.distributed.fsdp.api import StateDictSettings as StateDictSettings
from rushlight.distributed.fsdp.api import StateDictType as StateDictType
