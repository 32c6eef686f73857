"""The process groups that there are: the default one, which ``init_process_group`` makes, and those made from it."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from .._base.devices import device as as_device
from .group import OneProcess, ProcessGroup
from .kinds import Backend, BackendConfig, DebugLevel, default_pg_timeout
from .rendezvous import rendezvous
from .stores import PrefixStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .._base.devices import device
    from .stores import Store

__all__ = [
    "GroupMember",
    "destroy_process_group",
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
    "init_process_group",
    "is_available",
    "is_backend_available",
    "is_gloo_available",
    "is_initialized",
    "is_mpi_available",
    "is_nccl_available",
    "is_torchelastic_launched",
    "is_ucc_available",
    "is_xccl_available",
    "new_group",
    "new_subgroups",
    "new_subgroups_by_enumeration",
    "set_debug_level",
    "set_debug_level_from_env",
]


class _World:
    """All that is known of groups in this process."""

    def __init__(self) -> None:
        self.default_pg: ProcessGroup | None = None
        self.pg_map: dict[ProcessGroup, tuple[str, Store | None]] = {}
        self.pg_names: dict[ProcessGroup, str] = {}
        self.pg_group_ranks: dict[ProcessGroup, dict[int, int]] = {}  # {global rank: rank in the group}
        self.pg_backend_config: dict[ProcessGroup, str] = {}
        self.group_count = 0

    def add(self, pg: ProcessGroup, backend: str, ranks: Sequence[int], name: str, desc: str) -> None:
        pg.group_name, pg.group_desc = name, desc
        self.pg_map[pg] = backend, pg.get_group_store()
        self.pg_names[pg] = name
        self.pg_group_ranks[pg] = {rank: i for i, rank in enumerate(ranks)}
        self.pg_backend_config[pg] = str(BackendConfig(backend))

    def next_name(self) -> str:
        self.group_count += 1
        return str(self.group_count - 1)


_world = _World()
_NOT_THERE = "Default process group has not been initialized, please make sure to call init_process_group."


class _WorldMeta(type):
    """``group.WORLD`` is the default group of now."""

    @property
    def WORLD(cls) -> ProcessGroup | None:
        return _world.default_pg

    @WORLD.setter
    def WORLD(cls, pg: ProcessGroup | None) -> None:
        _world.default_pg = pg


class group(metaclass=_WorldMeta):
    """``group.WORLD``: the group of all processes, None before ``init_process_group``."""


class GroupMember(metaclass=_WorldMeta):
    """``GroupMember.WORLD``, and what stands for a group that this process is not in."""

    NON_GROUP_MEMBER = -100


def is_available() -> bool:
    """Whether there are process groups: True, of one process so far."""
    return True


def is_initialized() -> bool:
    """Whether ``init_process_group`` was called."""
    return _world.default_pg is not None


def is_nccl_available() -> bool:
    """Whether the backend 'nccl' is there: False."""
    return False


def is_gloo_available() -> bool:
    """Whether the backend 'gloo' is there: True, our own of that name."""
    return True


def is_mpi_available() -> bool:
    """Whether the backend 'mpi' is there: False."""
    return False


def is_ucc_available() -> bool:
    """Whether the backend 'ucc' is there: False."""
    return False


def is_xccl_available() -> bool:
    """Whether the backend 'xccl' is there: False."""
    return False


def is_backend_available(backend: str) -> bool:
    """Whether a backend is there: 'gloo' is, and those that were registered.

    >>> is_backend_available("gloo")
    True
    """
    return backend.lower() == Backend.GLOO or backend.upper() in Backend._plugins


def is_torchelastic_launched() -> bool:
    """Whether a launcher started this process: TORCHELASTIC_RUN_ID is set."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def get_node_local_rank(fallback_rank: int | None = None) -> int:
    """This process's number on its machine: LOCAL_RANK, else ``fallback_rank``. Raises RuntimeError without
    both."""
    if "LOCAL_RANK" in os.environ:
        return int(os.environ["LOCAL_RANK"])
    if fallback_rank is not None:
        return int(fallback_rank)
    raise RuntimeError(
        "LOCAL_RANK is not in the environment. Consider passing fallback_rank to allow `get_node_local_rank` to work, "
        "assuming you are not running in a multi-device context and want the code to run locally instead."
    )


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: timedelta | None = None,
    world_size: int = -1,
    rank: int = -1,
    store: Store | None = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: device | int | None = None,
    _ranks: list[int] | None = None,
) -> None:
    """Make the default group, of one process: ``rank`` 0 of ``world_size`` 1.

    backend      "gloo", or none named
    init_method  "env://" (the default: MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE), "tcp://host:port" or
                 "file:///path"; or else ``store`` with ``rank`` and ``world_size``

    Raises: ValueError for the second call and what is missing; RuntimeError for more than one process, or a backend
    that is not there.
    """
    if _world.default_pg is not None:
        raise ValueError("trying to initialize the default process group twice!")
    if store is not None and init_method is not None:
        raise AssertionError("Cannot specify both init_method and store.")
    if store is not None and (world_size <= 0 or rank < 0):
        raise AssertionError(
            f"{'world_size must be positive' if world_size <= 0 else 'rank must be non-negative'} if using store"
        )
    named = Backend(backend if backend is not None else Backend.UNDEFINED)
    _check_mpi(named)
    limit = _limit(timeout)
    if store is None:
        store, rank, world_size = next(rendezvous(init_method or "env://", rank, world_size, timeout=limit))
        store.set_timeout(limit)
    _check_backend(named)
    pg = _make(named, PrefixStore("default_pg", store), rank, world_size, limit)
    _world.add(pg, named, range(world_size), group_name or _world.next_name(), "default_pg")
    _world.default_pg = pg


