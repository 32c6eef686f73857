"""x"""

from __future__ import annotations

import warnings
import numpy as np
from ..._base.dtypes import int64
from ..._core import Op, Value, apply, broadcast, result_type
from ..common.arguments import check_tensor
from ..common.sizes import ints
from ..elementwise.arithmetic import div
from ..reductions.cumsum_cummax import cumprod
from .cat_split import cat, stack, unbind
from .flip_roll_repeat import flip
from .view_ops import shaped




def _each(one):
    def function(*tensors):
        if len(tensors) == 1 and isinstance(tensors[0], Value):
            return one(tensors[0])
        return tuple(map(one, _given(tensors)))

    return function




def _at_least_1d(t):
    return t if t._array.ndim else shaped(t, (1,))




def _at_least_2d(t):
    n = t._array.ndim
    return t if n > 1 else t.unsqueeze(0) if n else shaped(t, (1, 1))




def _at_least_3d(t):
    n = t._array.ndim
    if n == 1:
        return t.unsqueeze(0).unsqueeze(-1)
    return t if n > 2 else t.unsqueeze(-1) if n else shaped(t, (1, 1, 1))




def atleast_1d(*tensors):
    """The tensor, 0-d ones as views with one dimension; a tuple for several tensors.

    >>> atleast_1d(torch.tensor(2))
    tensor([2])
    """
    return _each(_at_least_1d)(*tensors)




def atleast_2d(*tensors):
    """The tensor as a view with at least two dimensions, new ones in front; a tuple for several tensors.

    >>> atleast_2d(torch.tensor([2, 3]))
    tensor([[2, 3]])
    """
    return _each(_at_least_2d)(*tensors)




def atleast_3d(*tensors):
    """The tensor as a view with at least three dimensions (vectors in the middle one); a tuple for several tensors.

    >>> atleast_3d(torch.tensor([2, 3])).shape
    torch.Size([1, 2, 1])
    """
    return _each(_at_least_3d)(*tensors)


