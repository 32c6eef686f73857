# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.tensor.parallel import ColwiseParallel as ColwiseParallel
from rushlight.distributed.tensor.parallel import ParallelStyle as ParallelStyle
from rushlight.distributed.tensor.parallel import PrepareModuleInput as PrepareModuleInput
from rushlight.distributed.tensor.parallel import PrepareModuleInputOutput as PrepareModuleInputOutput
from rushlight.distributed.tensor.parallel import PrepareModuleOutput as PrepareModuleOutput
from rushlight.distributed.tensor.parallel import RowwiseParallel as RowwiseParallel
from rushlight.distributed.tensor.parallel import SequenceParallel as SequenceParallel
from rushlight.distributed.tensor.parallel import loss_parallel as loss_parallel
from rushlight.distributed.tensor.parallel import parallelize_module as parallelize_module
