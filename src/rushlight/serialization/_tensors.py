"""Between tensors and files: what a tensor is made of when written, and how one is made of a file's numbers.

Only this module knows how tensors hold their memory. ``take_apart`` and ``put_together`` are inverse to each
other.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np

from .._base import devices, dtypes
from .._core import Value
from .._ops.common.inside_vmap import readable_tensor
from .._ops.tensors.as_strided_unfold import owner
from .._tensor.tensor import Tensor

# PyTorch's storage classes; the types that have none are written as UntypedStorage with the dtype beside it
STORAGE_NAMES = {d.cpp + "Storage": d for d in dtypes.DTYPES if d.name not in ("uint16", "uint32", "uint64")}
_BITS = 62  # sizes beyond 2**62 bytes overflow NumPy's arithmetic


def parameter_class():
    """nn's Parameter. Imported at the first load: ``import rushlight.serialization`` alone does not load all layers."""
    from ..nn.parameter import Parameter

    return Parameter


class Parts:
    """A tensor taken apart. ``memory``: the flat bytes of the whole storage; ``key``: equal for equal
    storages; ``offset`` and ``stride`` count elements."""

    __slots__ = ("dtype", "key", "memory", "offset", "shape", "stride")
    dtype: Any
    key: tuple
    memory: Any
    offset: int
    shape: tuple
    stride: tuple


class UntypedStorage:
    """The bytes of one storage of a file, as ``map_location`` functions receive them (and may return them).

    ``device`` is where the tensors will be; ``array`` the flat bytes (None on 'meta').
    """

    __slots__ = ("_nbytes", "array", "device", "dtype", "shared", "swapped")

    def __init__(self, array, dtype, device=devices.cpu, nbytes=None):
        self.array, self.dtype, self.device = array, dtype, device
        self._nbytes = array.nbytes if nbytes is None else nbytes
        self.shared = None  # the core's record of this memory, made with its first tensor
        self.swapped = False  # whether the bytes are still in the other machine's order

    def nbytes(self) -> int:
        """The size in bytes."""
        return self._nbytes

    def size(self) -> int:
        """The size in bytes (an untyped storage has elements of one byte)."""
        return self._nbytes

    __len__ = nbytes

    def cpu(self):
        """This storage on the CPU: itself."""
        return self.to("cpu")

    def cuda(self, device=None, non_blocking=False):
        """This storage on a CUDA device. Raises RuntimeError where there is none."""
        return self.to("cuda" if device is None else f"cuda:{device}" if isinstance(device, int) else device)

    def to(self, device):
        """This storage on another device; on 'meta' its size remains and its bytes go."""
        device = devices.as_device(device)
        if device == self.device:
            return self
        if device.type == "cuda":
            raise RuntimeError(
                "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. "
                "If you are running on a CPU-only machine, please use torch.load with "
                "map_location=torch.device('cpu') to map your storages to the CPU."
            )
        if self.array is None:
            raise RuntimeError("a storage on 'meta' has no data that could be moved to another device")
        return UntypedStorage(None, self.dtype, device, self._nbytes)

    def __repr__(self):
        return f"UntypedStorage({self._nbytes} bytes of {self.dtype}, device='{self.device}')"


