"""Tensor: a Value with all the methods that are declared for it."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from .._arrays.sparse import sparse_array
from .._base.dtypes import get_default_dtype
from .._core import Storage, Value, set_tensor_class
from .._core.sparse import is_sparse
from .._face.methods import tensor_methods
from .._face.overrides import DisableTorchFunctionSubclass, convert, disabled, dispatch, not_wrapped
from .._face.public import in_place_signature
from .._native import ext
from .._ops.common.inside_vmap import readable_tensor
from .._ops.tensors.as_strided_unfold import address, memory_of
from .._ops.tensors.tensor_from_numpy import from_legacy
from .printing import tensor_repr


class ObjectMethods:
    """Methods of Tensor: as a Python object that is printed, copied and pickled."""

    __slots__ = ()
    __repr__ = tensor_repr

    def __deepcopy__(self, memo):
        """A copy that shares no memory; views of the same memory still share theirs among each other."""
        if id(self) in memo:
            return memo[id(self)]
        if self.grad_fn is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment. Copy x.detach() instead."
            )
        array, storage = _copied(self, memo)
        t = memo[id(self)] = type(self)._wrap(array, self._dtype, self._device, storage)
        t._requires_grad = self.requires_grad
        if self._grad is not None:
            t._grad = self._grad.__deepcopy__(memo)
        if self.__dict__:
            from copy import deepcopy

            t.__dict__.update(deepcopy(self.__dict__, memo))
        return t

    def __copy__(self):
        t = type(self)._wrap(self._array, self._dtype, self._device, self._storage)
        t._requires_grad = self.requires_grad
        t.__dict__.update(self.__dict__)
        return t

    def __reduce_ex__(self, protocol):
        if is_sparse(self):
            a = self._array
            parts = (a.layout, tuple(a.shape), a.index, a.values, a.coalesced)
            args = (type(self), parts, self._dtype, self._device, self.requires_grad)
            return (_rebuild_sparse, args, self.__dict__) if self.__dict__ else (_rebuild_sparse, args)
        array = self._array if self._device.type == "cpu" else np.empty(0)
        args = (type(self), array, self._dtype, self._device, self._array.shape, self.requires_grad)
        return (_rebuild, args, self.__dict__) if self.__dict__ else (_rebuild, args)


Methods: Any = tensor_methods(vars(ObjectMethods))


class Tensor(Methods, Value):
    """A multi-dimensional array of one dtype that remembers how it was computed.

    ``Tensor(2, 3)`` makes one of these sizes (contents undefined), ``Tensor([1, 2])`` one of these numbers, of the
    default floating dtype; ``torch.tensor`` and ``torch.empty`` say better what is meant.

    >>> Tensor([1, 2])
    tensor([1., 2.])
    """

    def __new__(cls, *sizes, data=None, device=None):
        if sizes and data is not None:
            raise TypeError(f"new() takes sizes or data, got {len(sizes)} sizes and data")
        t = from_legacy(sizes if data is None else (data,), get_default_dtype(), device)
        return t if cls is Tensor else cls._wrap(t._array, t._dtype, t._device, t._storage)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "result_class" not in cls.__dict__:
            own = cls.__torch_function__
            plain = getattr(own, "__func__", own) is Tensor.__torch_function__.__func__
            cls.result_class = cls if plain else Tensor

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        """What ``func(*args, **kwargs)`` is for operands of these types: as for Tensors, and of this class.

        Subclasses that define it see every function of their tensors; ``super().__torch_function__(...)`` computes.
        """
        if not all(issubclass(cls, t) for t in types):
            return NotImplemented
        with DisableTorchFunctionSubclass():
            result = func(*args, **(kwargs or {}))
        return result if func in not_wrapped else convert(result, cls)

    @staticmethod
    def _make_subclass(cls, data, require_grad=False):
        """``data``'s memory as a leaf of class ``cls``, a subclass of Tensor."""
        t = cls._wrap(data._array, data._dtype, data._device, data._storage)
        t._requires_grad = bool(require_grad)
        return t


def _copied(t, memo):
    """The array of ``t`` in a copy of its whole memory, which is copied once for all its views, and the Storage for
    it."""
    if is_sparse(t):
        return t._array.copy(), Storage()
    t = readable_tensor(t)
    old = memory_of(t._array)
    key = ("rushlight storage", id(t._storage))
    if t._device.type != "cpu" or (old.size == t._array.size and key not in memo and t._base is None):
        array = t._array.copy(order="K")
        memo[key] = array, Storage(), t._storage
        return array, memo[key][1]
    if key not in memo:
        memo[key] = old.copy(), Storage(), t._storage
    new, storage, _ = memo[key]
    new = memory_of(new)
    offset = address(t._array) - address(old)
    return np.ndarray(t._array.shape, t._array.dtype, new, offset, t._array.strides), storage


def _rebuild(cls, array, dtype, device, shape, requires_grad):
    if device.type == "meta":
        array = np.broadcast_to(np.zeros((), dtype.np), shape)
    t = cls._wrap(array, dtype, device)
    t._requires_grad = requires_grad
    return t


def _rebuild_sparse(cls, parts, dtype, device, requires_grad):
    t = cls._wrap(sparse_array(*parts), dtype, device)
    t._requires_grad = requires_grad
    return t


set_tensor_class(Tensor)
ext.configure_overrides(dispatch, convert, Tensor, vars(Tensor)["__torch_function__"], disabled, in_place_signature)
sys.modules.setdefault("rushlight.tensor", sys.modules[__name__])  # pickles of earlier versions name `_rebuild` in it
