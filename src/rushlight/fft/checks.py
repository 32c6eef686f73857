"""What the transforms' functions ask of their arguments."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

from .._ops.common.arguments import check_tensor
from .._ops.common.dims import normal_dim
from .._ops.common.out import stored

if TYPE_CHECKING:
    from .._face.types import Tensor


def check(function: str, norm: str | None, out: Tensor | None, real_out: bool = False) -> None:
    """Raise TypeError unless ``norm`` is a string or None, RuntimeError unless ``out`` can hold the result, which is
    complex but for ``real_out``."""
    if out is not None:
        check_tensor(out, f"fft_{function}", "out", 4)
        if real_out and not out._dtype.is_floating_point:
            raise RuntimeError(
                f"{function} expects a floating point output tensor, but got {out._dtype.cpp}; write out=torch.empty(0)"
            )
        if not real_out and not out._dtype.is_complex:
            raise RuntimeError(
                f"{function} expects a complex output tensor, but got {out._dtype.cpp}; write out=torch.empty(0, "
                "dtype=torch.complex64)"
            )
    if norm is not None and not isinstance(norm, str):
        raise TypeError(f"fft_{function}(): argument 'norm' must be str, not {type(norm).__name__}")


def whole(function: str, argument: str, value: Any) -> int:
    """``value`` as an int. Raises TypeError unless it is one."""
    try:
        return index(value)
    except TypeError as e:
        raise TypeError(f"fft_{function}(): argument '{argument}' must be int, not {type(value).__name__}") from e


def _ints(function, argument, value):
    if isinstance(value, (tuple, list)):
        return tuple(whole(function, argument, v) for v in value)
    if not hasattr(value, "__index__"):
        raise TypeError(f"fft_{function}(): argument '{argument}' must be tuple of ints, not {type(value).__name__}")
    return (index(value),)


def sizes_and_dims(function: str, input: Tensor, s: Any, dim: Any) -> tuple[Any, Any]:
    """The dimensions to transform, counted from the front, and their sizes (-1: as they are). None as ``dim``: as many
    of the last ones as there are sizes, or all.

    Raises RuntimeError for dims that come twice, or of another number than sizes, IndexError for dims out of range.
    """
    n = input.ndim
    dims = None if dim is None else tuple(normal_dim(d, n) for d in _ints(function, "dim", dim))
    if dims is not None and len(set(dims)) != len(dims):
        raise RuntimeError(f"FFT dims must be unique, got dim={dim}")
    if s is None:
        dims = tuple(range(n)) if dims is None else dims
        sizes: tuple = (-1,) * len(dims)
    else:
        sizes = _ints(function, "s", s)
        if dims is None:
            if len(sizes) > n:
                raise RuntimeError(f"Got shape with {len(sizes)} values but input tensor only has {n} dimensions.")
            dims = tuple(range(n - len(sizes), n))
        elif len(dims) != len(sizes):
            raise RuntimeError(
                f"When given, dim and shape arguments must have the same length, got s={s} and dim={dim}"
            )
    for d, size in zip(dims, sizes, strict=True):
        if (input.shape[d] if size == -1 else size) < 1:
            raise RuntimeError(f"Invalid number of data points ({input.shape[d] if size == -1 else size}) specified")
    return sizes, dims


def delivered(function: str, result: Tensor, out: Tensor | None) -> Tensor:
    """``result``, in ``out`` if one is given."""
    return result if out is None else stored(f"fft_{function}", out, result)
