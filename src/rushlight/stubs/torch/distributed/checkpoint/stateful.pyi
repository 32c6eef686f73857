# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.stateful import Stateful as Stateful
from rushlight.distributed.checkpoint.stateful import StatefulT as StatefulT
