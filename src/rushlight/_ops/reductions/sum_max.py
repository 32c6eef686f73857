"""Methods, until they are declared."""

from __future__ import annotations

from .all_any_count import all, any, count_nonzero
from .max_min_argmax import amax, amin, aminmax, argmax, argmin, max, min
from .sum_mean_prod import mean, nanmean, nansum, prod, sum, sum_to_size


class ReduceMethods:
    """Methods of Tensor: reductions."""

    __slots__ = ()
    sum, sum_to_size, mean, nansum, nanmean, prod = sum, sum_to_size, mean, nansum, nanmean, prod
    max, min, amax, amin, aminmax, argmax, argmin = max, min, amax, amin, aminmax, argmax, argmin
    all, any, count_nonzero = all, any, count_nonzero
