# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.nn.utils.stateless import functional_call as functional_call
