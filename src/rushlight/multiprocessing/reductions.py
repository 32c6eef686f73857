"""How tensors travel between processes: as the descriptor of their shared memory, and their place in it."""

from __future__ import annotations

from multiprocessing import reduction
from typing import TYPE_CHECKING

import numpy as np

from .._base.dtypes import DTYPES
from .._base.shared_memory import SharedMap, attached, shared_map
from .._ops.tensors.as_strided_unfold import address
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from typing import Any

__all__ = ["init_reductions", "rebuild_tensor", "reduce_tensor"]


def _map_of(array: np.ndarray[Any, Any]) -> SharedMap | None:
    base: Any = array
    while base is not None and not isinstance(base, SharedMap):
        base = base.obj if isinstance(base, memoryview) else getattr(base, "base", None)
    return base


def _shared(t: Tensor) -> tuple[np.ndarray[Any, Any], SharedMap]:
    """The tensor's array in shared memory, moved there if nobody else views it, else a copy; and the map."""
    found = _map_of(t._array)
    if found is None:
        try:
            t.share_memory_()
            found = _map_of(t._array)
        except RuntimeError:
            pass
    if found is not None:
        return t._array, found
    found = shared_map(t._array.nbytes)
    copy = np.ndarray(t._array.shape, t._array.dtype, found)
    copy[...] = t._array
    return copy, found


def reduce_tensor(tensor: Tensor) -> tuple[Any, ...]:
    """What pickles a tensor for another process. Raises RuntimeError for a tensor with a history."""
    if tensor._node is not None and tensor.requires_grad:
        raise RuntimeError(
            "Cowardly refusing to serialize non-leaf tensor which requires_grad, since autograd does not support "
            "crossing process boundaries.  If you just want to transfer the data, call detach() on the tensor before "
            "serializing (e.g., putting it on the queue)."
        )
    if tensor._device.type != "cpu":
        return tensor.__reduce_ex__(2)  # type: ignore[return-value]
    array, memory = _shared(tensor)
    whole = np.frombuffer(memory, np.uint8)
    place = (len(memory), address(array) - address(whole) if array.size else 0, array.shape, array.strides)
    handle = reduction.DupFd(memory.fd)  # type: ignore[attr-defined]
    return rebuild_tensor, (type(tensor), handle, place, tensor._dtype.code, tensor.requires_grad, tensor.__dict__)


def rebuild_tensor(
    cls: type[Tensor], handle: Any, place: tuple[Any, ...], code: int, requires_grad: bool, attributes: dict[str, Any]
) -> Tensor:
    """A tensor from what ``reduce_tensor`` sent, on the same memory."""
    nbytes, offset, shape, strides = place
    memory = attached(handle.detach(), nbytes)
    dtype = DTYPES[code]
    t: Any = cls._wrap(np.ndarray(shape, dtype.np, memory, offset, strides), dtype)
    t._requires_grad = requires_grad
    t.__dict__.update(attributes)
    return t


def init_reductions() -> None:
    """Have Python's multiprocessing share tensors and parameters."""
    from ..nn.parameter import Buffer, Parameter

    for cls in (Tensor, Parameter, Buffer):
        reduction.ForkingPickler.register(cls, reduce_tensor)
