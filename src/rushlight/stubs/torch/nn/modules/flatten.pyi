# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.modules.flatten import Flatten as Flatten
from rushlight.nn.modules.flatten import Unflatten as Unflatten
