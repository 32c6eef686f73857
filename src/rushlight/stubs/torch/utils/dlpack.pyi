# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.utils.dlpack import DLDeviceType as DLDeviceType
from rushlight.utils.dlpack import from_dlpack as from_dlpack
from rushlight.utils.dlpack import to_dlpack as to_dlpack
