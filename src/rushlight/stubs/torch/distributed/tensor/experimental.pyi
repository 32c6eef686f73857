# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.tensor.experimental import implicit_replication as implicit_replication
