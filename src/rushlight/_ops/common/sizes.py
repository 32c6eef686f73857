"""Reading the sizes that users pass: ``f(2, 3)`` and ``f((2, 3))`` alike."""

from __future__ import annotations

from operator import index
from typing import Any

from .dims import normal_dim


def unique_dims(dims, n):
    """``dims`` (an int or a sequence) counted from the front, in the order given. Raises RuntimeError if one comes
    twice.

    >>> unique_dims((-1, 0), 3)
    (2, 0)
    """
    dims = tuple([normal_dim(d, n) for d in as_tuple(dims)])
    if len(set(dims)) != len(dims):
        d = next(d for d in dims if dims.count(d) > 1)
        raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return dims


def ints(name: str, sizes: Any, what: str = "size") -> tuple[int, ...]:
    """A tuple of ints from arguments given one by one or as one sequence. Raises TypeError for anything else.

    >>> ints("view", ([2, 3],))
    (2, 3)
    """
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = sizes[0]
    try:
        return tuple(map(index, sizes))
    except TypeError:
        for i, s in enumerate(sizes):
            if not hasattr(s, "__index__"):
                raise TypeError(
                    f"{name}(): argument '{what}' must be tuple of ints, but found element of type {type(s).__name__} "
                    f"at pos {i}: sizes and dimensions are whole numbers (use // instead of / to compute them)"
                ) from None
        raise


def adaptive_sizes(function, input, output_size, k):
    """What an adaptive pooling over ``k`` dimensions makes of its ``output_size``: a number, or ``k`` in which None
    keeps the input's size. Raises RuntimeError for other numbers of them and negative ones, ValueError for an input
    without a channel."""
    size = output_size
    if k == 1:
        if isinstance(size, (tuple, list)) and len(size) != 1:
            raise RuntimeError(f"{function}() argument 'output_size' should contain one int (got {len(size)})")
        size = as_tuple(size)
    elif isinstance(size, (tuple, list)):
        if len(input.shape) <= len(size):
            raise ValueError(f"Input dimension should be at least {len(size) + 1}, got shape {list(input.shape)}")
        if len(size) != k:
            raise RuntimeError(f"{function}(): output_size must be {k} numbers, not {tuple(size)}")
    else:
        size = (size,) * k
    here = input.shape[-k:] if len(input.shape) >= k else (0,) * k
    size = tuple(n if m is None else index(m) for m, n in zip(size, here, strict=True))
    if min(size) < 0:
        raise RuntimeError(
            f"{function}(): elements of output_size must be greater than or equal to 0 but received {size}"
        )
    return size


def given(name, args, keyword, what):
    """``ints`` of arguments given by position, or of the keyword argument ``what``. Raises TypeError for both or none.

    >>> given("flip", (), (0, 1), "dims")
    (0, 1)
    """
    if keyword is not None:
        if args:
            raise TypeError(f"{name}() got multiple values for argument '{what}'")
        args = (keyword if isinstance(keyword, (tuple, list)) else (keyword,),)
    elif not args:
        raise TypeError(f'{name}() missing 1 required positional arguments: "{what}"')
    return ints(name, args, what)


def as_tuple(x: Any) -> tuple[Any, ...]:
    """A tuple from an int or a sequence of ints."""
    return tuple(x) if isinstance(x, (tuple, list)) else (x,)
