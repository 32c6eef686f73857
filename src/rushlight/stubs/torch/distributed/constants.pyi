# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.constants import default_pg_nccl_timeout as default_pg_nccl_timeout
from rushlight.distributed.constants import default_pg_timeout as default_pg_timeout
