"""Methods, until they are declared."""

from __future__ import annotations

from .histogram_bincount import histc, histogram


class HistogramMethods:
    """Methods of Tensor: histograms."""

    __slots__ = ()
    histc, histogram = histc, histogram
