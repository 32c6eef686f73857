# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.tensorboard import SummaryWriter as SummaryWriter
from . import summary as summary
from . import writer as writer
