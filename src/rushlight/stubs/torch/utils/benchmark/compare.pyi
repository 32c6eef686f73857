# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.benchmark.compare import Colorize as Colorize
from rushlight.utils.benchmark.compare import Compare as Compare
