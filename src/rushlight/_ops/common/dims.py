"""Arguments that name dimensions: negative ones counted from the end, ranges checked."""

from __future__ import annotations

from operator import index


def normal_dim(dim, ndim) -> int:
    """``dim`` as a number from 0. Raises IndexError if it is out of range (0-d tensors take 0 and -1)."""
    d = index(dim)
    n = ndim or 1
    if not -n <= d < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {d})")
    return d + n if d < 0 else d


def normal_dims(dim, ndim):
    """None for all dimensions (None or an empty sequence), else a sorted tuple of numbers from 0.
    Raises IndexError if one is out of range, RuntimeError if one is named twice."""
    if dim is None:
        return None
    if isinstance(dim, (tuple, list)):
        if not dim:
            return None
        dims = tuple(sorted(normal_dim(d, ndim) for d in dim))
        for a, b in zip(dims, dims[1:], strict=False):
            if a == b:
                raise RuntimeError(f"dim {a} appears multiple times in the list of dims")
    else:
        try:
            dims = (normal_dim(dim, ndim),)
        except TypeError as e:
            raise TypeError(f"dim must be an int or a tuple of ints, not {type(dim).__name__}") from e
    return dims


def keepdim_shape(shape, dims):
    """``shape`` with 1 at each of ``dims``."""
    return tuple(1 if i in dims else n for i, n in enumerate(shape))


def reduced_shape(shape, dims, keepdim):
    """The shape after reducing ``dims`` (None: all)."""
    if keepdim:
        return tuple(1 if dims is None or i in dims else n for i, n in enumerate(shape))
    return () if dims is None else tuple(n for i, n in enumerate(shape) if i not in dims)
