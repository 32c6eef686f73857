# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.run import get_args_parser as get_args_parser
from rushlight.distributed.run import main as main
from rushlight.distributed.run import parse_args as parse_args
from rushlight.distributed.run import run as run
