# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.amp import GradScaler as GradScaler
from rushlight.amp import autocast as autocast
from rushlight.amp import custom_bwd as custom_bwd
from rushlight.amp import custom_fwd as custom_fwd
from rushlight.amp import is_autocast_available as is_autocast_available
from . import autocast_mode as autocast_mode
from . import grad_scaler as grad_scaler
