"""Classes of sparse tensors by dtype, as older scripts name them: ``FloatTensor(indices, values, size)``."""

from __future__ import annotations

from typing import Any

from .._base import dtypes
from .._ops.sparse.making import sparse_coo_tensor
from .._ops.sparse.methods import layout_of
from .._tensor.tensor import Tensor


class _SparseType(type):
    """Calling one makes a COO tensor of its dtype; ``isinstance(t, FloatTensor)`` asks for one."""

    dtype: dtypes.dtype

    def __call__(cls, *data: Any, device: Any = None) -> Any:
        if not data:
            data = ((0,),)
        elif all(isinstance(n, int) for n in data):
            data = (data,)
        return sparse_coo_tensor(*data, dtype=cls.dtype, device=device)

    def __instancecheck__(cls, instance: Any) -> bool:
        sparse = isinstance(instance, Tensor) and instance._dtype is cls.dtype
        return sparse and repr(layout_of(instance)) == "torch.sparse_coo"

    def __repr__(cls) -> str:
        return f"<class 'torch.sparse.{cls.__name__}'>"


def _make(name, dtype):
    return _SparseType(name, (), {"dtype": dtype, "__doc__": f"COO tensors of {dtype}.", "__module__": "torch.sparse"})


FloatTensor, DoubleTensor = _make("FloatTensor", dtypes.float32), _make("DoubleTensor", dtypes.float64)
HalfTensor, BFloat16Tensor = _make("HalfTensor", dtypes.float16), _make("BFloat16Tensor", dtypes.bfloat16)
LongTensor, IntTensor = _make("LongTensor", dtypes.int64), _make("IntTensor", dtypes.int32)
ShortTensor, CharTensor = _make("ShortTensor", dtypes.int16), _make("CharTensor", dtypes.int8)
ByteTensor = _make("ByteTensor", dtypes.uint8)
