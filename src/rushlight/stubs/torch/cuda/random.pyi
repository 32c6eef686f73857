# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda.random import get_rng_state as get_rng_state
from rushlight.cuda.random import get_rng_state_all as get_rng_state_all
from rushlight.cuda.random import initial_seed as initial_seed
from rushlight.cuda.random import manual_seed as manual_seed
from rushlight.cuda.random import manual_seed_all as manual_seed_all
from rushlight.cuda.random import seed as seed
from rushlight.cuda.random import seed_all as seed_all
from rushlight.cuda.random import set_rng_state as set_rng_state
from rushlight.cuda.random import set_rng_state_all as set_rng_state_all
