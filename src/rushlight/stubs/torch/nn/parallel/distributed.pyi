# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.parallel.distributed import DistributedDataParallel as DistributedDataParallel
