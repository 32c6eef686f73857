# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from . import cuda as cuda
from . import cudnn as cudnn
from . import mps as mps
