"""Tensors as Python numbers, lists and NumPy arrays."""

from __future__ import annotations

from numbers import Number
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _arrays
from ..._arrays.batched import Batched
from ..._base import dtypes
from ..._core import Value, state
from ..._core.sparse import is_sparse
from ..._face.public import method, public
from ..common.inside_vmap import plain, readable_tensor
from .tensor_from_numpy import from_numpy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy import ndarray

    from ..._face.types import Tensor


def readable(t):
    """The elements as an array of NumPy's own dtype (bfloat16 and 8-bit floats as float32).

    Raises NotImplementedError on 'meta'."""
    if t._device.type == "meta":
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    t = readable_tensor(t)
    return _arrays.cpu.cast(t._array, t._dtype, t._dtype.wide) if t._dtype in _BITS else t._array


# Types that NumPy has none of
_BITS = frozenset({dtypes.bfloat16, *(d for d in dtypes.SMALL if d.is_reduced)})


@public("Tensor")
def item(input: Tensor) -> int | float | bool:
    """The only element, as a Python number. Raises RuntimeError unless there is just one.

    >>> torch.tensor([2.5]).item()
    2.5
    """
    a = input._array
    if a.size != 1:
        raise RuntimeError(
            f"a Tensor with {a.size} elements cannot be converted to Scalar: reduce it first, with .sum() say, or use "
            ".tolist()"
        )
    if input._device.type == "meta":
        raise RuntimeError("Tensor.item() cannot be called on meta tensors")
    if type(a) is Batched:
        a = plain(input)._array
    return a.item() if input._dtype not in _BITS else readable(input).item()


@public("Tensor")
def tolist(input: Tensor) -> Any:
    """The elements as nested lists of Python numbers (a 0-d tensor: a number).

    >>> torch.tensor([[1, 2], [3, 4]]).tolist()
    [[1, 2], [3, 4]]
    """
    return readable(input).tolist()


@public("Tensor")
def numpy(input: Tensor, *, force: bool = False) -> ndarray:
    """The elements as a NumPy array that shares this tensor's memory.

    force: also for tensors that require a gradient (then as ``detach().cpu().numpy()``).
    Raises RuntimeError for tensors that require a gradient (unless ``no_grad`` is on), TypeError for bfloat16 and
    tensors without data.

    >>> torch.ones(2).numpy()
    array([1., 1.], dtype=float32)
    """
    if not force and state.grad and input.requires_grad:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if input._dtype in _BITS:
        wide = "float" if input._dtype.is_floating_point else "cfloat"
        raise TypeError(f"Got unsupported ScalarType {input._dtype.cpp}: NumPy has none; write x.{wide}().numpy()")
    if input._device.type != "cpu":
        raise TypeError(
            f"can't convert {input._device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
            "memory first."
        )
    if is_sparse(input):
        raise TypeError("can't convert Sparse layout tensor to numpy. Use Tensor.to_dense() first.")
    return readable_tensor(input)._array


@public("Tensor")
def __array__(input: Tensor, dtype: Any = None, copy: bool | None = None) -> ndarray:
    a = numpy(input)
    if dtype is not None and a.dtype != dtype:
        if copy is False:
            raise ValueError("Unable to avoid copy while creating an array as requested.")
        return a.astype(dtype)
    return a.copy() if copy else a


@public("Tensor")
def __array_wrap__(input: Tensor, array: ndarray, context: Any = None, return_scalar: bool = False) -> Tensor:
    array = np.asarray(array)
    return from_numpy(array.view(np.uint8) if array.dtype == bool else array)


def _one(input, what):
    if input._array.size != 1:
        raise ValueError(
            f"only one element tensors can be converted to Python scalars, this has shape {list(input._array.shape)}: "
            "index or reduce it"
        )
    if input._device.type == "meta":
        raise RuntimeError("Tensor.item() cannot be called on meta tensors")
    return item(input)


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


@public("Tensor")
def __float__(input: Tensor) -> float:
    return float(_real(_one(input, float), "double"))


@public("Tensor")
def __int__(input: Tensor) -> int:
    return int(_real(_one(input, int), "int64_t"))


@public("Tensor")
def __complex__(input: Tensor) -> complex:
    return complex(_one(input, complex))


@public("Tensor")
def __index__(input: Tensor) -> int:
    if input._dtype.category > 1 or input._array.size != 1:
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return int(item(input))


@public("Tensor")
def __bool__(input: Tensor) -> bool:
    a = input._array
    if a.size != 1:
        raise RuntimeError(
            f"Boolean value of Tensor with more than one value is ambiguous: it has {a.size}; use .any() or .all()"
            if a.size
            else "Boolean value of Tensor with no values is ambiguous"
        )
    if type(plain(input)._array) is Batched:
        raise RuntimeError(
            "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't "
            "support that "
            "yet: inside vmap a tensor stands for many examples. Write torch.where(condition, x, y) instead of if."
        )
    return bool(item(input))


@public("Tensor")
def __len__(input: Tensor) -> int:
    a = input._array
    if not a.ndim:
        raise TypeError("len() of a 0-d tensor")
    return a.shape[0]


@public("Tensor")
def __iter__(input: Tensor) -> Iterator[Tensor]:
    if not input._array.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(input.unbind(0))


@public("Tensor")
def __reversed__(input: Tensor) -> Tensor:
    return input.flip(tuple(range(input._array.ndim))) if input._array.ndim else input


@public("Tensor")
def __contains__(input: Tensor, element: Any) -> bool:
    if isinstance(element, (Value, Number)):
        same: Any = input == element
        return bool(same.any())
    raise RuntimeError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")


@public("Tensor")
def __format__(input: Tensor, spec: str) -> str:
    if not input._array.ndim and input._device.type != "meta" and type(input) is Value.default_class:
        return item(input).__format__(spec)
    return object.__format__(input, spec)


method(__array_priority__=1000)  # NumPy leaves array + tensor to the tensor
