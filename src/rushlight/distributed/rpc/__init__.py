"""Calls in other processes, of which there are none: names can be imported, and say so when they are used."""

from __future__ import annotations

from ..._base.refused import refusing


def is_available() -> bool:
    """Whether functions can be called in other processes: False."""
    return False


__getattr__, __dir__ = refusing(
    globals(),
    "torch.distributed.rpc",
    "functions can't be called in other processes yet; call them here, or use torch.multiprocessing",
    "BackendType RRef TensorPipeRpcBackendOptions WorkerInfo",
    "async_execution get_worker_info init_rpc remote rpc_async rpc_sync shutdown",
)
