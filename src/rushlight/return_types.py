"""The classes of named results: ``torch.return_types.max`` and the like."""

from __future__ import annotations

from ._ops.results import (
    aminmax,
    cummax,
    cummin,
    frexp,
    histogram,
    histogramdd,
    kthvalue,
    max,
    median,
    min,
    mode,
    nanmedian,
    sort,
    topk,
)  # fmt: skip

__all__ = [
    "aminmax", "cummax", "cummin", "frexp", "histogram", "histogramdd", "kthvalue", "max", "median", "min", "mode", "nanmedian",
    "sort", "topk",
]  # fmt: skip
