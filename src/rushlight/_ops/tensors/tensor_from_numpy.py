"""Tensors from Python numbers, nested lists and NumPy arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _arrays
from ..._base import devices, dtypes
from ..._base.devices import as_device
from ..._base.dtypes import from_numpy_dtype, get_default_dtype, promote_types
from ..._base.size import Size
from ..._core import Value, apply, state
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.promotion import as_dtype
from ..common.sizes import ints
from .full import Full
from .zeros_full import requiring

if TYPE_CHECKING:
    from ..._face.types import Device, Tensor, dtype, layout


_NUMBERS = (float, int, bool, complex)


def wrap(array, dtype, device=devices.cpu):
    """A new leaf around an array, without a copy."""
    t = Value.default_class._wrap(array, dtype, device)
    if state.inference:
        t._inference = True
    return t


@public("torch", factory=True)
def tensor(
    data: Any,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor with a copy of ``data``: a number, nested sequences of numbers, or an array.

    dtype: unless given bool, int64, the default floating dtype or its complex one, as the numbers need; an array's own.
    Raises ValueError for sequences of uneven lengths, TypeError or RuntimeError for what isn't a number.

    >>> tensor([[1, 2], [3, 4.5]])
    tensor([[1.0000, 2.0000],
            [3.0000, 4.5000]])
    """
    if isinstance(data, Value):
        import warnings

        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        t = wrap(data._array, data._dtype, data._device).to(
            as_device(device) if device is not None else data._device, dtype or data._dtype, copy=True
        )
        return requiring(t, requires_grad)
    if pin_memory:
        raise RuntimeError("pin_memory=True requires a CUDA or other accelerator backend: leave it out")
    return requiring(_new(data, as_dtype(dtype, "tensor"), as_device(device)), requires_grad)


def _new(data, dtype, device):
    array, given, found = _read(data)
    dtype = dtype or found
    if device is not devices.cpu:
        if device.type == "meta":
            return apply(Full.of(array.shape, dtype, device), None)
        _arrays.namespace(device)
    if dtype is not given:
        if given.category == 3 and 0 < dtype.category < 3 and not isinstance(data, np.ndarray):
            raise TypeError(f"a complex number can't be an element of {dtype}; take its .real part")
        if dtype.category == 1 and given.category in (1, 2) and not isinstance(data, np.ndarray) and array.size:
            for number in (array.max(), array.min()):
                check_fits(number.item(), dtype)
        array = _arrays.cpu.cast(array, given, dtype)
    return wrap(array, dtype, device)


def _read(data):
    """A new array with the elements of ``data``, its dtype, and the dtype that a tensor of them has."""
    if isinstance(data, np.ndarray):
        _check_native(data)
        found = from_numpy_dtype(data.dtype)
        return np.array(data, order="C", subok=False).view(found.np), found, found
    kind = type(data)
    if kind in _NUMBERS:
        return _read_number(data, kind)
    leaf = data
    while type(leaf) in (list, tuple) and leaf:
        leaf = leaf[0]
    if type(leaf) in _NUMBERS or type(leaf) in (list, tuple):
        try:
            array = np.array(data)
        except (ValueError, TypeError, OverflowError):
            return _read_slowly(data)
        found = _default_for(array.dtype.kind)
        if found is not None:
            return array, from_numpy_dtype(array.dtype), found
    return _read_slowly(data)


def _default_for(kind):
    """The dtype of tensors made of numbers that NumPy holds as this kind; None if they aren't numbers of a usual
    one."""
    if kind == "f":
        return get_default_dtype()
    if kind == "c":
        return get_default_dtype().to_complex()
    return dtypes.int64 if kind == "i" else dtypes.bool_ if kind == "b" else None


def _read_number(number, kind):
    if kind is int:
        if not -(2**63) <= number < 2**63:
            raise ValueError("Overflow when unpacking long long: integers lie between -2**63 and 2**63 - 1")
        return np.array(number, np.int64), dtypes.int64, dtypes.int64
    if kind is bool:
        return np.array(number), dtypes.bool_, dtypes.bool_
    real = get_default_dtype()
    if kind is complex:
        return np.array(number), dtypes.complex128, real.to_complex()
    return np.array(number), dtypes.float64, real


