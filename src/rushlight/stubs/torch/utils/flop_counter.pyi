# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.flop_counter import FlopCounterMode as FlopCounterMode
from rushlight.utils.flop_counter import flop_registry as flop_registry
from rushlight.utils.flop_counter import register_flop_formula as register_flop_formula
