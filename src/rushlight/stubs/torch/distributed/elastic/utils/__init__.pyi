# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.elastic.utils import annotations as annotations
from rushlight.distributed.elastic.utils import refusing as refusing