def _read_slowly(data):
    """Sequences that hold tensors, arrays or NumPy's scalars; and all errors."""
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(data, (dict, set, frozenset, type(None))) or (
        not hasattr(data, "__array__") and not hasattr(data, "__len__") and not hasattr(data, "__array_interface__")
    ):
        if isinstance(data, np.generic):
            found = from_numpy_dtype(data.dtype)
            return np.array(data), found, found
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    if hasattr(data, "__array__") or hasattr(data, "__array_interface__"):
        array = np.array(data)
        found = from_numpy_dtype(array.dtype)
        return array, found, found
    leaves: list = []
    shape = _walk(data, 0, leaves)
    found = None
    numbers = []
    for leaf in leaves:
        if type(leaf) in _NUMBERS:
            d = _read_number(leaf, type(leaf))[2]
        elif isinstance(leaf, Value):
            d, leaf = leaf._dtype, _scalar(leaf)
        else:
            d, leaf = from_numpy_dtype(leaf.dtype), leaf.item()
        found = d if found is None else promote_types(found, d)
        numbers.append(leaf)
    found = found or get_default_dtype()
    wide = {2: dtypes.float64, 3: dtypes.complex128}.get(found.category, found)
    array = np.array(numbers, wide.np).reshape(shape)
    return array, wide, found


def _scalar(t):
    if t._array.size != 1:
        raise ValueError(
            f"only one element tensors can be converted to Python scalars, this has shape {list(t._array.shape)}: "
            "index or reduce it"
        )
    return t.item()


def _walk(data, depth, leaves):
    """The shape of a nested sequence; its numbers go to ``leaves``."""
    if type(data) in _NUMBERS or isinstance(data, np.generic):
        leaves.append(data)
        return ()
    if isinstance(data, Value):
        if data._array.ndim and data._array.size == 1 and depth:
            leaves.append(data)
            return ()
        _scalar(data)
        leaves.append(data)
        return ()
    if isinstance(data, np.ndarray):
        if not leaves:
            import warnings

            warnings.warn(
                "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the "
                "list to a single numpy.ndarray with numpy.array() before converting to a tensor.",
                UserWarning,
                stacklevel=8,
            )
        leaves.extend(np.ravel(data))
        return data.shape
    if isinstance(data, str):
        raise (TypeError("new(): invalid data type 'str'") if leaves else ValueError("too many dimensions 'str'"))
    if not hasattr(data, "__len__") or not hasattr(data, "__getitem__") or isinstance(data, dict):
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    shape = None
    for item in data:
        inner = _walk(item, depth + 1, leaves)
        if shape is None:
            shape = inner
        elif inner != shape:
            if len(inner) and len(shape):
                raise ValueError(f"expected sequence of length {shape[0]} at dim {depth + 1} (got {inner[0]})")
            raise TypeError(f"expected a sequence of numbers or of equally long sequences at dim {depth + 1}, got both")
    return (len(data), *(shape or ()))


def _check_native(a):
    if not a.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is "
            "currently not supported: write a.astype(a.dtype.newbyteorder('='))"
        )


@public("torch", factory=True)
def from_numpy(ndarray: np.ndarray) -> Tensor:
    """A tensor that shares the memory of a NumPy array: writing to one changes the other.

    Raises TypeError if it isn't an array of a supported dtype, ValueError for negative strides and foreign byte order.

    >>> from_numpy(np.arange(3.0))
    tensor([0., 1., 2.], dtype=torch.float64)
    """
    a = ndarray
    if not isinstance(a, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(a).__name__})")
    _check_native(a)
    dtype = from_numpy_dtype(a.dtype)
    for s in a.strides:
        if s < 0:
            raise ValueError(
                "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
                "currently "
                "supported. (You can probably work around this by making a copy of your array  with array.copy().) "
            )
        if s % a.itemsize:
            raise ValueError(
                "given numpy array strides not a multiple of the element byte size. Copy array to reallocate memory."
            )
    if not a.flags.writeable:
        import warnings

        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means "
            "writing to this tensor will result in undefined behavior. You may want to copy the array to protect its "
            "data or make it writable before converting it to a tensor.",
            UserWarning,
            stacklevel=2,
        )
    return wrap(a.view(dtype.np, np.ndarray), dtype)


