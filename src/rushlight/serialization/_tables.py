"""The world a checkpoint may speak of: a fixed table of constructors, each of which checks its arguments.

``World`` is what the pickle machine asks. Nothing here imports by a name found in a file.
"""

from __future__ import annotations

import pickle
from collections import Counter, OrderedDict

from .._base import devices, dtypes
from .._base.formats import sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, strided
from .._base.size import Size
from .._core import Value
from .._ops.sparse.making import sparse_compressed_tensor, sparse_coo_tensor
from .._tensor.tensor import Tensor
from . import _safe, _tensors
from ._keys import check_key
from ._tensors import parameter_class

_LAYOUTS = {str(v): v for v in (strided, sparse_coo, sparse_csr, sparse_csc, sparse_bsr, sparse_bsc)}
_RENAMED = {"__builtin__": "builtins", "copy_reg": "copyreg", "torch.tensor": "torch._tensor"}
_ABSENT = {  # PyTorch rebuilds these; rushlight has no such tensors
    "torch._utils._rebuild_sparse_csr_tensor": "a sparse tensor; save it as tensor.to_dense()",
    "torch._utils._rebuild_qtensor": "a quantized tensor; save it as tensor.dequantize()",
    "torch._utils._rebuild_nested_tensor": "a nested tensor; save the list of its parts",
    "torch._utils._rebuild_wrapper_subclass": "a tensor of a wrapper class; save the plain tensors in it",
    "torch._utils._rebuild_device_tensor_from_numpy": "a tensor of a device rushlight lacks; save tensor.cpu()",
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": "a tensor of a device rushlight lacks; save tensor.cpu()",
    "torch.jit._pickle.build_intlist": "a TorchScript object; save its state_dict()",
}


class StorageType:
    """What 'torch FloatStorage' in a file stands for. ``dtype`` None: untyped bytes."""

    __slots__ = ("dtype", "name")

    def __init__(self, name, dtype):
        self.name, self.dtype = name, dtype

    def __repr__(self):
        return f"StorageType({self.name})"


class Rebuild:
    """A function of the fixed table, as an inert object: only ``World.call`` uses it."""

    __slots__ = ("function", "name")

    def __init__(self, name, function):
        self.name, self.function = name, function

    def __repr__(self):
        return f"<{self.name} of a checkpoint>"


def _wrong(name, args):
    return pickle.UnpicklingError(f"{name} can't be made of the arguments in the file: {args!r:.100}")


def _tensor_v1(storage, offset, size, stride):
    return _tensor_v2(storage, offset, size, stride, False, None)


def _tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata=None):
    _check_storage(storage)
    return _finish(storage, storage.dtype, offset, size, stride, requires_grad, hooks, metadata)


def _tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, metadata=None):
    _check_storage(storage)
    if not isinstance(dtype, dtypes.dtype):
        raise _wrong("a tensor's dtype", dtype)
    return _finish(storage, dtype, offset, size, stride, requires_grad, hooks, metadata)


def _check_storage(storage):
    if type(storage) is not _tensors.UntypedStorage:
        raise pickle.UnpicklingError(f"a tensor needs a storage, the file gives {type(storage).__name__}")


def _finish(storage, dtype, offset, size, stride, requires_grad, hooks, metadata):
    _check_hooks(hooks)
    flags = metadata or {}
    if not isinstance(flags, dict) or any(k not in ("conj", "neg") for k in flags):
        raise _wrong("a tensor's metadata", metadata)
    tensor = _tensors.put_together(storage, dtype, offset, size, stride, False)
    array = tensor._array
    if flags.get("conj") is True:
        array = array.conj()
    if flags.get("neg") is True:
        array = -array
    if array is not tensor._array:  # PyTorch notes the sign and leaves the memory as it was
        tensor = type(tensor)._wrap(array, dtype, tensor.device)
    if type(requires_grad) is not bool:
        raise _wrong("a tensor's requires_grad", requires_grad)
    return _tensors.ask_gradient(tensor, requires_grad)


