# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.default_planner import DefaultLoadPlanner as DefaultLoadPlanner
from rushlight.distributed.checkpoint.default_planner import DefaultSavePlanner as DefaultSavePlanner
