"""The pickler of checkpoints: tensors and our own classes under the names PyTorch gives them, the rest as
pickle does."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from typing import TYPE_CHECKING

from .._base import devices, dtypes
from .._base.formats import layout, sparse_coo
from .._base.size import Size
from .._core import Value
from .._core.sparse import is_sparse
from .._ops.sparse.parts import indices_like, values_of
from .._tensor.tensor import Tensor
from . import _tensors
from ._tensors import parameter_class

if TYPE_CHECKING:
    from typing import Any


class _Global:
    """Stands for 'module name' in the file; called only by whoever reads it."""

    __slots__ = ("module", "name")

    def __init__(self, module, name):
        self.module, self.name = module, name

    def __call__(self):
        raise TypeError(f"{self.module}.{self.name} is only a name here")


class _StorageId:
    """A storage, written as a persistent id."""

    __slots__ = ("pid",)

    def __init__(self, pid):
        self.pid = pid


def _global(full):
    module, _, name = full.rpartition(".")
    return _Global(module, name)


_TENSOR_V2 = _global("torch._utils._rebuild_tensor_v2")
_TENSOR_V3 = _global("torch._utils._rebuild_tensor_v3")
_META = _global("torch._utils._rebuild_meta_tensor_no_storage")
_PARAMETER = _global("torch._utils._rebuild_parameter")
_PARAMETER_STATE = _global("torch._utils._rebuild_parameter_with_state")
_SPARSE = _global("torch._utils._rebuild_sparse_tensor")
_LAYOUT = _global("torch.serialization._get_layout")
_FROM_TYPE = _global("torch._tensor._rebuild_from_type_v2")
_TENSOR = _global("torch.Tensor")
_SIZE = _global("torch.Size")
_DEVICE = _global("torch.device")
_UNTYPED = _global("torch.storage.UntypedStorage")
_STORAGES = {d: _global("torch." + name) for name, d in _tensors.STORAGE_NAMES.items()}
_DTYPES = {d: _global(f"torch.{d.name}") for d in dtypes.ALL}


class _Table:
    """Answers pickle's question how objects of a class are reduced."""

    def __init__(self, pickler):
        self._pickler = pickler

    def get(self, kind):
        if issubclass(kind, Value):
            return self._pickler.reduce_tensor
        return pickle.dispatch_table.get(kind)


class _Pickler(pickle._Pickler):  # the Python one: the C one can't write names that don't exist here
    dispatch = dict(pickle._Pickler.dispatch)

    def __init__(self, file, protocol, legacy):
        super().__init__(file, protocol)
        self.legacy = legacy
        self.dispatch_table = _Table(self)
        self.storages = {}  # key of the memory -> (name, dtype, flat bytes)

    def persistent_id(self, obj):
        return obj.pid if type(obj) is _StorageId else None

    def save_name(self, obj):
        if self.proto >= 4:
            self.save(obj.module)
            self.save(obj.name)
            self.write(pickle.STACK_GLOBAL)
        else:
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        self.memoize(obj)

    def save_dtype(self, obj):
        self.save(_DTYPES[obj])

    def save_layout(self, obj):
        self.save_reduce(_LAYOUT, (str(obj),), obj=obj)

    def save_size(self, obj):
        self.save_reduce(_SIZE, (tuple(obj),), obj=obj)

    def save_device(self, obj):
        self.save_reduce(_DEVICE, obj.__reduce__()[1], obj=obj)

    def reduce_tensor(self, tensor):
        """The call that rebuilds a tensor or parameter: (function, arguments)."""
        kind, attributes = type(tensor), getattr(tensor, "__dict__", None)
        if kind.__name__ == "Parameter" and kind is parameter_class():
            args = (tensor.detach(), tensor.requires_grad, OrderedDict())
            return (_PARAMETER_STATE, (*args, attributes)) if attributes else (_PARAMETER, args)
        function, args = self._plain(tensor)
        if kind is Tensor and not attributes:
            return function, args
        kind = _TENSOR if kind is Tensor else kind
        return _FROM_TYPE, (function, kind, args, attributes or {})

    def _plain(self, tensor):
        if tensor._hooks:
            import warnings

            warnings.warn("a tensor's backward hooks are not written to the file; register them again after loading")
        if tensor.device.type == "meta":
            shape = tuple(tensor.shape)
            return _META, (tensor.dtype, shape, _tensors.dense_strides(shape), tensor.requires_grad)
        if is_sparse(tensor):
            return _SPARSE, (tensor.layout, self._sparse_parts(tensor.detach()))
        parts = _tensors.take_apart(tensor)
        untyped = parts.dtype not in _STORAGES
        where = (
            self._storage(parts, untyped),
            parts.offset,
            parts.shape,
            parts.stride,
            tensor.requires_grad,
            OrderedDict(),
        )
        return (_TENSOR_V3, (*where, parts.dtype)) if untyped else (_TENSOR_V2, where)

    @staticmethod
    def _sparse_parts(tensor):
        a = tensor._array
        index, values = [indices_like(tensor, i) for i in a.index], values_of(tensor)
        return (
            (*index, values, Size(a.shape), a.coalesced) if a.layout is sparse_coo else (*index, values, Size(a.shape))
        )

    def _storage(self, parts, untyped):
        known = self.storages.get(parts.key)
        dtype = dtypes.uint8 if untyped else parts.dtype
        if known is None:
            known = self.storages[parts.key] = str(len(self.storages)), dtype, parts.memory
        elif known[1] is not dtype:
            raise RuntimeError(
                f"Cannot save multiple tensors or storages that view the same data as different types: {known[1]} and "
                f"{parts.dtype}. Save a copy of one of them: tensor.clone()"
            )
        kind = _UNTYPED if untyped else _STORAGES[dtype]
        count = parts.memory.nbytes // dtype.itemsize
        pid = ("storage", kind, known[0], "cpu", count)
        return _StorageId((*pid, None) if self.legacy else pid)


_HANDLERS: dict[Any, Any] = {
    _Global: _Pickler.save_name,
    dtypes.dtype: _Pickler.save_dtype,
    layout: _Pickler.save_layout,
    Size: _Pickler.save_size,
    devices.device: _Pickler.save_device,
}
_Pickler.dispatch.update(_HANDLERS)


def dump(obj, protocol, legacy=False):
    """(pickle bytes, {storage name: (dtype, flat bytes)}) of an object. Raises what pickle raises for the
    unpicklable."""
    import io

    buffer = io.BytesIO()
    pickler = _Pickler(buffer, protocol, legacy)
    pickler.dump(obj)
    return buffer.getvalue(), {name: (dtype, memory) for name, dtype, memory in pickler.storages.values()}