def _check_hooks(hooks):
    if hooks is not None and (not isinstance(hooks, dict) or hooks):
        raise pickle.UnpicklingError("a tensor in the file carries backward hooks: functions are not read from files")


def _meta_tensor(dtype, size, stride, requires_grad):
    if not isinstance(dtype, dtypes.dtype):
        raise _wrong("a tensor's dtype", dtype)
    return _tensors.put_together_meta(dtype, size, stride, requires_grad)


def _parameter(data, requires_grad=True, hooks=None):
    if not isinstance(data, Value) or type(requires_grad) is not bool:
        raise _wrong("a Parameter", (data, requires_grad))
    _check_hooks(hooks)
    if requires_grad:
        _tensors.ask_gradient(data.detach(), True)  # refuses integers with the usual words
    return parameter_class()(data, requires_grad)


def _parameter_with_state(data, requires_grad, hooks, state):
    return _set_attributes(_parameter(data, requires_grad, hooks), state)


def _from_type(func, kind, args, state):
    """A tensor with attributes, or of a class derived from Tensor."""
    if not isinstance(func, Rebuild) or not func.name.startswith("torch._utils._rebuild_") or type(args) is not tuple:
        raise _wrong("a tensor", (func, kind))
    if not (kind is Tensor or kind is parameter_class() or _safe.is_safe(kind)):
        raise _wrong("a tensor", kind)
    tensor = func.function(*args)
    if type(tensor) is not kind:
        tensor = tensor.as_subclass(kind)
    return _set_attributes(tensor, state)


def _layout(name):
    if name not in _LAYOUTS:
        raise _wrong("a layout", name)
    return _LAYOUTS[name]


def _sparse_tensor(layout, data):
    if type(data) is not tuple or not all(isinstance(part, Value) for part in data[:2]):
        raise _wrong("a sparse tensor", data)
    if layout is sparse_coo and len(data) in (3, 4):
        indices, values, size, coalesced = (*data, None)[:4]
        if type(coalesced) not in (bool, type(None)):
            raise _wrong("a sparse tensor", data)
        return sparse_coo_tensor(indices, values, _size(size), is_coalesced=coalesced, check_invariants=True)
    if layout in (sparse_csr, sparse_csc) and len(data) == 4 and isinstance(data[2], Value):
        outer, plain, values, size = data
        return sparse_compressed_tensor(outer, plain, values, _size(size), layout=layout, check_invariants=True)
    raise _wrong(f"a tensor of layout {layout}", data)


def _set_attributes(tensor, state):
    if type(state) is tuple and len(state) == 2:  # (attributes, slots)
        state, slots = state
        if slots:
            raise _wrong("a tensor's attributes", slots)
    if state is None:
        return tensor
    if not isinstance(state, dict) or any(type(k) is not str for k in state):
        raise _wrong("a tensor's attributes", state)
    tensor.__dict__.update(state)
    return tensor


def _device(*args):
    if not args or type(args[0]) is not str or any(type(a) is not int for a in args[1:]):
        raise _wrong("a device", args)
    return devices.device(*args)


def _size(items=()):
    if not isinstance(items, (tuple, list)) or any(type(i) is not int for i in items):
        raise _wrong("a Size", items)
    return Size(items)


def _pairs(kind):
    def make(items=()):
        if isinstance(items, dict):
            items = list(items.items())
        if not isinstance(items, (list, tuple)) or any(not isinstance(p, (list, tuple)) or len(p) != 2 for p in items):
            raise _wrong(kind.__name__, items)
        for key, _ in items:
            check_key(key)
        return kind(dict(items)) if kind is Counter else kind(items)

    return make


def _set(items=()):
    if not isinstance(items, (list, tuple, set, frozenset)):
        raise _wrong("a set", items)
    for item in items:
        check_key(item)
    return set(items)


def _encode(text, encoding="utf-8"):  # how protocol 2 writes bytes
    if type(text) is not str or encoding not in ("latin1", "latin-1", "utf-8", "ascii"):
        raise _wrong("bytes", (text, encoding))
    return text.encode(encoding)


