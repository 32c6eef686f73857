"""``torch._prims_common``: questions about shapes and dtypes that packages ask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ._base.dtypes import dtype
from ._tensor.tensor import Tensor

__all__ = [
    "canonicalize_dim",
    "canonicalize_dims",
    "corresponding_complex_dtype",
    "corresponding_real_dtype",
    "is_boolean_dtype",
    "is_complex_dtype",
    "is_contiguous",
    "is_float_dtype",
    "is_integer_dtype",
    "make_contiguous_strides_for",
]

TensorLike = TensorLikeType = Tensor
ShapeType = Sequence[int]
NumberType = (bool, int, float, complex)


def is_float_dtype(dtype: dtype) -> bool:
    """Whether a dtype is a real floating one."""
    return dtype.is_floating_point


def is_complex_dtype(dtype: dtype) -> bool:
    """Whether a dtype is complex."""
    return dtype.is_complex


def is_integer_dtype(dtype: dtype) -> bool:
    """Whether a dtype is one of whole numbers; bool is not."""
    return dtype.category == 1


def is_boolean_dtype(dtype: dtype) -> bool:
    """Whether a dtype is bool."""
    return dtype.category == 0


def corresponding_real_dtype(dtype: dtype) -> dtype:
    """The dtype of a complex one's parts."""
    return dtype.to_real()


def corresponding_complex_dtype(dtype: dtype) -> dtype:
    """The complex dtype with parts of a real one."""
    return dtype.to_complex()


def is_contiguous(a: Tensor) -> bool:
    """Whether the elements lie one after the other."""
    return a.is_contiguous()


def make_contiguous_strides_for(shape: Sequence[int], row_major: bool = True) -> tuple[int, ...]:
    """The strides of a contiguous tensor: ``(3, 1)`` for ``(2, 3)``."""
    sizes = [max(n, 1) for n in shape]
    strides = [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]
    if not row_major and len(sizes) > 1:
        strides[-2:] = [1, sizes[-2]]
    return tuple(strides)


def canonicalize_dim(rank: int, idx: int, wrap_scalar: bool = True) -> int:
    """A dimension counted from 0. Raises IndexError for one that is not there."""
    n = max(rank, 1) if wrap_scalar else rank
    if not -n <= idx < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {idx})")
    return idx % n


def canonicalize_dims(rank: int, indices: Any, wrap_scalar: bool = True) -> Any:
    """Dimensions counted from 0."""
    if isinstance(indices, int):
        return canonicalize_dim(rank, indices, wrap_scalar)
    return tuple(canonicalize_dim(rank, i, wrap_scalar) for i in indices)
