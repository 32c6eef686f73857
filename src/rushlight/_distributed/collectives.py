"""Exchanges of tensors among the processes of a group: checks, and the call of the group's method."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._base import dtypes
from .._tensor.tensor import Tensor
from .kinds import (
    AllreduceCoalescedOptions,
    AllreduceOptions,
    BarrierOptions,
    BroadcastOptions,
    GatherOptions,
    ReduceOp,
    ReduceOptions,
    ReduceScatterOptions,
    ScatterOptions,
    supports_complex,
)
from .world import _group_or_default, _known, _rank_not_in_group, get_group_rank, get_rank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import timedelta
    from typing import Any

    from .group import ProcessGroup, Work

    Group = ProcessGroup | int | None

__all__ = [
    "P2POp",
    "all_gather",
    "all_gather_coalesced",
    "all_gather_into_tensor",
    "all_gather_single",
    "all_reduce",
    "all_reduce_coalesced",
    "all_to_all",
    "all_to_all_single",
    "barrier",
    "batch_isend_irecv",
    "broadcast",
    "gather",
    "irecv",
    "isend",
    "monitored_barrier",
    "recv",
    "reduce",
    "reduce_scatter",
    "reduce_scatter_single",
    "reduce_scatter_tensor",
    "scatter",
    "send",
]


def _a_tensor(value: Any, name: str) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"Invalid function argument. Expected parameter `{name}` of type torch.Tensor\n"
            f"             but got {type(value)} instead."
        )


def _tensors(value: Any, name: str) -> None:
    if not isinstance(value, list) or not all(isinstance(t, Tensor) for t in value):
        raise TypeError(
            f"Invalid function argument. Expected parameter `{name}` of type List[torch.Tensor]\n"
            f"             but got {type(value)} instead."
        )


def _one_dtype(*tensors: Any) -> None:
    first = None
    for t in tensors:
        for one in t if isinstance(t, (list, tuple)) else [t]:
            first = first or one.dtype
            if one.dtype != first:
                raise ValueError(f"Invalid usage of tensors with different dtypes: Found {first} and  {one.dtype}")


def _enter(what: str, group: Group) -> Any:
    """The group to call; None if this process is not in it, with PyTorch's warning."""
    if _rank_not_in_group(group):
        import warnings

        warnings.warn(
            f"Running {what} on global rank {get_rank()} which does not belong to the given group.", stacklevel=3
        )
        return None
    return _known(_group_or_default(group))


def _root(group: Any, rank: int | None, group_rank: int | None, default: int | None = None) -> int:
    """A root's number in the group, from its number among all or in the group."""
    if rank is not None and group_rank is not None:
        raise ValueError("Can't specify both group_rank and global_rank")
    if group_rank is not None:
        return group_rank
    if rank is None:
        if default is None:
            raise ValueError("Must specify global_rank or group_rank")
        return default
    try:
        return get_group_rank(group, rank)
    except ValueError:
        return rank  # the group says that it has no such process


def _end(work: Work, async_op: bool) -> Work | None:
    if async_op:
        return work
    work.wait()
    return None


def _real(t: Tensor) -> Tensor:
    return t.view(dtypes.float32 if t.dtype == dtypes.complex64 else dtypes.float64) if t.is_complex() else t


def _check_complex(what: str, op: Any, t: Tensor) -> None:
    if t.is_complex() and not supports_complex(op):
        raise ValueError(f"{what} does not support {ReduceOp(op).op} on complex tensors")


def broadcast(
    tensor: Tensor, src: int | None = None, group: Group = None, async_op: bool = False, group_src: int | None = None
) -> Work | None:
    """Give ``tensor`` the values that it has in process ``src``, in place. ``src`` counts among all processes,
    ``group_src`` in the group. With ``async_op`` a Work to wait for."""
    _a_tensor(tensor, "tensor")
    pg = _enter("broadcast", group)
    if pg is None:
        return None
    opts = BroadcastOptions()
    opts.rootRank = _root(pg, src, group_src)
    return _end(pg.broadcast([tensor], opts), async_op)


