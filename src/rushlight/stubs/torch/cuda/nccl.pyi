# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda.nccl import is_available as is_available
from rushlight.cuda.nccl import unique_id as unique_id
from rushlight.cuda.nccl import version as version
