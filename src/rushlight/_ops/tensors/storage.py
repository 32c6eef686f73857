"""Storages: the memory behind tensors as an object of its own, as bytes (UntypedStorage) or elements (TypedStorage)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np

from ..._base import devices, dtypes
from ..._base.devices import as_device
from ..._core import Storage, Value, state
from ..._core.sparse import is_sparse
from ..._face.public import public
from ..common.inside_vmap import readable_tensor
from ..common.sizes import ints
from .as_strided_unfold import address, memory_of
from .tensor_from_numpy import wrap

if TYPE_CHECKING:
    from ..._face.types import Device, Ints, Tensor, dtype, layout


_known: WeakValueDictionary = (
    WeakValueDictionary()
)  # (address, bytes) -> the storage of that memory, while someone holds it


def _column(numbers):
    return "..." if numbers is None else " " + "\n ".join(str(n) for n in numbers)


def _conversion(dtype):
    def convert(self):
        return TypedStorage(wrap_storage=storage_of(self._tensor().to(dtype)), dtype=dtype)

    convert.__doc__ = f"The elements as {dtype}, in a TypedStorage."
    return convert


class _Converted:
    """The methods of storages that give their elements as another dtype."""

    __slots__ = ()
    float, double = _conversion(dtypes.float32), _conversion(dtypes.float64)
    half, bfloat16 = _conversion(dtypes.float16), _conversion(dtypes.bfloat16)
    long, int, short, char = (_conversion(d) for d in (dtypes.int64, dtypes.int32, dtypes.int16, dtypes.int8))
    byte, bool = _conversion(dtypes.uint8), _conversion(dtypes.bool_)
    complex_float, complex_double = _conversion(dtypes.complex64), _conversion(dtypes.complex128)


class UntypedStorage(_Converted):
    """The bytes of a tensor's memory: ``x.untyped_storage()``, the same object for all views of it.

    ``UntypedStorage(n)`` is n new bytes (not set), ``UntypedStorage([1, 2])`` these. Here a storage never grows.

    >>> torch.ones(2).untyped_storage().nbytes()
    8
    """

    is_cuda, is_sparse, is_sparse_csr = False, False, False

    def __init__(self, *args, device=None):
        if len(args) > 1:
            raise TypeError(f"UntypedStorage takes a size, a sequence of bytes or nothing, got {len(args)} arguments")
        data, device = args[0] if args else 0, as_device(device)
        if isinstance(data, int):
            if data < 0:
                raise RuntimeError(f"Storage size can't be negative, got {data}")
            self._take(None if device.type == "meta" else np.empty(data, np.uint8), device, data, Storage())
        else:
            if isinstance(data, str) or not hasattr(data, "__len__"):
                raise RuntimeError(f"UntypedStorage expects a size or a sequence of ints, got {type(data).__name__}")
            self._take(np.array(list(data), np.uint8), device, len(data), Storage())

    def _take(self, memory, device, nbytes, record):
        self._memory, self.device, self._nbytes, self._record = memory, device, nbytes, record
        if memory is not None and nbytes:
            _known.setdefault((address(memory), nbytes), self)

    def _bytes(self):
        if self._memory is None:
            raise NotImplementedError("a storage on 'meta' has no data")
        return self._memory

    def _tensor(self):
        return Value.default_class._wrap(self._bytes(), dtypes.uint8, self.device, self._record)

    def nbytes(self):
        """The size in bytes."""
        return self._nbytes

    size = __len__ = nbytes

    def __sizeof__(self):
        return super().__sizeof__() + self.nbytes()

    def element_size(self):
        """1: elements are bytes."""
        return 1

    def data_ptr(self):
        """The address of the first byte; 0 if there is none."""
        return address(self._memory) if self._memory is not None and self._nbytes else 0

    def tolist(self):
        """The bytes as a list of ints."""
        return self._bytes().tolist()

    def __iter__(self):
        return iter(self.tolist())

    def __getitem__(self, index):
        if isinstance(index, slice):
            if index.step not in (None, 1):
                raise RuntimeError(f"Trying to slice with a step of {index.step}, but only a step of 1 is supported")
            part = object.__new__(UntypedStorage)
            memory = self._bytes()[index]
            part._take(memory, self.device, len(memory), self._record)
            return part
        return int(self._bytes()[self._position(index)])

    def __setitem__(self, index, value):
        self._bytes()[index if isinstance(index, slice) else self._position(index)] = value
        self._record.version += 1

    def _position(self, index):
        if not isinstance(index, int):
            raise TypeError(f"can't index a storage with {type(index).__name__}: give an int or a slice")
        if not -self._nbytes <= index < self._nbytes:
            raise IndexError(f"index {index} out of range for storage of size {self._nbytes}")
        return index

    def fill_(self, value):
        """All bytes set to ``value``."""
        self._bytes()[...] = value
        self._record.version += 1
        return self

    def copy_(self, source, non_blocking=False):
        """The bytes of another storage of the same size copied into this one."""
        source = source.untyped()
        if source._nbytes != self._nbytes:
            raise RuntimeError(f"size does not match, self was {self._nbytes} bytes but src was {source._nbytes} bytes")
        self._bytes()[...] = source._bytes()
        self._record.version += 1
        return self

    def clone(self):
        """A storage with a copy of the bytes."""
        return (
            UntypedStorage(self._nbytes, device=self.device)
            if self._memory is None
            else self._like(self._memory.copy())
        )

    def _like(self, memory):
        s = object.__new__(UntypedStorage)
        s._take(memory, self.device, len(memory), Storage())
        return s

    def cpu(self):
        """This storage on the CPU: itself."""
        self._bytes()
        return self

    def untyped(self):
        """Itself."""
        return self

    def resizable(self):
        """False: a storage has the size it was made with."""
        return False

    def is_pinned(self, device="cuda"):
        """Whether the memory is page-locked: False."""
        return False

    def type(self):
        """The name of this class."""
        return "torch.storage.UntypedStorage"

    def is_shared(self):
        """Whether the memory is shared with other processes (``share_memory_``, ``from_file``)."""
        return self._memory is not None and _mapping(self._memory) is not None

    def byteswap(self, dtype):
        """The order of the bytes within each element of ``dtype`` turned around, in place."""
        if dtype.itemsize > 1:
            self._bytes().view(dtype.np).byteswap(inplace=True)

    @staticmethod
    def from_file(filename, shared=False, nbytes=0):
        """The first ``nbytes`` of a file as memory. shared: what is written goes to the file, which is made or grown as
        needed."""
        s = object.__new__(UntypedStorage)
        s._take(_file(filename, shared, nbytes), devices.cpu, nbytes, Storage())
        return s

    def __deepcopy__(self, memo):
        key = ("rushlight bytes", id(self))
        if key not in memo:
            memo[key] = self.clone(), self
        return memo[key][0]

    __copy__ = clone

    def __reduce__(self):
        if self._memory is None:
            return _meta_storage, (self._nbytes,)
        return UntypedStorage, (self._memory.tobytes(),)

    def __repr__(self):
        body = _column(self.tolist() if self._memory is not None else None)
        return f"{body}\n[torch.storage.UntypedStorage(device={self.device}) of size {self._nbytes}]"


UntypedStorage.__module__ = "rushlight.storage"


def _meta_storage(nbytes):
    return UntypedStorage(nbytes, device="meta")


def storage_of(t):
    """The UntypedStorage of a tensor's memory."""
    if is_sparse(t):
        raise NotImplementedError("Cannot access storage of SparseTensorImpl: its indices and values have memory")
    s = object.__new__(UntypedStorage)
    if t._device.type != "cpu":
        s._take(None, t._device, t._array.size * t._dtype.itemsize, t._storage)
        return s
    root = memory_of(readable_tensor(t)._array)
    memory = root.reshape(-1).view(np.uint8) if root.size else np.empty(0, np.uint8)
    known = _known.get((address(memory), memory.size)) if memory.size else None
    if known is not None:
        return known
    s._take(memory, t._device, memory.size, t._storage)
    return s


