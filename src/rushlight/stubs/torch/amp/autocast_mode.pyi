# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.amp.autocast_mode import autocast as autocast
from rushlight.amp.autocast_mode import autocast_decorator as autocast_decorator
from rushlight.amp.autocast_mode import custom_bwd as custom_bwd
from rushlight.amp.autocast_mode import custom_fwd as custom_fwd
from rushlight.amp.autocast_mode import is_autocast_available as is_autocast_available
