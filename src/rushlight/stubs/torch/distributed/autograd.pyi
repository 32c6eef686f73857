# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.autograd import annotations as annotations
from rushlight.distributed.autograd import backward as backward
from rushlight.distributed.autograd import context as context
from rushlight.distributed.autograd import is_available as is_available
from rushlight.distributed.autograd import refusing as refusing
