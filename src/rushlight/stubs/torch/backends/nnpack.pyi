# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.nnpack import enabled as enabled
from rushlight.backends.nnpack import flags as flags
from rushlight.backends.nnpack import is_available as is_available
from rushlight.backends.nnpack import set_flags as set_flags
