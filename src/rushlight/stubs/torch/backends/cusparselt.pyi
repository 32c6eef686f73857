# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.cusparselt import is_available as is_available