def _limit(timeout: timedelta | None) -> timedelta:
    if timeout is not None and not isinstance(timeout, timedelta):
        raise TypeError(f"Expected timeout argument to be of type datetime.timedelta, got {timeout}")
    return default_pg_timeout if timeout is None else timeout


def _check_mpi(backend: str) -> None:
    if backend == Backend.MPI:
        raise RuntimeError(
            "Distributed package doesn't have MPI built in: rushlight's process groups have one process so far; use "
            "backend 'gloo'"
        )


def _check_backend(backend: str) -> None:
    _check_mpi(backend)
    for name in set(BackendConfig(backend).device_backend_map.values()):
        if backend != Backend.UNDEFINED and not is_backend_available(name):
            raise RuntimeError(f"Distributed package doesn't have {name.upper()} built in; use backend 'gloo'")


def _make(backend: str, store: Store, rank: int, size: int, limit: timedelta) -> ProcessGroup:
    if backend.upper() in Backend._plugins:
        return Backend._plugins[backend.upper()](store, rank, size, limit)
    return OneProcess(store, rank, size, limit)


def _get_default_group() -> ProcessGroup:
    if _world.default_pg is None:
        raise ValueError(_NOT_THERE)
    return _world.default_pg


def _get_default_store() -> Store | None:
    return _world.pg_map[_get_default_group()][1]


def _rank_not_in_group(group: Any) -> bool:
    return group is not None and group == GroupMember.NON_GROUP_MEMBER


def _group_or_default(group: Any) -> Any:
    return _get_default_group() if group is None or group is GroupMember.WORLD else group


def _known(pg: ProcessGroup) -> ProcessGroup:
    if pg not in _world.pg_map:
        raise ValueError("Invalid process group specified: it is none of init_process_group or new_group, or destroyed")
    return pg


def destroy_process_group(group: ProcessGroup | None = None) -> None:
    """Undo a group; the default one (None) with all groups made from it."""
    pg = _world.default_pg if group is None else group
    if _rank_not_in_group(pg):
        return
    if pg is None:
        raise AssertionError("Process group cannot be None")
    _known(pg).shutdown()
    if pg is _world.default_pg:
        _world.__init__()  # type: ignore[misc]
        return
    for table in (_world.pg_map, _world.pg_names, _world.pg_group_ranks, _world.pg_backend_config):
        del table[pg]


def get_rank(group: ProcessGroup | None = None) -> int:
    """This process's number in a group (None: of all); -1 if it is not in it. Raises ValueError before
    ``init_process_group``."""
    return -1 if _rank_not_in_group(group) else _known(_group_or_default(group)).rank()


def get_world_size(group: ProcessGroup | None = None) -> int:
    """The number of processes in a group (None: all); -1 if this one is not in it. Raises ValueError before
    ``init_process_group``."""
    return -1 if _rank_not_in_group(group) else _known(_group_or_default(group)).size()


def get_backend(group: ProcessGroup | None = None) -> Backend:
    """The name of a group's backend. Raises ValueError before ``init_process_group``."""
    pg = _group_or_default(group)
    if _rank_not_in_group(pg):
        raise ValueError("Invalid process group specified")
    return Backend(_world.pg_map[_known(pg)][0])


def get_backend_config(group: ProcessGroup | None = None) -> str:
    """Which backend a group has for which kind of device, as text."""
    pg = _group_or_default(group)
    if _rank_not_in_group(pg):
        raise ValueError("Invalid process group specified")
    return _world.pg_backend_config[_known(pg)]


def get_default_backend_for_device(device: Any) -> str:
    """The backend that groups have for a kind of device."""
    kind = as_device(device).type
    if kind not in Backend.default_device_backend_map:
        raise ValueError(f"Default backend not registered for device : {device}")
    return Backend.default_device_backend_map[kind]


def get_pg_count() -> int:
    """How many groups were made."""
    return _world.group_count


def get_process_group_ranks(group: ProcessGroup | None) -> list[int]:
    """The numbers that a group's processes have among all."""
    return list(_world.pg_group_ranks[_known(_group_or_default(group))])


