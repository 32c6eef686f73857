# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook as allreduce_hook
from rushlight.distributed.algorithms.ddp_comm_hooks.default_hooks import bf16_compress_hook as bf16_compress_hook
from rushlight.distributed.algorithms.ddp_comm_hooks.default_hooks import bf16_compress_wrapper as bf16_compress_wrapper
from rushlight.distributed.algorithms.ddp_comm_hooks.default_hooks import fp16_compress_hook as fp16_compress_hook
from rushlight.distributed.algorithms.ddp_comm_hooks.default_hooks import fp16_compress_wrapper as fp16_compress_wrapper
