"""Tensors as Python numbers, lists and NumPy arrays."""

from __future__ import annotations

import numpy as np

from ... import _arrays
from ..._arrays.batched import Batched
from ..._base import dtypes
from ..._core import Value
from ..common.inside_vmap import plain, readable_tensor
from .tensor_from_numpy import from_numpy, new, new_tensor

__all__ = ["ExchangeMethods", "item", "readable"]


def readable(t):
    """The elements as an array of NumPy's own dtype (bfloat16 as float32). Raises NotImplementedError on 'meta'."""
    if t._device.type == "meta":
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    t = readable_tensor(t)
    return _arrays.cpu.cast(t._array, dtypes.bfloat16, dtypes.float32) if t._dtype is dtypes.bfloat16 else t._array


def item(self):
    """The only element, as a Python number. Raises RuntimeError unless there is just one.

    >>> torch.tensor([2.5]).item()
    2.5
    """
    a = self._array
    if a.size != 1:
        raise RuntimeError(
            f"a Tensor with {a.size} elements cannot be converted to Scalar: reduce it first, with .sum() say, or use "
            ".tolist()"
        )
    if self._device.type == "meta":
        raise RuntimeError("Tensor.item() cannot be called on meta tensors")
    if type(a) is Batched:
        a = plain(self)._array
    return a.item() if self._dtype is not dtypes.bfloat16 else readable(self).item()


def tolist(self):
    """The elements as nested lists of Python numbers (a 0-d tensor: a number).

    >>> torch.tensor([[1, 2], [3, 4]]).tolist()
    [[1, 2], [3, 4]]
    """
    return readable(self).tolist()


def numpy(self, *, force=False):
    """The elements as a NumPy array that shares this tensor's memory.

    force: also for tensors that require a gradient (then as ``detach().cpu().numpy()``).
    Raises RuntimeError for tensors that require a gradient, TypeError for bfloat16 and tensors without data.

    >>> torch.ones(2).numpy()
    array([1., 1.], dtype=float32)
    """
    if not force and self.requires_grad:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if self._dtype is dtypes.bfloat16:
        raise TypeError("Got unsupported ScalarType BFloat16: NumPy has none; write x.float().numpy()")
    if self._device.type != "cpu":
        raise TypeError(
            f"can't convert {self._device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
            "memory first."
        )
    return readable_tensor(self)._array


def __array__(self, dtype=None, copy=None):
    a = numpy(self)
    if dtype is not None and a.dtype != dtype:
        if copy is False:
            raise ValueError("Unable to avoid copy while creating an array as requested.")
        return a.astype(dtype)
    return a.copy() if copy else a


def __array_wrap__(self, array, context=None, return_scalar=False):
    array = np.asarray(array)
    return from_numpy(array.view(np.uint8) if array.dtype == bool else array)


def _one(self, what):
    if self._array.size != 1:
        raise ValueError(
            f"only one element tensors can be converted to Python scalars, this has shape {list(self._array.shape)}: "
            "index or reduce it"
        )
    if self._device.type == "meta":
        raise RuntimeError("Tensor.item() cannot be called on meta tensors")
    return item(self)


def _real(value, kind):
    """A number as what ``float()`` and ``int()`` take: a complex one without its imaginary part, which must be 0."""
    if isinstance(value, complex):
        if value.imag:
            raise RuntimeError(
                f"value cannot be converted to type {kind} without overflow: {value} has an imaginary part; take "
                ".real first"
            )
        return value.real
    return value


def __float__(self):
    return float(_real(_one(self, float), "double"))


def __int__(self):
    return int(_real(_one(self, int), "int64_t"))


def __complex__(self):
    return complex(_one(self, complex))


def __index__(self):
    if self._dtype.category > 1 or self._array.size != 1:
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return int(item(self))


def __bool__(self):
    a = self._array
    if a.size != 1:
        raise RuntimeError(
            f"Boolean value of Tensor with more than one value is ambiguous: it has {a.size}; use .any() or .all()"
            if a.size
            else "Boolean value of Tensor with no values is ambiguous"
        )
    if type(plain(self)._array) is Batched:
        raise RuntimeError(
            "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't "
            "support that "
            "yet: inside vmap a tensor stands for many examples. Write torch.where(condition, x, y) instead of if."
        )
    return bool(item(self))


def __len__(self):
    a = self._array
    if not a.ndim:
        raise TypeError("len() of a 0-d tensor")
    return a.shape[0]


def __iter__(self):
    if not self._array.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


def __reversed__(self):
    return self.flip(tuple(range(self._array.ndim))) if self._array.ndim else self


def __contains__(self, element):
    if isinstance(element, (Value, int, float, complex, np.generic)):
        return bool((self == element).any())
    raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")


def __format__(self, spec):
    if not self._array.ndim and self._device.type != "meta" and type(self) is Value.default_class:
        return item(self).__format__(spec)
    return object.__format__(self, spec)


class ExchangeMethods:
    """Methods of Tensor: as numbers, lists and arrays."""

    __slots__ = ()
    __array_priority__ = 1000  # NumPy leaves array + tensor to the tensor
    item, tolist, numpy, new, new_tensor = item, tolist, numpy, new, new_tensor
    __array__, __array_wrap__ = __array__, __array_wrap__
    __float__, __int__, __complex__, __index__, __bool__ = (__float__, __int__, __complex__, __index__, __bool__)
    __len__, __iter__, __reversed__, __contains__ = __len__, __iter__, __reversed__, __contains__
    __format__ = __format__
