"""Tensor classes by dtype, as older scripts name them: FloatTensor, LongTensor, ..."""

from __future__ import annotations

from .._base import dtypes
from .._ops.tensors.tensor_from_numpy import from_legacy
from .tensor import Tensor


class _TensorType(type):
    """``FloatTensor([1, 2])`` makes a tensor of that dtype; ``isinstance(t, FloatTensor)`` asks for it."""

    dtype: dtypes.dtype
    __module__ = "torch"

    def __call__(cls, *data, device=None):
        return from_legacy(data, cls.dtype, device)

    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and instance._dtype is cls.dtype

    def __repr__(cls):
        return f"<class 'torch.{cls.__name__}'>"


_TensorType.__name__ = _TensorType.__qualname__ = "tensortype"


def _make(name, dtype):
    return _TensorType(name, (), {"dtype": dtype, "__doc__": f"Tensors of {dtype}.", "__module__": "torch"})


FloatTensor, DoubleTensor = _make("FloatTensor", dtypes.float32), _make("DoubleTensor", dtypes.float64)
HalfTensor, BFloat16Tensor = _make("HalfTensor", dtypes.float16), _make("BFloat16Tensor", dtypes.bfloat16)
LongTensor, IntTensor = _make("LongTensor", dtypes.int64), _make("IntTensor", dtypes.int32)
ShortTensor, CharTensor = _make("ShortTensor", dtypes.int16), _make("CharTensor", dtypes.int8)
ByteTensor, BoolTensor = _make("ByteTensor", dtypes.uint8), _make("BoolTensor", dtypes.bool_)
