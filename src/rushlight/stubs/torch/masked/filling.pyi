# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.masked.filling import all_dims as all_dims
from rushlight.masked.filling import filled as filled
from rushlight.masked.filling import full_mask as full_mask
