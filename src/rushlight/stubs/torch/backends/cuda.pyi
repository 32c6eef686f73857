# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.cuda import is_built as is_built
