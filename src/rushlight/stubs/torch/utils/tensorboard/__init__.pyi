# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.tensorboard import SummaryWriter as SummaryWriter
from . import writer as writer