def all_reduce(tensor: Tensor, op: Any = ReduceOp.SUM, group: Group = None, async_op: bool = False) -> Work | None:
    """Give ``tensor`` in every process the reduction of the tensors of all, in place; ``op`` says how (ReduceOp)."""
    _a_tensor(tensor, "tensor")
    _check_complex("all_reduce", op, tensor)
    pg = _enter("all_reduce", group)
    if pg is None:
        return None
    opts = AllreduceOptions()
    opts.reduceOp = op
    return _end(pg.allreduce([tensor], opts), async_op)


def all_reduce_coalesced(
    tensors: list[Tensor], op: Any = ReduceOp.SUM, group: Group = None, async_op: bool = False
) -> Any:
    """``all_reduce`` of several tensors; with ``async_op`` the Future of them."""
    tensors = [tensors] if isinstance(tensors, Tensor) else tensors
    _tensors(tensors, "tensors")
    _one_dtype(tensors)
    for t in tensors:
        _check_complex("all_reduce", op, t)
    pg = _enter("all_reduce_coalesced", group)
    if pg is None:
        return None
    opts = AllreduceCoalescedOptions()
    opts.reduceOp = op
    work = _end(pg.allreduce_coalesced(tensors, opts), async_op)
    return work and work.get_future()


def reduce(
    tensor: Tensor,
    dst: int | None = None,
    op: Any = ReduceOp.SUM,
    group: Group = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Give ``tensor`` in process ``dst`` the reduction of the tensors of all, in place."""
    _a_tensor(tensor, "tensor")
    pg = _enter("reduce", group)
    if pg is None:
        return None
    opts = ReduceOptions()
    opts.reduceOp, opts.rootRank = op, _root(pg, dst, group_dst)
    return _end(pg.reduce([tensor], opts), async_op)


def all_gather(tensor_list: list[Tensor], tensor: Tensor, group: Group = None, async_op: bool = False) -> Work | None:
    """Write the tensors of all processes into ``tensor_list``, one element per process."""
    _tensors(tensor_list, "tensor_list")
    _a_tensor(tensor, "tensor")
    _one_dtype(tensor_list, tensor)
    pg = _enter("all_gather", group)
    return None if pg is None else _end(pg.allgather([tensor_list], [tensor]), async_op)


def all_gather_into_tensor(
    output_tensor: Tensor, input_tensor: Tensor, group: Group = None, async_op: bool = False
) -> Work | None:
    """Write the tensors of all processes into one, behind each other along the first dimension."""
    _a_tensor(output_tensor, "output_tensor")
    _a_tensor(input_tensor, "input_tensor")
    pg = _enter("all_gather_into_tensor", group)
    return None if pg is None else _end(pg._allgather_base(output_tensor, input_tensor), async_op)


all_gather_single = _all_gather_base = all_gather_into_tensor


def all_gather_coalesced(
    output_tensor_lists: list[list[Tensor]],
    input_tensor_list: list[Tensor],
    group: Group = None,
    async_op: bool = False,
) -> Any:
    """``all_gather`` of several tensors: ``output_tensor_lists[rank][i]`` is ``input_tensor_list[i]`` of ``rank``."""
    _tensors(input_tensor_list, "tensor_list")
    if not isinstance(output_tensor_lists, list):
        raise TypeError("Invalid function argument: output_tensor_lists should be a list")
    for tensors in output_tensor_lists:
        _tensors(tensors, "output_tensor_lists")
    pg = _enter("all_gather_coalesced", group)
    if pg is None:
        return None
    by_tensor = [list(column) for column in zip(*output_tensor_lists, strict=True)]
    work = _end(pg.allgather(by_tensor, input_tensor_list), async_op)
    return work and work.get_future()


def gather(
    tensor: Tensor,
    gather_list: list[Tensor] | None = None,
    dst: int | None = None,
    group: Group = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """Write the tensors of all processes into ``gather_list`` of process ``dst``; the others give None."""
    _a_tensor(tensor, "tensor")
    if gather_list is not None:
        _tensors(gather_list, "gather_list")
        _one_dtype(tensor, gather_list)
    pg = _enter("gather", group)
    if pg is None:
        return None
    opts = GatherOptions()
    opts.rootRank = _root(pg, dst, group_dst, 0)
    at_root = pg.rank() == opts.rootRank
    if at_root and not gather_list:
        raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
    if not at_root and gather_list:
        raise ValueError("Argument ``gather_list`` must NOT be specified on non-destination ranks.")
    return _end(pg.gather([gather_list] if at_root else [], [tensor], opts), async_op)


def scatter(
    tensor: Tensor,
    scatter_list: list[Tensor] | None = None,
    src: int | None = None,
    group: Group = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """Write into ``tensor`` this process's element of ``scatter_list`` of process ``src``; the others give None."""
    _a_tensor(tensor, "tensor")
    if scatter_list is not None:
        _tensors(scatter_list, "scatter_list")
        _one_dtype(tensor, scatter_list)
    pg = _enter("scatter", group)
    if pg is None:
        return None
    opts = ScatterOptions()
    opts.rootRank = _root(pg, src, group_src, 0)
    at_root = pg.rank() == opts.rootRank
    if at_root and not scatter_list:
        raise ValueError("Argument ``scatter_list`` must be specified on source rank.")
    if not at_root and scatter_list:
        raise ValueError("Argument ``scatter_list`` must NOT be specified on non-source ranks.")
    return _end(pg.scatter([tensor], [scatter_list] if at_root else [], opts), async_op)


def reduce_scatter(
    output: Tensor, input_list: list[Tensor], op: Any = ReduceOp.SUM, group: Group = None, async_op: bool = False
) -> Work | None:
    """Write into ``output`` this process's element of the reduction of all processes' ``input_list``."""
    _a_tensor(output, "output")
    _tensors(input_list, "input_list")
    _one_dtype(output, input_list)
    pg = _enter("reduce_scatter", group)
    if pg is None:
        return None
    opts = ReduceScatterOptions()
    opts.reduceOp = op
    return _end(pg.reduce_scatter([output], [input_list], opts), async_op)


def reduce_scatter_tensor(
    output: Tensor, input: Tensor, op: Any = ReduceOp.SUM, group: Group = None, async_op: bool = False
) -> Work | None:
    """Write into ``output`` this process's piece of the reduction of all processes' ``input``."""
    _a_tensor(output, "output")
    _a_tensor(input, "input")
    pg = _enter("reduce_scatter_tensor", group)
    if pg is None:
        return None
    opts = ReduceScatterOptions()
    opts.reduceOp = op
    return _end(pg._reduce_scatter_base(output, input, opts), async_op)


reduce_scatter_single = _reduce_scatter_base = reduce_scatter_tensor


def all_to_all(
    output_tensor_list: list[Tensor], input_tensor_list: list[Tensor], group: Group = None, async_op: bool = False
) -> Work | None:
    """Every process sends each its own element of ``input_tensor_list``, and gets one of each."""
    _tensors(output_tensor_list, "output_tensor_list")
    _tensors(input_tensor_list, "input_tensor_list")
    _one_dtype(output_tensor_list, input_tensor_list)
    pg = _enter("all_to_all", group)
    return None if pg is None else _end(pg.alltoall(output_tensor_list, input_tensor_list), async_op)


def all_to_all_single(
    output: Tensor,
    input: Tensor,
    output_split_sizes: list[int] | None = None,
    input_split_sizes: list[int] | None = None,
    group: Group = None,
    async_op: bool = False,
) -> Work | None:
    """``all_to_all`` of the pieces of one tensor along its first dimension, equal or of the given lengths."""
    _a_tensor(output, "output")
    _a_tensor(input, "input")
    _one_dtype(output, input)
    pg = _enter("all_to_all_single", group)
    if pg is None:
        return None
    return _end(pg.alltoall_base(output, input, output_split_sizes or [], input_split_sizes or []), async_op)


def barrier(
    group: Group = None, async_op: bool = False, device_ids: list[int] | None = None, timeout: timedelta | None = None
) -> Work | None:
    """Wait until all processes of the group have come here."""
    pg = _enter("barrier", group)
    if pg is None:
        return None
    if device_ids is not None and not isinstance(device_ids, list):
        raise TypeError("Invalid function argument: device_ids type should be List[int]")
    opts = BarrierOptions()
    if timeout is not None:
        opts.timeout = timeout
    return _end(pg.barrier(opts), async_op)


def monitored_barrier(group: Group = None, timeout: timedelta | None = None, wait_all_ranks: bool = False) -> None:
    """``barrier`` that says which processes did not come in time."""
    pg = _enter("monitored_barrier", group)
    if pg is not None:
        pg.monitored_barrier(timeout, wait_all_ranks)


# From one process to another -----------------------------------------------------------------------------------------


def isend(
    tensor: Tensor, dst: int | None = None, group: Group = None, tag: int = 0, group_dst: int | None = None
) -> Work | None:
    """Begin to send to process ``dst``, which must be another one."""
    _a_tensor(tensor, "tensor")
    pg = _enter("isend", group)
    if pg is None:
        return None
    to = _root(pg, dst, group_dst)
    if to == pg.rank():
        raise ValueError(
            "Invalid destination rank: destination rank should not be the same as the rank of the current process."
        )
    return pg.send([_real(tensor)], to, tag)


def send(
    tensor: Tensor, dst: int | None = None, group: Group = None, tag: int = 0, group_dst: int | None = None
) -> None:
    """Send to process ``dst``, which must be another one."""
    work = isend(tensor, dst, group, tag, group_dst)
    if work is not None:
        work.wait()


def irecv(
    tensor: Tensor, src: int | None = None, group: Group = None, tag: int = 0, group_src: int | None = None
) -> Work | None:
    """Begin to receive from process ``src`` (None: from any)."""
    _a_tensor(tensor, "tensor")
    pg = _enter("irecv", group)
    if pg is None:
        return None
    if src is None and group_src is None:
        return pg.recv_anysource([_real(tensor)], tag)
    return pg.recv([_real(tensor)], _root(pg, src, group_src), tag)


def recv(
    tensor: Tensor, src: int | None = None, group: Group = None, tag: int = 0, group_src: int | None = None
) -> int:
    """Receive from process ``src`` (None: from any); returns the sender, -1 outside the group."""
    work = irecv(tensor, src, group, tag, group_src)
    if work is None:
        return -1
    work.wait()
    return work.source_rank() if src is None else src


class P2POp:
    """One ``isend`` or ``irecv`` for ``batch_isend_irecv``. Raises ValueError for another operation."""

    def __init__(
        self,
        op: Callable[..., Any],
        tensor: Tensor,
        peer: int | None = None,
        group: Group = None,
        tag: int = 0,
        group_peer: int | None = None,
    ) -> None:
        if op not in (isend, irecv):
            raise ValueError(
                "Invalid ``op``. Expected ``op`` to be of type ``torch.distributed.isend`` or "
                "``torch.distributed.irecv``."
            )
        _a_tensor(tensor, "tensor")
        self.op, self.tensor, self.tag = op, tensor, tag
        self.group = _group_or_default(group)
        self.group_peer = _root(self.group, peer, group_peer)
        self.peer = self.group_peer if peer is None else peer


def batch_isend_irecv(p2p_op_list: list[P2POp]) -> list[Work]:
    """Begin several ``isend`` and ``irecv``; their Works."""
    if not p2p_op_list:
        raise IndexError("list index out of range: batch_isend_irecv needs at least one P2POp")
    if not all(isinstance(op, P2POp) for op in p2p_op_list):
        raise ValueError("Invalid ``p2p_op_list``. Each op is expected to be of type ``torch.distributed.P2POp``.")
    works = [op.op(op.tensor, group=op.group, tag=op.tag, **_peer(op)) for op in p2p_op_list]
    return [work for work in works if work is not None]


def _peer(op: P2POp) -> dict[str, int]:
    return {"group_dst" if op.op is isend else "group_src": op.group_peer}


class _CoalescingManager:
    """The Works begun inside ``_coalescing_manager``."""

    def __init__(self) -> None:
        self.works: list[Work] = []

    def append(self, work: Work | None = None) -> None:
        if work is not None:
            self.works.append(work)

    def wait(self) -> None:
        for work in self.works:
            work.wait()


@contextmanager
def _coalescing_manager(
    group: Group = None, device: Any = None, async_ops: bool = False
) -> Iterator[_CoalescingManager]:
    """Exchanges inside may be sent as one; in one process each is done at once."""
    manager = _CoalescingManager()
    yield manager
    manager.wait()


def _broadcast_coalesced(pg: ProcessGroup, tensors: Sequence[Tensor], buffer_size: int, src: int = 0) -> None:
    opts = BroadcastOptions()
    opts.rootRank = src
    pg.broadcast(list(tensors), opts).wait()
