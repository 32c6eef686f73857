# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.ao.nn import annotations as annotations
from rushlight.ao.nn import refusing as refusing
from . import intrinsic as intrinsic
from . import qat as qat
from . import quantized as quantized
