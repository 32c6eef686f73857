# Written by tools/stubs from the declarations (_face/public.py), not by hand.
from rushlight.distributed.rpc import BackendType as BackendType
from rushlight.distributed.rpc import RRef as RRef
from rushlight.distributed.rpc import TensorPipeRpcBackendOptions as TensorPipeRpcBackendOptions
from rushlight.distributed.rpc import WorkerInfo as WorkerInfo
from rushlight.distributed.rpc import annotations as annotations
from rushlight.distributed.rpc import async_execution as async_execution
from rushlight.distributed.rpc import get_worker_info as get_worker_info
from rushlight.distributed.rpc import init_rpc as init_rpc
from rushlight.distributed.rpc import is_available as is_available
from rushlight.distributed.rpc import refusing as refusing
from rushlight.distributed.rpc import remote as remote
from rushlight.distributed.rpc import rpc_async as rpc_async
from rushlight.distributed.rpc import rpc_sync as rpc_sync
from rushlight.distributed.rpc import shutdown as shutdown
