"""Storages, by the names of their dtypes as older scripts have them: FloatStorage, LongStorage, ..."""

from __future__ import annotations

from ._base import dtypes
from ._ops.tensors.storage import TypedStorage, UntypedStorage, storage_class
from ._ops.tensors.storage import _typed as _typed  # pickles name it here

__all__ = [
    "BFloat16Storage",
    "BoolStorage",
    "ByteStorage",
    "CharStorage",
    "ComplexDoubleStorage",
    "ComplexFloatStorage",
    "DoubleStorage",
    "FloatStorage",
    "HalfStorage",
    "IntStorage",
    "LongStorage",
    "ShortStorage",
    "TypedStorage",
    "UntypedStorage",
]

FloatStorage, DoubleStorage = storage_class(dtypes.float32), storage_class(dtypes.float64)
HalfStorage, BFloat16Storage = storage_class(dtypes.float16), storage_class(dtypes.bfloat16)
LongStorage, IntStorage = storage_class(dtypes.int64), storage_class(dtypes.int32)
ShortStorage, CharStorage = storage_class(dtypes.int16), storage_class(dtypes.int8)
ByteStorage, BoolStorage = storage_class(dtypes.uint8), storage_class(dtypes.bool_)
ComplexFloatStorage, ComplexDoubleStorage = (storage_class(dtypes.complex64), storage_class(dtypes.complex128))
