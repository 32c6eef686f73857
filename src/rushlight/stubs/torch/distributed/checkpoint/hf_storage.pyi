# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.checkpoint.hf_storage import HuggingFaceStorageReader as HuggingFaceStorageReader
from rushlight.distributed.checkpoint.hf_storage import HuggingFaceStorageWriter as HuggingFaceStorageWriter
