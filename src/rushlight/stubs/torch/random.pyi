# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.random import Generator as Generator
from rushlight.random import default_generator as default_generator
from rushlight.random import fork_rng as fork_rng
from rushlight.random import get_rng_state as get_rng_state
from rushlight.random import initial_seed as initial_seed
from rushlight.random import manual_seed as manual_seed
from rushlight.random import seed as seed
from rushlight.random import set_rng_state as set_rng_state
