# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.futures import Future as Future
from rushlight.futures import collect_all as collect_all
from rushlight.futures import wait_all as wait_all
