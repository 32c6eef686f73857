# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao import annotations as annotations
from rushlight.ao import refusing as refusing
from . import nn as nn
from . import quantization as quantization
