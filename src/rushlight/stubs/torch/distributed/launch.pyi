# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.launch import main as main
from rushlight.distributed.launch import parse_args as parse_args
