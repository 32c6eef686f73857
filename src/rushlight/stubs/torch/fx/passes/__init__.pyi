# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from . import shape_prop as shape_prop
