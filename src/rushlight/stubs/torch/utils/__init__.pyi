# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from . import checkpoint as checkpoint
from . import data as data
from . import dlpack as dlpack
from . import tensorboard as tensorboard
