# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.optim.rmsprop import RMSprop as RMSprop
