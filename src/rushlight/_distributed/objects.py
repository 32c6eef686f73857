"""Exchanges of Python objects among processes: pickled into tensors of bytes, which are exchanged.

What other processes of the group send is unpickled: only processes that one trusts belong into a group.
"""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING

from .._base import dtypes
from .._ops.tensors.tensor_from_numpy import tensor as as_new_tensor
from .._ops.tensors.zeros_full import empty, zeros
from .._tensor.tensor import Tensor
from .collectives import all_gather, all_reduce, broadcast, recv, scatter, send
from .collectives import gather as gather_tensors
from .kinds import ReduceOp
from .world import _group_or_default, _rank_not_in_group, get_rank, get_world_size

if TYPE_CHECKING:
    from typing import Any

    Group = Any

__all__ = [
    "all_gather_object",
    "broadcast_object_list",
    "gather_object",
    "recv_object_list",
    "scatter_object_list",
    "send_object_list",
]


def _object_to_tensor(obj: Any, device: Any = None, group: Group = None) -> tuple[Tensor, Tensor]:
    """The pickled object as bytes, and how many they are."""
    import numpy as np

    buffer = io.BytesIO()
    pickle.Pickler(buffer).dump(obj)
    data = as_new_tensor(np.frombuffer(buffer.getvalue(), np.uint8).copy())
    return data, as_new_tensor([data.numel()], dtype=dtypes.int64)


def _tensor_to_object(tensor: Tensor, tensor_size: Any, group: Group = None) -> Any:
    return pickle.loads(tensor.numpy().tobytes()[: int(tensor_size)])


def _longest(size: Tensor, group: Group) -> int:
    most = size.clone()
    all_reduce(most, ReduceOp.MAX, group)
    return int(most)


def _padded(data: Tensor, length: int) -> Tensor:
    padded = zeros(length, dtype=dtypes.uint8)
    padded[: data.numel()].copy_(data)
    return padded


def _sizes(size: Tensor, group: Group) -> list[Tensor]:
    found = [zeros(1, dtype=dtypes.int64) for _ in range(get_world_size(group))]
    all_gather(found, size, group)
    return found


def all_gather_object(object_list: list[Any], obj: Any, group: Group = None) -> None:
    """Put the objects of all processes into ``object_list``, one element per process; copies, by pickle."""
    if _rank_not_in_group(group):
        return
    data, size = _object_to_tensor(obj)
    sizes, length = _sizes(size, group), _longest(size, group)
    parts = [empty(length, dtype=dtypes.uint8) for _ in sizes]
    all_gather(parts, _padded(data, length), group)
    for i, (part, n) in enumerate(zip(parts, sizes, strict=True)):
        object_list[i] = _tensor_to_object(part, n)


def gather_object(
    obj: Any,
    object_gather_list: list[Any] | None = None,
    dst: int | None = None,
    group: Group = None,
    group_dst: int | None = None,
) -> None:
    """Put the objects of all processes into ``object_gather_list`` of process ``dst``; the others give None."""
    if _rank_not_in_group(group):
        return
    root = group_dst if group_dst is not None else dst or 0
    at_root = get_rank(group) == root
    if at_root and not object_gather_list:
        raise ValueError("Argument ``gather_list`` must be specified on destination rank.")
    data, size = _object_to_tensor(obj)
    sizes, length = _sizes(size, group), _longest(size, group)
    parts = [empty(length, dtype=dtypes.uint8) for _ in sizes] if at_root else None
    gather_tensors(_padded(data, length), parts, group=group, group_dst=root)
    for i, part in enumerate(parts or ()):
        object_gather_list[i] = _tensor_to_object(part, sizes[i])  # type: ignore[index]


def broadcast_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: Group = None,
    device: Any = None,
    group_src: int | None = None,
) -> None:
    """Give ``object_list`` the objects that it has in process ``src`` (all lists of one length), in place."""
    if src is None and group_src is None:
        src = 0
    if _rank_not_in_group(group):
        return
    pg = _group_or_default(group)
    if pg.rank() == (src if group_src is None else group_src):
        pairs = [_object_to_tensor(obj) for obj in object_list]
        sizes = as_new_tensor([int(size) for _, size in pairs], dtype=dtypes.int64)
    else:
        pairs, sizes = [], empty(len(object_list), dtype=dtypes.int64)
    broadcast(sizes, src, group, group_src=group_src)
    for i, n in enumerate(sizes.tolist()):
        data = pairs[i][0] if pairs else empty(n, dtype=dtypes.uint8)
        broadcast(data, src, group, group_src=group_src)
        object_list[i] = _tensor_to_object(data, n)


def scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int | None = None,
    group: Group = None,
    group_src: int | None = None,
) -> None:
    """Put this process's element of ``scatter_object_input_list`` of process ``src`` into the first of
    ``scatter_object_output_list``."""
    if _rank_not_in_group(group):
        return
    if not isinstance(scatter_object_output_list, list) or not scatter_object_output_list:
        raise ValueError("Expected argument scatter_object_output_list to be a list of size at least 1.")
    root = group_src if group_src is not None else src or 0
    at_root = get_rank(group) == root
    if at_root and scatter_object_input_list is None:
        raise ValueError("source rank must provide non-None scatter_object_input_list")
    pairs = [_object_to_tensor(obj) for obj in scatter_object_input_list or ()] if at_root else []
    length = empty(1, dtype=dtypes.int64).fill_(max((int(n) for _, n in pairs), default=0))
    broadcast(length, group=group, group_src=root)
    mine, size = empty(int(length), dtype=dtypes.uint8), empty(1, dtype=dtypes.int64)
    padded = [_padded(data, int(length)) for data, _ in pairs]
    scatter(mine, padded if at_root else None, group=group, group_src=root)
    scatter(size, [n for _, n in pairs] if at_root else None, group=group, group_src=root)
    scatter_object_output_list[0] = _tensor_to_object(mine, size)


def send_object_list(
    object_list: list[Any],
    dst: int | None = None,
    group: Group = None,
    device: Any = None,
    group_dst: int | None = None,
    use_batch: bool = False,
) -> None:
    """Send objects to process ``dst``, which must be another one."""
    pairs = [_object_to_tensor(obj) for obj in object_list]
    send(as_new_tensor([int(n) for _, n in pairs], dtype=dtypes.int64), dst, group, group_dst=group_dst)
    for data, _ in pairs:
        send(data, dst, group, group_dst=group_dst)


def recv_object_list(
    object_list: list[Any],
    src: int | None = None,
    group: Group = None,
    device: Any = None,
    group_src: int | None = None,
    use_batch: bool = False,
) -> int:
    """Receive as many objects as the list has places from process ``src``; returns the sender."""
    sizes = empty(len(object_list), dtype=dtypes.int64)
    source = recv(sizes, src, group, group_src=group_src)
    for i, n in enumerate(sizes.tolist()):
        data = empty(n, dtype=dtypes.uint8)
        recv(data, source, group)
        object_list[i] = _tensor_to_object(data, n)
    return source
