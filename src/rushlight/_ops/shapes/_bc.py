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




def broadcast_tensors(*tensors):
    """Views of the tensors, expanded to their common shape.

    >>> [t.shape for t in broadcast_tensors(torch.ones(2, 1), torch.ones(3))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    tensors = _given(tensors)
    shape = broadcast(*[t._array.shape for t in tensors])
    return tuple(t if t._array.shape == shape else t.expand(shape) for t in tensors)




def _given(tensors):
    """The tensors, given one by one or as one sequence. Raises TypeError for other things among them."""
    if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
        tensors = tuple(tensors[0])
    for k, t in enumerate(tensors):
        if not isinstance(t, Value):
            raise TypeError(f"expected Tensor as element {k} in argument 0, but got {type(t).__name__}")
    return tensors


