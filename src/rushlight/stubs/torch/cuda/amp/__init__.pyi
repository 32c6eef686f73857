# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda.amp import GradScaler as GradScaler
from rushlight.cuda.amp import amp_definitely_not_available as amp_definitely_not_available
from rushlight.cuda.amp import autocast as autocast
from rushlight.cuda.amp import custom_bwd as custom_bwd
from rushlight.cuda.amp import custom_fwd as custom_fwd
