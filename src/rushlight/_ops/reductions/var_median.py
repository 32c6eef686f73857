"""Methods, until they are declared."""

from __future__ import annotations

from ..linalg.norm import dist
from .logsumexp import logsumexp
from .median_mode import median, mode, nanmedian
from .var_std_cov import corrcoef, cov, std, var


class StatisticsMethods:
    """Methods of Tensor: statistics."""

    __slots__ = ()
    var, std, dist, logsumexp = var, std, dist, logsumexp
    cov, corrcoef = cov, corrcoef
    median, nanmedian, mode = median, nanmedian, mode
