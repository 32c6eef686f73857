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




def unravel_index(indices, shape):
    """Places in a flattened tensor of ``shape`` (an int or a sequence of ints) as an index tensor for each of its
    dimensions.

    indices: integers, any shape. Raises TypeError for other dtypes, ValueError for negative sizes.

    >>> torch.unravel_index(torch.tensor([5, 2]), (2, 3))
    (tensor([1, 0]), tensor([2, 2]))
    """
    check_tensor(indices, "unravel_index", "indices")
    if indices._dtype.category != 1:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices._dtype}")
    if not isinstance(shape, (int, tuple, list)):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    sizes = ints("unravel_index", (shape,), "shape")
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    indices = indices.to(int64)
    places, step = [], 1
    for n in reversed(sizes):
        places.append(div(indices, step, rounding_mode="floor") % n)
        step *= n
    return unbind(stack(places[::-1], -1), -1) if places else ()


