# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.remote_device import _remote_device as _remote_device
