"""What linear algebra asks of its operands, how failures are told, and named results."""

from __future__ import annotations

import numpy as np

from ..._base import dtypes
from ..._base.errors import LinAlgError
from ..._core import state
from ..common.inside_vmap import traced
from ..common.out import stored, stored_all


def matrices(function, x, name="A"):
    """Raise RuntimeError unless ``x`` (a Spec or a Tensor) has two dimensions or more."""
    if x.ndim < 2:
        raise RuntimeError(f"{function}: The input tensor {name} must have at least 2 dimensions.")


def square(function, x, name="A"):
    """Raise RuntimeError unless ``x`` is a square matrix, or a batch of them."""
    matrices(function, x, name)
    rows, columns = x.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"{function}{':' if function else ''} A must be batches of square matrices, but they are {rows} by "
            f"{columns} matrices".lstrip()
        )


def floating(function, x, kernel=None):
    """Raise RuntimeError unless ``x`` has a dtype that there are factors for: float32, float64 or complex ones. With
    ``kernel``, 16-bit floats raise NotImplementedError, which says that name."""
    if x.dtype.category < 2:
        raise RuntimeError(
            f"{function}: Expected a floating point or complex tensor as input. Got {x.dtype.cpp}: convert with "
            "x.float()"
        )
    if kernel:
        implemented(kernel, x)
    elif x.dtype.is_reduced:
        raise RuntimeError(f"{function}: Low precision dtypes not supported. Got {x.dtype.cpp}: convert with x.float()")


def implemented(kernel, x):
    """Raise NotImplementedError, which says ``kernel``, unless ``x`` has a dtype that there are factors for."""
    if x.dtype.category < 2 or x.dtype.is_reduced:
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.cpp}': convert with x.float()")


def infos(a):
    """The Spec of one int per matrix: what went wrong, or 0."""
    return a.like(a.shape[:-2], dtypes.int32)


def complain(function, info, message):
    """Raise LinAlgError with ``message`` (in which {} stands for the number) if one of ``info`` is not 0."""
    if not info.any():
        return
    k = int(np.flatnonzero(info)[0])
    where = f"(Batch element {k}): " if info.ndim else ""
    raise LinAlgError(f"{function}: {where}{message.format(int(info.reshape(-1)[k]))}")


def vectors_needed(x):
    """Whether a gradient may be asked for, which takes singular or eigenvectors."""
    return state.grad and traced(x)


def delivered(function, result, out, exact=True):
    """``result``, in ``out`` if one is given."""
    return result if out is None else stored(function, out, result, exact)


def named(kind, results, out=None):
    """Several results as a named tuple, in the tensors ``out`` if they are given."""
    results = kind._make(results)
    return results if out is None else stored_all(kind.__name__, out, results)
