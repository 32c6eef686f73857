# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.serialization import add_safe_globals as add_safe_globals
from rushlight.serialization import clear_safe_globals as clear_safe_globals
from rushlight.serialization import get_safe_globals as get_safe_globals
from rushlight.serialization import load as load
from rushlight.serialization import safe_globals as safe_globals
from rushlight.serialization import save as save
from . import safetensors as safetensors
