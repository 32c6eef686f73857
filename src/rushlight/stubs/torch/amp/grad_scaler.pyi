# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.amp.grad_scaler import GradScaler as GradScaler
from rushlight.amp.grad_scaler import OptState as OptState