def _bytearray(data=b"", encoding=None):
    if encoding is not None:
        data = _encode(data, encoding)
    if type(data) is not bytes:  # an int would be a size to allocate
        raise _wrong("a bytearray", data)
    return bytearray(data)


def _complex(real=0.0, imaginary=0.0):
    if type(real) not in (int, float) or type(imaginary) not in (int, float):
        raise _wrong("a complex number", (real, imaginary))
    return complex(real, imaginary)


_FUNCTIONS = {
    "torch._utils._rebuild_tensor": _tensor_v1,
    "torch._utils._rebuild_tensor_v2": _tensor_v2,
    "torch._utils._rebuild_tensor_v3": _tensor_v3,
    "torch._utils._rebuild_meta_tensor_no_storage": _meta_tensor,
    "torch._utils._rebuild_parameter": _parameter,
    "torch._utils._rebuild_parameter_with_state": _parameter_with_state,
    "torch._tensor._rebuild_from_type_v2": _from_type,
    "torch._utils._rebuild_sparse_tensor": _sparse_tensor,
    "torch.serialization._get_layout": _layout,
    "_codecs.encode": _encode,
}
_TYPES = {
    "collections.OrderedDict": (OrderedDict, _pairs(OrderedDict)),
    "collections.Counter": (Counter, _pairs(Counter)),
    "torch.Size": (Size, _size),
    "torch.device": (devices.device, _device),
    "builtins.set": (set, _set),
    "builtins.bytearray": (bytearray, _bytearray),
    "builtins.complex": (complex, _complex),
}


def globals_table():
    """(name -> object pushed, id of object -> function that constructs it), made anew."""
    names, makers = {}, {}
    for name, function in _FUNCTIONS.items():
        names[name] = Rebuild(name, function)
        makers[id(names[name])] = function
    for name, (kind, function) in _TYPES.items():
        names[name] = kind
        makers[id(kind)] = function
    for d in dtypes.ALL:
        names[f"torch.{d.name}"] = d
    for name, d in _tensors.STORAGE_NAMES.items():
        names[f"torch.{name}"] = names[f"torch.cuda.{name}"] = names[f"torch.storage.{name}"] = StorageType(name, d)
    names["torch.storage.UntypedStorage"] = names["torch.UntypedStorage"] = StorageType("UntypedStorage", None)
    names["torch.Tensor"] = Tensor
    names["torch.nn.parameter.Parameter"] = parameter_class()
    makers[id(parameter_class())] = _parameter
    return names, makers


