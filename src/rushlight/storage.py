"""Storages, by the names of their dtypes as older scripts have them: FloatStorage, LongStorage, ..."""

from __future__ import annotations

from . import _dtypes
from ._ops.storage import TypedStorage, UntypedStorage, storage_class

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

FloatStorage, DoubleStorage = storage_class(_dtypes.float32), storage_class(_dtypes.float64)
HalfStorage, BFloat16Storage = storage_class(_dtypes.float16), storage_class(_dtypes.bfloat16)
LongStorage, IntStorage = storage_class(_dtypes.int64), storage_class(_dtypes.int32)
ShortStorage, CharStorage = storage_class(_dtypes.int16), storage_class(_dtypes.int8)
ByteStorage, BoolStorage = storage_class(_dtypes.uint8), storage_class(_dtypes.bool_)
ComplexFloatStorage, ComplexDoubleStorage = (storage_class(_dtypes.complex64), storage_class(_dtypes.complex128))