def take_apart(tensor: Value) -> Parts:
    """Describe a CPU tensor for writing. Views of one storage get the same key and the whole storage's
    memory."""
    if tensor.device.type != "cpu":
        raise RuntimeError(f"save: can't write a tensor on device '{tensor.device}'; write tensor.cpu() instead")
    array = tensor.detach().numpy() if not hasattr(tensor, "_array") else readable_tensor(tensor)._array
    parts = Parts()
    parts.dtype = tensor.dtype
    memory = _memory(array)
    if memory is None:  # an exotic layout: its elements become a storage of their own
        array = np.ascontiguousarray(array).reshape(array.shape)
        memory = array.reshape(-1).view(np.uint8)
    item = array.itemsize
    address = memory.__array_interface__["data"][0]
    parts.memory = memory
    parts.shape = tuple(array.shape)
    if array.size:
        parts.key = (address, memory.nbytes)
        parts.offset = (array.__array_interface__["data"][0] - address) // item
        parts.stride = tuple(s // item for s in array.strides)
    else:
        parts.key = (id(memory), 0)
        parts.memory = memory[:0]
        parts.offset, parts.stride = 0, dense_strides(array.shape)
    return parts


def _memory(array):
    """All bytes that ``array`` and its sibling views lie in, flat; None if they don't form whole elements."""
    root = array
    while (base := owner(root)) is not None:
        root = base
    if not root.size or not array.size:
        return np.empty(0, np.uint8)
    item = array.itemsize
    order = sorted(range(root.ndim), key=lambda axis: -root.strides[axis])
    flat = root.transpose(order)
    if not flat.flags.c_contiguous:
        return None
    flat = flat.reshape(-1).view(np.uint8)
    shift = array.__array_interface__["data"][0] - flat.__array_interface__["data"][0]
    if shift % item or flat.nbytes % item or any(s % item or s < 0 for s in array.strides):
        return None
    return flat


def dense_strides(shape):
    stride, n = [], 1
    for size in reversed(shape):
        stride.append(n)
        n *= max(size, 1)
    return tuple(reversed(stride))


def put_together(
    storage: UntypedStorage, dtype: Any, offset: int, shape: Any, stride: Any, requires_grad: bool = False
) -> Value:
    """A tensor over ``storage``. Its geometry is checked before any memory is touched.

    Raises pickle.UnpicklingError for geometry that isn't made of ints; RuntimeError for geometry outside the
    storage and for integer tensors that ask for gradients.
    """
    offset, shape, stride = _check_geometry(storage, dtype, offset, shape, stride)
    if type(requires_grad) is not bool:
        raise pickle.UnpicklingError(f"a tensor's requires_grad must be a bool, got {requires_grad!r}")
    item = dtype.itemsize
    if storage.swapped:
        storage.swapped = False
        if item > 1 and storage.nbytes() % item == 0:
            storage.array.view(dtype.np).byteswap(inplace=True)
    if storage.array is None:
        array = np.broadcast_to(np.zeros((), dtype.np), shape)
    else:
        array = np.ndarray(shape, dtype.np, storage.array, offset * item, [s * item for s in stride])
    if storage.shared is None:
        tensor = Tensor._wrap(array, dtype, storage.device)
        storage.shared = tensor._storage
    else:
        tensor = Tensor._wrap(array, dtype, storage.device, storage.shared)
    return ask_gradient(tensor, requires_grad)


def put_together_meta(dtype: Any, shape: Any, stride: Any, requires_grad: bool) -> Value:
    """A tensor without data, as PyTorch writes those on the 'meta' device."""
    storage = UntypedStorage(None, dtype, devices.meta, 1 << _BITS)
    return put_together(storage, dtype, 0, shape, stride, requires_grad)


def ask_gradient(tensor, requires_grad):
    """Set ``requires_grad`` of a tensor just made."""
    if requires_grad:
        if not (tensor.dtype.is_floating_point or tensor.dtype.is_complex):
            raise RuntimeError(
                f"only Tensors of floating point dtype can require gradients, the file has one of {tensor.dtype}"
            )
        tensor._requires_grad = True
    return tensor


def _check_geometry(storage, dtype, offset, shape, stride):
    shape, stride = _ints(shape, "size"), _ints(stride, "stride")
    (offset,) = _ints((offset,), "offset")
    if len(shape) != len(stride):
        raise pickle.UnpicklingError(f"a tensor has {len(shape)} sizes but {len(stride)} strides")
    if len(shape) > 64:
        raise RuntimeError(f"a tensor has {len(shape)} dimensions; the limit is 64")
    if min((offset, *shape, *stride)) < 0:
        raise RuntimeError(f"Tensor with negative geometry: size {shape}, stride {stride}, storage offset {offset}")
    available = storage.nbytes() // dtype.itemsize
    span, count = 0, 1
    if 0 not in shape:
        span = offset + 1 + sum((n - 1) * s for n, s in zip(shape, stride))
    for n in shape:
        count *= max(n, 1)
    if span > available or offset > available:
        raise RuntimeError(
            f"setStorage: sizes {list(shape)}, strides {list(stride)}, storage offset {offset}, and itemsize "
            f"{dtype.itemsize} requiring a storage size of {span * dtype.itemsize} are out of bounds for storage of "
            f"size {storage.nbytes()}"
        )
    if count * dtype.itemsize >= 1 << _BITS or max((0, *stride)) * dtype.itemsize >= 1 << _BITS:
        raise RuntimeError(f"a tensor of size {shape} and stride {stride} is too large to be addressed")
    return offset, shape, stride


def _ints(values, what):
    if not isinstance(values, (tuple, list)) or any(type(v) is not int for v in values):
        raise pickle.UnpicklingError(f"a tensor's {what} must be made of ints, got {values!r:.80}")
    return tuple(values)
