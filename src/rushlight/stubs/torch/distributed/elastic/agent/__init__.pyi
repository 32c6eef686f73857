# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.elastic.agent import annotations as annotations
from rushlight.distributed.elastic.agent import refusing as refusing