# Memory of other processes and of files -------------------------------------------------------------------------------


def _mapping(memory):
    """The mmap that holds the memory of an array; None if none does. No module mmap, no map."""
    mmap = sys.modules.get("mmap")
    base = memory
    while mmap is not None and base is not None:
        if isinstance(base, mmap.mmap):
            return base
        base = base.obj if isinstance(base, memoryview) else getattr(base, "base", None)
    return None


def _shared(nbytes):
    """New memory that child processes share."""
    from ..._base.shared_memory import shared_map

    return np.frombuffer(shared_map(nbytes), np.uint8, nbytes)


def _file(filename, shared, nbytes):
    import mmap
    import os

    if not nbytes:
        return np.empty(0, np.uint8)
    try:
        fd = os.open(filename, os.O_RDWR | os.O_CREAT if shared else os.O_RDONLY, 0o666)
    except OSError as error:
        raise RuntimeError(
            f"unable to open file <{filename}> in {'read-write' if shared else 'read-only'} mode: {error}"
        ) from None
    try:
        size = os.fstat(fd).st_size
        if size < nbytes:
            if not shared:
                raise RuntimeError(
                    f"file <{filename}> size <{size}> is smaller than the required mapping size <{nbytes}>"
                )
            os.ftruncate(fd, nbytes)
        return np.frombuffer(mmap.mmap(fd, nbytes, access=mmap.ACCESS_WRITE if shared else mmap.ACCESS_COPY), np.uint8)
    finally:
        os.close(fd)


