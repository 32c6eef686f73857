# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.parallel import DataParallel as DataParallel
from . import data_parallel as data_parallel
from . import distributed as distributed
from . import scatter_gather as scatter_gather
