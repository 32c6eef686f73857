# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda import OutOfMemoryError as OutOfMemoryError
from rushlight.cuda import current_device as current_device
from rushlight.cuda import device_count as device_count
from rushlight.cuda import empty_cache as empty_cache
from rushlight.cuda import get_device_name as get_device_name
from rushlight.cuda import get_device_properties as get_device_properties
from rushlight.cuda import is_available as is_available
from rushlight.cuda import is_initialized as is_initialized
from rushlight.cuda import manual_seed as manual_seed
from rushlight.cuda import manual_seed_all as manual_seed_all
from rushlight.cuda import synchronize as synchronize
from . import amp as amp
