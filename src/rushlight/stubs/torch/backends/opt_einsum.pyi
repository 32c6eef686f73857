# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.backends.opt_einsum import enabled as enabled
from rushlight.backends.opt_einsum import flags as flags
from rushlight.backends.opt_einsum import get_opt_einsum as get_opt_einsum
from rushlight.backends.opt_einsum import is_available as is_available
from rushlight.backends.opt_einsum import set_flags as set_flags
from rushlight.backends.opt_einsum import strategy as strategy
