# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cpu import Event as Event
from rushlight.cpu import Stream as Stream
from rushlight.cpu import StreamContext as StreamContext
from rushlight.cpu import current_device as current_device
from rushlight.cpu import current_stream as current_stream
from rushlight.cpu import device_count as device_count
from rushlight.cpu import get_capabilities as get_capabilities
from rushlight.cpu import is_available as is_available
from rushlight.cpu import is_initialized as is_initialized
from rushlight.cpu import set_device as set_device
from rushlight.cpu import stream as stream
from rushlight.cpu import synchronize as synchronize
from . import amp as amp