def get_group_rank(group: ProcessGroup, global_rank: int) -> int:
    """A process's number in a group, from its number among all."""
    if group is GroupMember.WORLD:
        return global_rank
    if group not in _world.pg_group_ranks:
        raise ValueError(f"Group {group} is not registered, please create group with torch.distributed.new_group API")
    if global_rank not in _world.pg_group_ranks[group]:
        raise ValueError(f"Global rank {global_rank} is not part of group {group}")
    return _world.pg_group_ranks[group][global_rank]


def get_global_rank(group: ProcessGroup, group_rank: int) -> int:
    """A process's number among all, from its number in a group."""
    if group is GroupMember.WORLD:
        return group_rank
    if group not in _world.pg_group_ranks:
        raise ValueError(f"Group {group} is not registered, please create group with torch.distributed.new_group API")
    for rank, inside in _world.pg_group_ranks[group].items():
        if inside == group_rank:
            return rank
    raise ValueError(f"Group rank {group_rank} is not part of group {group}")


def new_group(
    ranks: Sequence[int] | None = None,
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    use_local_synchronization: bool = False,
    group_desc: str | None = None,
    device_id: Any = None,
    sort_ranks: bool = True,
) -> ProcessGroup | int:
    """A group of the processes ``ranks`` (None: all); ``GroupMember.NON_GROUP_MEMBER`` if this one is not in it.

    Raises: ValueError before ``init_process_group``, or for a rank that no process has.
    """
    default = _get_default_group()
    size = default.size()
    members = list(range(size)) if ranks is None else sorted(ranks) if sort_ranks else list(ranks)
    if len(members) > size:
        raise ValueError(
            "the new group's world size should be less or equal to the world size set by init_process_group"
        )
    for rank in members:
        if not 0 <= rank < size:
            raise ValueError("The new group's rank should be within the world_size set by init_process_group")
    named = Backend(_world.pg_map[default][0] if backend is None else backend)
    _check_backend(named)
    name = _world.next_name()
    if default.rank() not in members:
        return GroupMember.NON_GROUP_MEMBER
    store = PrefixStore(f"{name}/", _get_default_store())  # type: ignore[arg-type]
    pg = _make(named, store, members.index(default.rank()), len(members), _limit(timeout))
    _world.add(pg, named, members, name, group_desc or "undefined")
    return pg


def new_subgroups(
    group_size: int | None = None,
    group: ProcessGroup | None = None,
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    group_desc: str | None = None,
) -> tuple[Any, list[Any]]:
    """Groups of ``group_size`` neighbours (None: of one, as there are no devices to count): this process's own, and
    all."""
    size = 1 if group_size is None else group_size
    world = get_world_size(group)
    if size <= 0:
        raise ValueError(f"The arg 'group_size' ({size}) must be positive")
    if world < size:
        raise ValueError(f"The arg 'group_size' ({size}) must not exceed the world size ({world})")
    if world % size:
        raise ValueError(f"The world size ({world}) must be divisible by 'group_size={size}'")
    ranks = [list(range(start, start + size)) for start in range(0, world, size)]
    return new_subgroups_by_enumeration(ranks, timeout, backend, pg_options, group_desc)


def new_subgroups_by_enumeration(
    ranks_per_subgroup_list: Sequence[Sequence[int]],
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    group_desc: str | None = None,
) -> tuple[Any, list[Any]]:
    """A group for each list of ranks: this process's own (None if it is in none), and all."""
    if not ranks_per_subgroup_list:
        raise ValueError("The arg 'ranks_per_subgroup_list' cannot be empty")
    seen: set[int] = set()
    mine, groups, me = None, [], get_rank()
    for ranks in ranks_per_subgroup_list:
        if seen & set(ranks):
            raise ValueError(f"Rank {min(seen & set(ranks))} has appeared in both subgroups; each may be in one only")
        seen |= set(ranks)
        made = new_group(ranks, timeout, backend, pg_options, group_desc=group_desc)
        groups.append(made)
        if me in ranks:
            mine = made
    return mine, groups


_level = [DebugLevel.OFF]


def get_debug_level() -> DebugLevel:
    """How much is checked; OFF unless ``set_debug_level`` says otherwise."""
    return _level[0]


def set_debug_level(arg0: DebugLevel) -> None:
    """How much is to be checked."""
    _level[0] = DebugLevel(arg0)


def set_debug_level_from_env() -> None:
    """How much is to be checked, by TORCH_DISTRIBUTED_DEBUG: OFF, INFO or DETAIL."""
    name = os.environ.get("TORCH_DISTRIBUTED_DEBUG", "OFF")
    if name.upper() not in DebugLevel.__members__:
        raise RuntimeError(f"The value of TORCH_DISTRIBUTED_DEBUG must be OFF, INFO or DETAIL, but is {name}")
    _level[0] = DebugLevel[name.upper()]


if os.environ.get("TORCH_DISTRIBUTED_DEBUG"):
    set_debug_level_from_env()
