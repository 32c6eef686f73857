# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.nn import all_gather as all_gather
from rushlight.distributed.nn import all_reduce as all_reduce
from rushlight.distributed.nn import all_to_all as all_to_all
from rushlight.distributed.nn import all_to_all_single as all_to_all_single
from rushlight.distributed.nn import broadcast as broadcast
from rushlight.distributed.nn import gather as gather
from rushlight.distributed.nn import reduce as reduce
from rushlight.distributed.nn import reduce_scatter as reduce_scatter
from rushlight.distributed.nn import scatter as scatter
from . import functional as functional
