"""Sorting, and the largest or smallest few. nan counts as the largest."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import Op, Spec, apply
from ..._face.public import public
from ..common import named_results
from ..common.dims import reduced_shape
from ..common.out import separate, stored, stored_all
from ..common.pointwise import refuse
from .reduction import Chosen, dim_of

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


class Sort(Chosen):
    """The elements in order along ``dim`` (None for 0-d tensors), and where they were."""

    __slots__ = ("descending",)
    follows = (0,)

    def infer(self, x):
        refuse((x,), "sort", (3,), error=RuntimeError)
        return x, x.like(dtype=dtypes.int64)

    def count(self, x):
        """How many elements the result has along the dimension."""
        return x.shape[self.dim]

    def forward(self, xp, x):
        if self.dim is None:
            return x.copy(), xp.zeros((), xp.int64)
        at = xp.first_places(x, self.count(x), self.dim, self.descending)
        return xp.take_along_axis(x, at, self.dim), at


class Topk(Sort):
    """The first ``k`` in order."""

    __slots__ = ("k",)
    follows = ()

    def infer(self, x):
        refuse((x,), "topk", (3,), error=RuntimeError)
        if x.dtype.category == 0:
            raise RuntimeError("topk does not support bool dtypes on CPU: convert with .to(torch.uint8)")
        size = 1 if self.dim is None else x.shape[self.dim]
        if not 0 <= self.k <= size:
            raise RuntimeError(f"selected index k out of range: k is {self.k}, the dimension has {size} elements")
        shape = x.shape if self.dim is None else tuple(self.k if d == self.dim else n for d, n in enumerate(x.shape))
        return Spec(shape, x.dtype, x.device), Spec(shape, dtypes.int64, x.device)

    def count(self, x):
        return self.k


class Kthvalue(Chosen):
    """The ``k``-th smallest (from 1) along ``dim``, and where it is."""

    __slots__ = ("k",)

    def infer(self, x):
        refuse((x,), "kthvalue_cpu", (0, 3))
        if not 1 <= self.k <= (1 if self.dim is None else x.shape[self.dim]):
            raise RuntimeError(
                f"kthvalue(): selected number k out of range for dimension {self.dim or 0}: k is {self.k}"
            )
        shape = reduced_shape(x.shape, None if self.dim is None else (self.dim,), self.keepdim)
        return Spec(shape, x.dtype, x.device), Spec(shape, dtypes.int64, x.device)

    def forward(self, xp, x):
        if self.dim is None:
            return x.copy(), xp.zeros((), xp.int64)
        rows = xp.moveaxis(x, self.dim, -1)
        return self.taken(xp, x, xp.rank_places(rows, xp.full((*rows.shape[:-1], 1), self.k - 1, xp.int64))[..., 0])


class RankPlaces(Op):
    """The indices along the last dimension of the elements that would stand at the given ranks if it was sorted;
    operands x (..., n), ranks (..., m)."""

    def infer(self, x, ranks):
        return Spec(ranks.shape, dtypes.int64, x.device)

    def forward(self, xp, x, ranks):
        return xp.rank_places(x, ranks)


RANK_PLACES = RankPlaces.of()


@public()
def sort(
    input: Tensor, dim: int = -1, descending: bool = False, stable: bool | None = False, *, out: Tensors | None = None
) -> named_results.sort:
    """The elements in order along ``dim``, a named tuple (values, indices). Equal elements keep their order; nan is
    largest.

    >>> sort(torch.tensor([3., 1., 2.])).values
    tensor([1., 2., 3.])
    """
    result = named_results.sort._make(apply(Sort.of(dim_of(dim, input), True, bool(descending)), input))
    return result if out is None else stored_all("sort", out, result)


@public()
def argsort(
    input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False, *, out: Tensor | None = None
) -> Tensor:
    """The indices that put the elements in order along ``dim``.

    >>> argsort(torch.tensor([3., 1., 2.]))
    tensor([1, 2, 0])
    """
    result = sort(input, dim, descending).indices
    return result if out is None else stored("argsort", out, result, exact=True)


@public()
def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements in order along the first dimension.

    >>> msort(torch.tensor([[3., 1.], [2., 4.]]))
    tensor([[2., 1.],
            [3., 4.]])
    """
    result = sort(input, 0).values
    return result if out is None else stored("msort", out, result, exact=True)


@public()
def topk(
    input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, *, out: Tensors | None = None
) -> named_results.topk:
    """The ``k`` largest (or smallest) elements along ``dim``, in order: a named tuple (values, indices).

    Raises RuntimeError if there are fewer.

    >>> topk(torch.tensor([3., 1., 2.]), 2).values
    tensor([3., 2.])
    """
    result = named_results.topk._make(apply(Topk.of(dim_of(dim, input), True, bool(largest), index(k)), input))
    return result if out is None else stored_all("topk", out, result)


@public()
def kthvalue(
    input: Tensor, k: int, dim: int = -1, keepdim: bool = False, *, out: Tensors | None = None
) -> named_results.kthvalue:
    """The ``k``-th smallest element (counted from 1) along ``dim``, a named tuple (values, indices).

    >>> kthvalue(torch.tensor([3., 1., 2.]), 2).values
    tensor(2.)
    """
    result = named_results.kthvalue._make(apply(Kthvalue.of(dim_of(dim, input), bool(keepdim), index(k)), input))
    if isinstance(out, (tuple, list)):
        for to in out:
            separate(to, input)
    return result if out is None else stored_all("kthvalue", out, result)
