# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cpu.amp import GradScaler as GradScaler
from rushlight.cpu.amp import autocast as autocast
