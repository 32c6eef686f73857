"""``Size``: the tuple of a tensor's dimensions."""

from __future__ import annotations

import math
import operator


class Size(tuple):
    """The shape of a tensor: a tuple of ints.

    >>> Size((2, 3)).numel()
    6
    """

    __slots__ = ()

    def __new__(cls, iterable=()):
        return tuple.__new__(cls, map(operator.index, iterable))

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        return math.prod(self)

    def __repr__(self):
        return f"torch.Size([{', '.join(map(str, self))}])"

    def __add__(self, other):
        if not isinstance(other, tuple):
            return NotImplemented
        return Size(tuple.__add__(self, other))

    def __radd__(self, other):
        return Size(tuple.__add__(other, self))

    def __mul__(self, n):
        return Size(tuple.__mul__(self, n))

    __rmul__ = __mul__

    def __getitem__(self, i):
        r = tuple.__getitem__(self, i)
        return Size(r) if isinstance(i, slice) else r

    def __reduce__(self):
        return Size, (tuple(self),)
