"""Medians and the most frequent elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

import numpy as np

from ..._core import Spec, apply
from ..._face.public import public
from ..common import named_results
from ..common.out import stored_all
from ..common.pointwise import refuse
from .max_min_argmax import Amax
from .reduction import Chosen, dim_of

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


class MedianAll(Amax):
    """The median of all elements: of an even number the lower of the two in the middle. nan if one is."""

    name, node_name, shown = "Median", "MedianBackward0", "median"
    ignores_nan = False

    def infer(self, x):
        refuse((x,), "median_cpu", (0, 3))
        return Spec((), x.dtype, x.device)

    def compute_dtype(self, x):
        return None

    def kernel(self, x):
        return None

    def forward(self, xp, x):
        x = x.reshape(-1)
        if not x.size:
            return xp.asarray(xp.nan if x.dtype.kind == "f" else xp.iinfo(x.dtype).min, x.dtype)
        return xp.asarray(x[_median_place(xp, x[None], self.ignores_nan)[0]])


class NanMedianAll(MedianAll):
    name = "Median"
    node_name, ignores_nan = "NanmedianBackward0", True


def _median_place(xp, x, ignores_nan):
    """The index of the median along the last axis."""
    n = x.shape[-1]
    middle = xp.full(x.shape[:-1], (n - 1) // 2, xp.int64)
    if x.dtype.kind == "f":  # nan comes last
        missing = xp.count_nonzero(x != x, -1)
        if ignores_nan:
            middle = xp.where(missing == n, 0, (n - missing - 1) // 2)
        else:
            middle = xp.where(missing > 0, n - missing, middle)
    return xp.rank_places(x, middle[..., None])[..., 0]


class Median(Chosen):
    """Medians along a dimension, and where they are."""

    node_name, refused = "MedianBackward1", (0, 3)
    ignores_nan = False

    def forward(self, xp, x):
        return self.chosen(xp, x, _median_place)

    def chosen(self, xp, x, place):
        """The elements at the places that ``place(xp, rows, ignores_nan)`` finds, and the places."""
        if self.dim is None:
            return x.copy(), xp.zeros((), xp.int64)
        return self.taken(xp, x, place(xp, xp.moveaxis(x, self.dim, -1), self.ignores_nan))


class NanMedian(Median):
    name, node_name, ignores_nan = "Nanmedian", "NanmedianBackward1", True


class Mode(Median):
    """The most frequent element along a dimension (of several the smallest), and its last place."""

    node_name, refused = "ModeBackward0", (3,)

    def forward(self, xp, x):
        return self.chosen(xp, x, _mode_place)


def _mode_place(xp, x, ignores_nan):
    places = np.empty(x.shape[:-1], np.int64)
    for at in np.ndindex(places.shape):
        values, counts = np.unique(x[at], return_counts=True)
        value = values[counts.argmax()]
        places[at] = np.flatnonzero((x[at] == value) if value == value else np.isnan(x[at]))[-1]
    return places


MEDIAN, NANMEDIAN = MedianAll.of(None, False), NanMedianAll.of(None, False)


def _middle(name, whole, record, result, input, dim, keepdim, out):
    if dim is None:
        if out is not None:
            raise TypeError(f'{name}() missing 1 required positional arguments: "dim": out= goes with a dim')
        return apply(whole, input)
    found = result._make(apply(record.of(dim_of(dim, input), bool(keepdim)), input))
    return found if out is None else stored_all(name, out, found)


@overload
def median(input: Tensor) -> Tensor: ...
@overload
def median(input: Tensor, dim: int, keepdim: bool = False, *, out: Tensors | None = None) -> named_results.median: ...
@public()
def median(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Tensors | None = None
) -> Tensor | named_results.median:
    """The median; of an even number of elements the lower of the two in the middle. nan if one is. With ``dim``: along
    it, a named tuple (values, indices).

    >>> median(torch.tensor([3., 1., 2.]))
    tensor(2.)
    """
    return _middle("median", MEDIAN, Median, named_results.median, input, dim, keepdim, out)


@overload
def nanmedian(input: Tensor) -> Tensor: ...
@overload
def nanmedian(
    input: Tensor, dim: int, keepdim: bool = False, *, out: Tensors | None = None
) -> named_results.nanmedian: ...
@public()
def nanmedian(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Tensors | None = None
) -> Tensor | named_results.nanmedian:
    """The median of what isn't nan. With ``dim``: along it, a named tuple (values, indices).

    >>> nanmedian(torch.tensor([3., 1., 2.]))
    tensor(2.)
    """
    return _middle("nanmedian", NANMEDIAN, NanMedian, named_results.nanmedian, input, dim, keepdim, out)


@public()
def mode(input: Tensor, dim: int = -1, keepdim: bool = False, *, out: Tensors | None = None) -> named_results.mode:
    """The most frequent elements along ``dim``, a named tuple (values, indices); of equally frequent ones the smallest.

    >>> mode(torch.tensor([1, 2, 2])).values
    tensor(2)
    """
    result = named_results.mode._make(apply(Mode.of(dim_of(dim, input), bool(keepdim)), input))
    return result if out is None else stored_all("mode", out, result)