@public("torch", factory=True)
def as_tensor(data: Any, dtype: dtype | None = None, device: Device = None) -> Tensor:
    """``data`` as a tensor, without a copy where possible: a tensor stays itself, an array shares its memory.

    >>> as_tensor([1, 2])
    tensor([1, 2])
    """
    dtype = as_dtype(dtype, "as_tensor")
    if isinstance(data, Value):
        t: Any = data
        device = t._device if device is None else as_device(device)
        same = dtype in (None, t._dtype) and device == t._device
        return t if same else t.to(device, dtype or t._dtype)
    if isinstance(data, np.ndarray):
        t = from_numpy(data)
        return t.to(as_device(device), dtype or t._dtype)
    return _new(data, dtype, as_device(device))


@public("torch", factory=True)
def asarray(
    obj: Any,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """``obj`` (tensor, array, buffer, sequence or number) as a tensor; shares memory unless ``copy`` or another dtype
    asks for new. With copy=False, ValueError where sharing isn't possible.

    >>> asarray([1.0, 2.0])
    tensor([1., 2.])
    """
    shareable = isinstance(obj, (Value, np.ndarray))
    t = as_tensor(obj, dtype, device)
    if shareable and copy:
        t = t.clone() if t is obj or (isinstance(obj, np.ndarray) and np.may_share_memory(t._array, obj)) else t
    elif copy is False and not (shareable and (t is obj or np.may_share_memory(t._array, np.asarray(obj)))):
        raise ValueError("can't alias the given object: pass copy=None, or the same dtype and device as it has")
    if requires_grad:
        return requiring(t.detach() if t is obj else t, True)
    return t


@public("torch", factory=True)
def frombuffer(buffer: Any, *, dtype: dtype, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """A 1-d tensor that shares the memory of a buffer (bytes, bytearray, memoryview), from ``offset`` bytes on.

    >>> frombuffer(bytearray(b"\\x01\\x02"), dtype=torch.uint8)
    tensor([1, 2], dtype=torch.uint8)
    """
    dtype = as_dtype(dtype, "frombuffer")
    t = from_numpy(np.frombuffer(buffer, np.uint8, -1, offset)) if dtype is None else None
    if t is None:
        length = memoryview(buffer).nbytes - offset
        if count < 0 and length % dtype.itemsize:
            raise ValueError(
                f"buffer length ({length} bytes) after offset ({offset} bytes) must be a multiple of element size "
                f"({dtype.itemsize})"
            )
        if not length:
            raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
        a = np.frombuffer(buffer, dtype.np, count, offset)
        if not a.flags.writeable:
            return requiring(from_numpy(a), requires_grad)
        t = wrap(a, dtype)
    return requiring(t, requires_grad)


def from_legacy(data, dtype, device=None):
    """What ``torch.Tensor(...)`` makes of its arguments: sizes, one sequence or array of numbers, or a tensor (which it
    shares the memory of)."""
    device = as_device(device)
    if not data:
        return apply(Full.of((0,), dtype, device), None)
    first = data[0]
    if len(data) == 1 and isinstance(first, Value):
        return first.detach()
    if (
        len(data) == 1
        and type(first) is not Size
        and (isinstance(first, np.ndarray) or not hasattr(first, "__index__"))
    ):
        if not hasattr(first, "__len__") and not hasattr(first, "__array__"):
            raise TypeError(
                f"new(): data must be a sequence (got {type(first).__name__}); write torch.tensor({first!r})"
            )
        return _new(first, dtype, device)
    return apply(Full.of(ints("new", data), dtype, device), None)


@public("Tensor")
def new(input: Tensor, *data: Any, device: Device = None) -> Tensor:
    """A tensor of this one's dtype from sizes or numbers, as ``torch.Tensor(...)``; see ``new_tensor`` and
    ``new_empty``."""
    return from_legacy(data, input._dtype, input._device if device is None else device)


@public("Tensor")
def new_tensor(
    input: Tensor,
    data: Any,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    layout: layout | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """``torch.tensor(data)`` with this tensor's dtype and device unless given."""
    device = input._device if device is None else device
    return tensor(data, dtype=dtype or input._dtype, device=device, requires_grad=requires_grad)
