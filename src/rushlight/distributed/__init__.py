"""Process groups: several processes that train together. So far a group has one process, which really works: groups,
exchanges, stores, DistributedDataParallel; a second process is refused in words.

>>> is_available(), is_initialized()
(True, False)
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._base.errors import MissingName
from . import distributed_c10d as distributed_c10d
from .device_mesh import DeviceMesh, init_device_mesh
from .distributed_c10d import (
    AllreduceCoalescedOptions,
    AllreduceOptions,
    AllToAllOptions,
    Backend,
    BackendConfig,
    BarrierOptions,
    BroadcastOptions,
    BuiltinCommHookType,
    DebugLevel,
    DistBackendError,
    DistError,
    DistNetworkError,
    DistStoreError,
    FileStore,
    GatherOptions,
    GroupMember,
    HashStore,
    P2POp,
    PrefixStore,
    ProcessGroup,
    QueueEmptyError,
    ReduceOp,
    ReduceOptions,
    ReduceScatterOptions,
    ScatterOptions,
    Store,
    TCPStore,
    Work,
    all_gather,
    all_gather_coalesced,
    all_gather_into_tensor,
    all_gather_object,
    all_gather_single,
    all_reduce,
    all_reduce_coalesced,
    all_to_all,
    all_to_all_single,
    barrier,
    batch_isend_irecv,
    broadcast,
    broadcast_object_list,
    default_pg_timeout,
    destroy_process_group,
    gather,
    gather_object,
    get_backend,
    get_backend_config,
    get_debug_level,
    get_default_backend_for_device,
    get_global_rank,
    get_group_rank,
    get_node_local_rank,
    get_pg_count,
    get_process_group_ranks,
    get_rank,
    get_world_size,
    group,
    init_process_group,
    irecv,
    is_available,
    is_backend_available,
    is_gloo_available,
    is_initialized,
    is_mpi_available,
    is_nccl_available,
    is_torchelastic_launched,
    is_ucc_available,
    is_xccl_available,
    isend,
    monitored_barrier,
    new_group,
    new_subgroups,
    new_subgroups_by_enumeration,
    recv,
    recv_object_list,
    reduce,
    reduce_op,
    reduce_scatter,
    reduce_scatter_single,
    reduce_scatter_tensor,
    register_rendezvous_handler,
    rendezvous,
    scatter,
    scatter_object_list,
    send,
    send_object_list,
    set_debug_level,
    set_debug_level_from_env,
    supports_complex,
)
from .distributed_c10d import _all_gather_base as _all_gather_base
from .distributed_c10d import _broadcast_coalesced as _broadcast_coalesced
from .distributed_c10d import _coalescing_manager as _coalescing_manager
from .distributed_c10d import _CoalescingManager as _CoalescingManager
from .distributed_c10d import _reduce_scatter_base as _reduce_scatter_base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = [
    "AllToAllOptions",
    "AllreduceCoalescedOptions",
    "AllreduceOptions",
    "Backend",
    "BackendConfig",
    "BarrierOptions",
    "BroadcastOptions",
    "BuiltinCommHookType",
    "DebugLevel",
    "DeviceMesh",
    "DistBackendError",
    "DistError",
    "DistNetworkError",
    "DistStoreError",
    "FileStore",
    "GatherOptions",
    "GroupMember",
    "HashStore",
    "P2POp",
    "PrefixStore",
    "ProcessGroup",
    "QueueEmptyError",
    "ReduceOp",
    "ReduceOptions",
    "ReduceScatterOptions",
    "ScatterOptions",
    "Store",
    "TCPStore",
    "Work",
    "all_gather",
    "all_gather_coalesced",
    "all_gather_into_tensor",
    "all_gather_object",
    "all_gather_single",
    "all_reduce",
    "all_reduce_coalesced",
    "all_to_all",
    "all_to_all_single",
    "barrier",
    "batch_isend_irecv",
    "breakpoint",
    "broadcast",
    "broadcast_object_list",
    "default_pg_timeout",
    "destroy_process_group",
    "gather",
    "gather_object",
    "get_backend",
    "get_backend_config",
    "get_debug_level",
    "get_default_backend_for_device",
    "get_global_rank",
    "get_group_rank",
    "get_node_local_rank",
    "get_pg_count",
    "get_process_group_ranks",
    "get_rank",
    "get_world_size",
    "group",
    "init_device_mesh",
    "init_process_group",
    "irecv",
    "is_available",
    "is_backend_available",
    "is_gloo_available",
    "is_initialized",
    "is_mpi_available",
    "is_nccl_available",
    "is_torchelastic_launched",
    "is_ucc_available",
    "is_xccl_available",
    "isend",
    "monitored_barrier",
    "new_group",
    "new_subgroups",
    "new_subgroups_by_enumeration",
    "record_comm",
    "recv",
    "recv_object_list",
    "reduce",
    "reduce_op",
    "reduce_scatter",
    "reduce_scatter_single",
    "reduce_scatter_tensor",
    "register_rendezvous_handler",
    "rendezvous",
    "scatter",
    "scatter_object_list",
    "send",
    "send_object_list",
    "set_debug_level",
    "set_debug_level_from_env",
    "supports_complex",
]

_SUBMODULES = (
    "_composable _functional_collectives _shard _state_dict_utils _tensor algorithms argparse_util autograd "
    "c10d_logger checkpoint constants device_mesh elastic fsdp launch launcher nn optim pipelining remote_device "
    "rendezvous rpc run tensor utils"
).split()  # loaded when first used


def breakpoint(rank: int = 0, skip: int = 0, timeout_s: int = 3600) -> None:
    """Stop in the debugger in process ``rank``, while the others wait."""
    if get_rank() == rank:
        import pdb

        pdb.set_trace()
    barrier()


@contextmanager
def record_comm(name: str) -> Iterator[None]:
    """Context manager: the exchanges inside have a name in profiles."""
    from ..profiler import record_function

    with record_function(name):
        yield


if not TYPE_CHECKING:  # checkers see the names that are there

    def __getattr__(name: str) -> Any:
        if name in _SUBMODULES:
            from importlib import import_module

            return import_module("." + name, __name__)
        if name in ("GradBucket", "Reducer"):
            from ..nn.parallel import _reducer

            return getattr(_reducer, name)
        raise MissingName("torch.distributed", name, [*__all__, *_SUBMODULES])
