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
from .distributed_c10d import *
from .distributed_c10d import _all_gather_base as _all_gather_base
from .distributed_c10d import _broadcast_coalesced as _broadcast_coalesced
from .distributed_c10d import _coalescing_manager as _coalescing_manager
from .distributed_c10d import _CoalescingManager as _CoalescingManager
from .distributed_c10d import _reduce_scatter_base as _reduce_scatter_base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = sorted([*distributed_c10d.__all__, "DeviceMesh", "breakpoint", "init_device_mesh", "record_comm"])

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
