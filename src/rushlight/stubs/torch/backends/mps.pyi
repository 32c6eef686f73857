# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.mps import is_available as is_available
from rushlight.backends.mps import is_built as is_built