class World:
    """What one pickle may refer to. ``storages``: a callable (dtype, key, location, count) -> UntypedStorage.

    ``more``: extra tables, as pairs like ``globals_table`` returns, for files read with weights_only=False.
    """

    def __init__(self, storages, weights_only=True, more=()):
        self.storages, self.weights_only = storages, weights_only
        self.foreign = False  # whether code of a class that the user vouched for was entered
        self.names, self.makers = globals_table()
        self.builders = {}
        for names, makers, builders in more:
            self.names.update(names)
            self.makers.update(makers)
            self.builders.update(builders)

    def find(self, module, name):
        """The object behind a global. Raises pickle.UnpicklingError for those not in the table."""
        module = _RENAMED.get(module, module)
        full = f"{module}.{name}"
        if _safe.is_blocked(module):
            raise pickle.UnpicklingError(
                f"Trying to load unsupported GLOBAL {full} whose module {module} is blocked. A file that names it is "
                "very likely an attack: no checkpoint needs it. Nothing was executed."
            )
        found = self.names.get(full)
        if found is not None:
            return found
        trusted = _safe.find_safe(full)
        if trusted is not None:
            return trusted[0]
        if full in _ABSENT:
            raise pickle.UnpicklingError(f"the file holds {_ABSENT[full]} before saving. rushlight can't read {full}")
        raise pickle.UnpicklingError(_forbidden(full))

    def call(self, function, args):
        """Construct what REDUCE asks for."""
        if type(args) is not tuple:
            raise pickle.UnpicklingError(f"the arguments of {function!r} are not a tuple")
        make = self.makers.get(id(function))
        if make is not None:
            return make(*args)
        if _safe.is_safe(function):
            self.foreign = True
            result = function(*args)
            self.foreign = False
            return result
        raise pickle.UnpicklingError(f"Trying to call reduce for unrecognized function {function!r:.100}")

    def new(self, kind, args, kwargs=None):
        """Construct what NEWOBJ asks for."""
        if id(kind) in self.makers:
            if kwargs:
                raise _wrong(repr(kind), kwargs)
            return self.call(kind, args)
        if isinstance(kind, type) and _safe.is_safe(kind):
            self.foreign = True
            result = kind.__new__(kind, *args, **(kwargs or {}))
            self.foreign = False
            return result
        raise pickle.UnpicklingError(
            "Can only create new object for nn.Parameter or classes allowlisted via `add_safe_globals` but "
            f"got {kind!r:.100}"
        )

    def build(self, obj, state):
        """Give an object its state; returns the object."""
        kind = type(obj)
        builder = self.builders.get(id(kind))
        if builder is not None:
            return builder(obj, state)
        if kind is OrderedDict and isinstance(state, dict):
            if any(type(k) is not str for k in state):
                raise _wrong("an OrderedDict's attributes", state)
            obj.__dict__.update(state)  # state dicts carry _metadata
            return obj
        if isinstance(obj, Value):
            return _build_tensor(obj, state)
        if _safe.is_safe(kind):
            self.foreign = True
            _default_build(obj, state)
            self.foreign = False
            return obj
        raise pickle.UnpicklingError(
            f"Can only build Tensor, Parameter, OrderedDict or types allowlisted via `add_safe_globals`, but got {kind}"
        )

    def extend(self, target, items):
        """Append to something that is not a list."""
        if _safe.is_safe(type(target)) or type(target).__name__ == "deque":
            target.extend(items)
        else:
            raise pickle.UnpicklingError(f"Can only append to lists, but got {type(target)}")

    def persistent(self, pid):
        """The storage that a persistent id names."""
        if type(pid) is not tuple:
            raise pickle.UnpicklingError(f"persistent_load id must be tuple, but got {type(pid)}")
        kind = _text(pid[0]) if pid else None
        if kind == "module" and len(pid) == 4:  # old files: a class with its source code
            return pid[1]
        if kind != "storage" or len(pid) not in (5, 6):
            raise pickle.UnpicklingError(f"Only persistent_load of storage is allowed, but got {pid!r:.60}")
        storage_type, key, location, count = pid[1:5]
        key, location = _text(key), _text(location)
        if not isinstance(storage_type, StorageType) or type(count) is not int or count < 0:
            raise pickle.UnpicklingError(f"the file describes a storage wrongly: {pid!r:.100}")
        if type(key) is not str or type(location) is not str:
            raise pickle.UnpicklingError(f"the file describes a storage wrongly: {pid!r:.100}")
        return self.storages(storage_type.dtype, key, location, count, *pid[5:])


def _text(value):
    return value.decode("ascii") if isinstance(value, bytes) else value


def _build_tensor(tensor, state):
    """State of tensors in files of PyTorch 0.1 to 0.3: (storage, offset, size, stride) or (requires_grad, _,
    hooks)."""
    if isinstance(state, tuple) and len(state) == 3 and type(state[0]) is bool:
        _check_hooks(state[2])
        return _tensors.ask_gradient(tensor, state[0])
    raise _wrong("a tensor", state)


def _default_build(obj, state):
    """What pickle does for an object without a rule of its own."""
    if hasattr(obj, "__setstate__"):
        obj.__setstate__(state)
        return
    slots = None
    if isinstance(state, tuple) and len(state) == 2:
        state, slots = state
    if state:
        obj.__dict__.update(state)
    for key, value in (slots or {}).items():
        setattr(obj, key, value)


def _forbidden(full):
    short = full.removeprefix("builtins.")
    return (
        f"Unsupported global: GLOBAL {short} was not an allowed global by default. Please use "
        f"`torch.serialization.add_safe_globals([{short}])` or the `torch.serialization.safe_globals([{short}])` "
        "context manager to allowlist this global if you trust this class/function."
    )
