# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.multiprocessing.reductions import init_reductions as init_reductions
from rushlight.multiprocessing.reductions import rebuild_tensor as rebuild_tensor
from rushlight.multiprocessing.reductions import reduce_tensor as reduce_tensor
