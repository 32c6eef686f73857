# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.miopen import flags as flags
from rushlight.backends.miopen import immediate as immediate
from rushlight.backends.miopen import set_flags as set_flags
