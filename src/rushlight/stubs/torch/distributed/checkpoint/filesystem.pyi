# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.filesystem import FileSystemReader as FileSystemReader
from rushlight.distributed.checkpoint.filesystem import FileSystemWriter as FileSystemWriter
