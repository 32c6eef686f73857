"""Tensor classes by dtype, as older scripts name them: FloatTensor, LongTensor, ..."""

from __future__ import annotations

from . import _dtypes
from ._ops.from_data import from_legacy
from .tensor import Tensor

__all__ = [
    "BFloat16Tensor",
    "BoolTensor",
    "ByteTensor",
    "CharTensor",
    "DoubleTensor",
    "FloatTensor",
    "HalfTensor",
    "IntTensor",
    "LongTensor",
    "ShortTensor",
]


class _TensorType(type):
    """``FloatTensor([1, 2])`` makes a tensor of that dtype; ``isinstance(t, FloatTensor)`` asks for it."""

    dtype: _dtypes.dtype

    def __call__(cls, *data, device=None):
        return from_legacy(data, cls.dtype, device)

    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and instance._dtype is cls.dtype

    def __repr__(cls):
        return f"<class 'torch.{cls.__name__}'>"


def _make(name, dtype):
    return _TensorType(name, (), {"dtype": dtype, "__doc__": f"Tensors of {dtype}.", "__module__": "torch"})


FloatTensor, DoubleTensor = _make("FloatTensor", _dtypes.float32), _make("DoubleTensor", _dtypes.float64)
HalfTensor, BFloat16Tensor = _make("HalfTensor", _dtypes.float16), _make("BFloat16Tensor", _dtypes.bfloat16)
LongTensor, IntTensor = _make("LongTensor", _dtypes.int64), _make("IntTensor", _dtypes.int32)
ShortTensor, CharTensor = _make("ShortTensor", _dtypes.int16), _make("CharTensor", _dtypes.int8)
ByteTensor, BoolTensor = _make("ByteTensor", _dtypes.uint8), _make("BoolTensor", _dtypes.bool_)
