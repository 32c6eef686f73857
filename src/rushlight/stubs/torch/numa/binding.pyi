# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.numa.binding import AffinityMode as AffinityMode
from rushlight.numa.binding import NumaOptions as NumaOptions
