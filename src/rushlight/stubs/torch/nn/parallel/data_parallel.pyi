# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.parallel.data_parallel import DataParallel as DataParallel