@public("torch", factory=True)
def from_file(
    filename: str,
    shared: bool | None = None,
    size: int = 0,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """A 1-d tensor of the first ``size`` elements of a file, mapped into memory.

    shared  True: what is written goes to the file, which is made or grown as needed; else writes stay with this process
    Raises RuntimeError if the file can't be opened or is too short.

    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     a = torch.from_file(os.path.join(folder, "numbers"), shared=True, size=2)
    ...     a.fill_(3)
    tensor([3., 3.])
    """
    dtype = dtype or dtypes.get_default_dtype()
    if size < 0:  # type: ignore[operator]  # None raises TypeError
        raise RuntimeError(f"from_file: size must not be negative, got {size}")
    memory = _file(filename, bool(shared), size * dtype.itemsize)
    t = wrap(memory.view(dtype.np), dtype)
    return t.requires_grad_() if requires_grad else t


# With elements --------------------------------------------------------------------------------------------------------


class _Kind(type):
    """FloatStorage and the like: TypedStorages of one dtype."""

    dtype = None

    def __call__(cls, *args, **kwargs):
        if cls.dtype is None:
            return super().__call__(*args, **kwargs)
        if "dtype" in kwargs or (args and isinstance(args[0], UntypedStorage)):
            raise TypeError(f"{cls.__name__} takes a size or a sequence of numbers; for a storage: wrap_storage=...")
        return TypedStorage(*args, dtype=cls.dtype, **kwargs)

    def __instancecheck__(cls, instance):
        return type(instance) is TypedStorage and cls.dtype in (None, instance.dtype)


class TypedStorage(_Converted, metaclass=_Kind):
    """The elements of a tensor's memory: ``x.storage()``. Deprecated in PyTorch: ``x.untyped_storage()`` is what stays.

    >>> torch.TypedStorage([1, 2], dtype=torch.int32).tolist()
    [1, 2]
    """

    is_sparse, is_sparse_csr = False, False

    def __init__(self, *args, wrap_storage=None, dtype=None, device=None):
        self.dtype = dtype = dtype or dtypes.get_default_dtype()
        if wrap_storage is not None:
            if not isinstance(wrap_storage, UntypedStorage):
                raise TypeError(f"Argument 'wrap_storage' must be UntypedStorage, but got {type(wrap_storage)}")
            self._untyped_storage = wrap_storage
        elif not args or isinstance(args[0], int):
            self._untyped_storage = UntypedStorage((args[0] if args else 0) * dtype.itemsize, device=device)
        else:
            self._untyped_storage = Value.default_class(0).new_tensor(args[0], dtype=dtype).untyped_storage()

    def untyped(self):
        """The bytes."""
        return self._untyped_storage

    @property
    def device(self):
        """Where the memory is."""
        return self._untyped_storage.device

    is_cuda = property(lambda self: False)

    def _tensor(self):
        s = self._untyped_storage
        return Value.default_class._wrap(
            s._bytes()[: self.nbytes()].view(self.dtype.np), self.dtype, s.device, s._record
        )

    def size(self):
        """The number of elements."""
        return self._untyped_storage._nbytes // self.dtype.itemsize

    __len__ = size

    def nbytes(self):
        """The size of all elements in bytes."""
        return self.size() * self.dtype.itemsize

    def __sizeof__(self):
        return super().__sizeof__() + self.nbytes()

    def element_size(self):
        """The size of an element in bytes."""
        return self.dtype.itemsize

    def data_ptr(self):
        """The address of the first element."""
        return self._untyped_storage.data_ptr()

    def tolist(self):
        """The elements as a list of numbers."""
        return self._tensor().tolist()

    def __iter__(self):
        return iter(self.tolist())

    def __getitem__(self, index):
        if isinstance(index, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        if not isinstance(index, int):
            raise TypeError(f"can't index a {type(self)} with {type(index)}")
        if not -self.size() <= index < self.size():
            raise IndexError(f"index {index} out of range for storage of size {self.size()}")
        return self._tensor()[index].item()

    def __setitem__(self, index, value):
        self._tensor()[index] = value

    def fill_(self, value):
        """All elements set to ``value``."""
        self._tensor().fill_(value)
        return self

    def copy_(self, source, non_blocking=False):
        """The elements of another storage of this size, as this dtype."""
        if source.size() != self.size():
            raise RuntimeError(f"size does not match, self was {self.size()} elements but src was {source.size()}")
        self._tensor().copy_(source._tensor())
        return self

    def _of(self, untyped):
        return TypedStorage(wrap_storage=untyped, dtype=self.dtype)

    def clone(self):
        """A storage with a copy of the elements."""
        return self._of(self._untyped_storage.clone())

    __copy__ = clone

    def __deepcopy__(self, memo):
        return self._of(self._untyped_storage.__deepcopy__(memo))

    def cpu(self):
        """This storage on the CPU: itself."""
        return self

    def is_shared(self):
        """Whether the memory is shared with other processes."""
        return self._untyped_storage.is_shared()

    def is_pinned(self, device="cuda"):
        """Whether the memory is page-locked: False."""
        return False

    def pickle_storage_type(self):
        """The name of the class of such storages in files: 'FloatStorage'."""
        return storage_class(self.dtype).__name__

    def type(self, dtype=None):
        """The name of its class ('torch.FloatStorage'), or its elements as another dtype."""
        if dtype is None:
            return f"torch.{self.pickle_storage_type()}"
        name = dtype if isinstance(dtype, str) else ""
        found = [d for d, c in _classes.items() if dtype is d or dtype is c or name == f"torch.{c.__name__}"]
        if not found:
            raise TypeError(f"no storage has type {dtype!r}; one is 'torch.FloatStorage'")
        to = found[0]
        return self if to is self.dtype else TypedStorage(wrap_storage=storage_of(self._tensor().to(to)), dtype=to)

    def __reduce__(self):
        return _typed, (self._untyped_storage, self.dtype)

    def __repr__(self):
        body = _column(None if self._untyped_storage._memory is None else self.tolist())
        return f"{body}\n[torch.storage.TypedStorage(dtype={self.dtype}, device={self.device}) of size {self.size()}]"


TypedStorage.__module__ = "rushlight.storage"


def _typed(untyped, dtype):
    return TypedStorage(wrap_storage=untyped, dtype=dtype)


_classes = {
    d: _Kind(f"{d.cpp}Storage", (), {"dtype": d, "__doc__": f"Storages of {d}.", "__module__": "rushlight"})
    for d in dtypes.DTYPES
    if not d.cpp.startswith("UInt")
}


def storage_class(dtype):
    """The class of storages of a dtype: FloatStorage for float32."""
    return _classes.get(dtype, TypedStorage)


@public("torch", plain=True)
def is_storage(obj: Any) -> bool:
    """Whether ``obj`` is a storage.

    >>> torch.is_storage(torch.ones(2).untyped_storage())
    True
    """
    return isinstance(obj, (UntypedStorage, TypedStorage))


# Tensor's side --------------------------------------------------------------------------------------------------------


@public("Tensor")
def set_(
    input: Tensor,
    source: Tensor | UntypedStorage | TypedStorage | None = None,
    storage_offset: int = 0,
    size: Ints | None = None,
    stride: Ints | None = None,
) -> Tensor:
    """The tensor laid over other memory: that of a tensor, or of a storage from an offset on, with this size and
    stride.

    Raises RuntimeError where the storage is too small (here storages don't grow) or of another dtype.

    >>> torch.empty(0).set_(torch.arange(4.0), 1, (2,), (2,))
    tensor([1., 3.])
    """
    if input.requires_grad and state.grad:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation: call set_ in torch.no_grad()"
        )
    typed = getattr(source, "dtype", None)
    if typed is not None and typed is not input._dtype:
        raise RuntimeError(
            f"Could not set tensor of type {typed.cpp} to a tensor of type {input._dtype.cpp}: convert it with "
            ".to(...) first"
        )
    if source is None:
        array, record = np.empty(0, input._dtype.np), Storage()
    elif isinstance(source, Value) and size is None:
        array, record = source._array, source._storage
    elif isinstance(source, Value) or is_storage(source):
        untyped = source.untyped_storage() if isinstance(source, Value) else source.untyped()
        array, record = _laid_over(untyped, input._dtype, storage_offset, size, stride), untyped._record
    else:
        raise TypeError(f"set_() takes a Tensor or a storage, got {type(source).__name__}")
    input._array, input._storage, input._base, input._chain = array, record, None, None
    return input


def _laid_over(untyped, dtype, offset, size, stride):
    memory, item = untyped._bytes(), dtype.itemsize
    if offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {offset}")
    size = (len(memory) // item - offset,) if size is None else ints("set_", (size,))
    if stride is None:
        stride, n = [], 1
        for s in reversed(size):
            stride.insert(0, n)
            n *= max(s, 1)
    stride = ints("set_", (tuple(stride),), "stride")
    if len(stride) != len(size) or min((*size, *stride), default=0) < 0:
        raise RuntimeError(
            f"set_: size {list(size)} and stride {list(stride)} must be as long as each other and not negative"
        )
    last = offset + sum((n - 1) * s for n, s in zip(size, stride, strict=True)) if all(size) else offset - 1
    if (last + 1) * item > len(memory):
        raise RuntimeError(
            f"set_: size {list(size)}, stride {list(stride)} and offset {offset} need {(last + 1) * item} bytes, the "
            f"storage has {len(memory)}: storages don't grow here, make a larger one"
        )
    whole = memory[: len(memory) // item * item]
    return np.ndarray(size, dtype.np, whole, offset * item if all(size) else 0, tuple(s * item for s in stride))


@public("Tensor")
def share_memory_(input: Tensor) -> Tensor:
    """The tensor's memory moved to where child processes share it. Returns the tensor.

    Raises RuntimeError if other tensors view that memory: they would be left behind.

    >>> torch.ones(2).share_memory_().is_shared()
    True
    """
    if is_sparse(input):
        storage_of(input)
    if input._device.type != "cpu" or is_shared(input):
        return input
    if input._base is not None and sys.getrefcount(input._base) == 2 and not input.requires_grad:
        input._base = input._chain = None  # nobody else has what this is a view of
    old = memory_of(readable_tensor(input)._array)
    size = (address(old), old.nbytes)
    if sys.getrefcount(old) > 3 + (
        size in _known
    ):  # the tensor's, ours and the call's; and the storage's, which moves along
        raise RuntimeError(
            "share_memory_: other tensors or arrays view this memory and would stay behind; share a copy: "
            "x.clone().share_memory_()"
        )
    memory = _shared(old.nbytes)
    memory[...] = old.reshape(-1).view(np.uint8) if old.size else memory
    offset = address(input._array) - address(old)
    input._array = np.ndarray(
        input._array.shape, input._array.dtype, memory, offset if old.size else 0, input._array.strides
    )
    known = _known.pop(size, None)
    if known is not None:
        known._take(memory, known.device, known._nbytes, known._record)
    return input


@public("Tensor")
def is_shared(input: Tensor) -> bool:
    """Whether the memory is shared with other processes."""
    return input._device.type == "cpu" and _mapping(input._array) is not None


@public("Tensor")
def untyped_storage(input: Tensor) -> UntypedStorage:
    """The bytes of the memory that this tensor and its views share, an UntypedStorage."""
    return storage_of(input)


@public("Tensor")
def storage(input: Tensor) -> TypedStorage:
    """The elements of that memory, a TypedStorage; ``untyped_storage()`` is what PyTorch recommends."""
    import warnings

    warnings.warn(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only storage "
        "class. To access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()",
        UserWarning,
        stacklevel=2,
    )
    return TypedStorage(wrap_storage=storage_of(input), dtype=input._dtype)


@public("Tensor")
def storage_type(input: Tensor) -> type:
    """The class of this tensor's storage by its dtype: FloatStorage."""
    return storage_class(input._dtype)
