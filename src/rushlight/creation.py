"""New tensors."""

from __future__ import annotations

import numpy as np

from . import _dtypes
from ._devices import as_device
from .tensor import Tensor

__all__ = ["empty", "from_numpy", "full", "ones", "tensor", "zeros"]


def _size(size):
    return tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else size


def _full(size, value, dtype, device, requires_grad):
    dtype = dtype or _dtypes.get_default_dtype()
    t = Tensor._wrap(np.full(size, value, dtype.np), dtype, as_device(device))
    t._requires_grad = requires_grad
    return t


def zeros(*size, dtype=None, device=None, requires_grad=False):
    return _full(_size(size), 0, dtype, device, requires_grad)


def ones(*size, dtype=None, device=None, requires_grad=False):
    return _full(_size(size), 1, dtype, device, requires_grad)


def empty(*size, dtype=None, device=None, requires_grad=False):
    return _full(_size(size), 0, dtype, device, requires_grad)


def full(size, value, *, dtype=None, device=None, requires_grad=False):
    return _full(size, value, dtype, device, requires_grad)


def tensor(data, *, dtype=None, device=None, requires_grad=False):
    a = np.array(data)
    if dtype is None:
        dtype = _dtypes.get_default_dtype() if a.dtype.kind == "f" and not isinstance(data, np.ndarray) else _dtypes.from_numpy_dtype(a.dtype)
    t = Tensor._wrap(a.astype(dtype.np), dtype, as_device(device))
    t._requires_grad = requires_grad
    return t


def from_numpy(a):
    return Tensor._wrap(a, _dtypes.from_numpy_dtype(a.dtype))
