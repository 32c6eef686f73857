# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.mha import get_fastpath_enabled as get_fastpath_enabled
from rushlight.backends.mha import set_fastpath_enabled as set_fastpath_enabled
