# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms.model_averaging.averagers import ModelAverager as ModelAverager
from rushlight.distributed.algorithms.model_averaging.averagers import PeriodicModelAverager as PeriodicModelAverager
