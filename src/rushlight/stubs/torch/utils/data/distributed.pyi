# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.data.distributed import DistributedSampler as DistributedSampler
