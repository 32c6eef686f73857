# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.cudnn import allow_tf32 as allow_tf32
from rushlight.backends.cudnn import benchmark as benchmark
from rushlight.backends.cudnn import deterministic as deterministic
from rushlight.backends.cudnn import enabled as enabled
from rushlight.backends.cudnn import is_available as is_available
from rushlight.backends.cudnn import version as version
