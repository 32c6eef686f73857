# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.elastic.multiprocessing.errors import ChildFailedError as ChildFailedError
from rushlight.distributed.elastic.multiprocessing.errors import ErrorHandler as ErrorHandler
from rushlight.distributed.elastic.multiprocessing.errors import ProcessFailure as ProcessFailure
from rushlight.distributed.elastic.multiprocessing.errors import get_error_handler as get_error_handler
from rushlight.distributed.elastic.multiprocessing.errors import record as record
