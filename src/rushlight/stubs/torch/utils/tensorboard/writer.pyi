# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.tensorboard.writer import SummaryWriter as SummaryWriter
