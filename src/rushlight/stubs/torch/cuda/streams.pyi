# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.cuda.streams import Event as Event
from rushlight.cuda.streams import ExternalStream as ExternalStream
from rushlight.cuda.streams import Stream as Stream
from rushlight.cuda.streams import StreamContext as StreamContext
from rushlight.cuda.streams import current_stream as current_stream
from rushlight.cuda.streams import default_stream as default_stream
from rushlight.cuda.streams import get_stream_from_external as get_stream_from_external
from rushlight.cuda.streams import set_stream as set_stream
from rushlight.cuda.streams import stream as stream
