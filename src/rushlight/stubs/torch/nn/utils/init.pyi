# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.init import skip_init as skip_init
