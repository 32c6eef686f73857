# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.types import Device as Device
from rushlight.types import FileLike as FileLike
from rushlight.types import Number as Number
from rushlight.types import Storage as Storage
