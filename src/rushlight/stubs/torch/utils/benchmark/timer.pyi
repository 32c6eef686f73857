# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.benchmark.timer import Language as Language
from rushlight.utils.benchmark.timer import Timer as Timer
from rushlight.utils.benchmark.timer import timer as timer
