# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms.join import Join as Join
from rushlight.distributed.algorithms.join import JoinHook as JoinHook
from rushlight.distributed.algorithms.join import Joinable as Joinable
