"""Elements and rows of a source combined with those at the places that an index names: summed, multiplied, averaged, or
the extreme of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Op, apply, apply_to
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.inside_vmap import all_examples
from ..elementwise.where import where
from .gather_scatter import Gather, Scatter, ScatterAdd, check_scatter, index_places, padded, part_of
from .index_select_add_fill import IndexAdd, IndexFill, IndexSelect, check_bounds, check_rows, row_places

if TYPE_CHECKING:
    from ..._face.types import Tensor


_UFUNCS = {"sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum}


def _start(reduce, dtype):
    """What combining starts from where the tensor's own elements don't count."""
    if reduce in ("sum", "mean"):
        return 0
    if reduce == "prod":
        return 1
    low = reduce == "amax"
    if dtype.kind == "f":
        return -np.inf if low else np.inf
    if dtype.kind == "b":
        return not low
    return np.iinfo(dtype).min if low else np.iinfo(dtype).max


class _ReduceAt(Op):
    """x with elements of a source combined into it; operands x, index, source. ``include``: x's own elements count
    too."""

    __slots__ = ("dim", "reduce", "include")
    exact_out = True

    @property
    def saves(self):
        if self.reduce == "sum":
            return ((1,), (), (1,))
        if self.reduce == "mean":
            return ((0, 1, 2), (), (1, 2))
        return ((0, 1, 2, OUT), (), (0, 1, 2, OUT))

    @quiet
    def forward(self, xp, x, index, source):
        y = xp.copy(x, "C")
        rows, at, source = self.located(y, index, source)
        if not index.size:
            return y
        reduce = self.reduce
        if not self.include:
            rows[at] = _start(reduce, x.dtype)
        _UFUNCS[reduce].at(rows, at, source)
        if reduce == "mean":
            counts = np.full(rows.shape, 1 if self.include else 0, np.int64)
            np.add.at(counts, at, 1)
            np.maximum(counts, 1, out=counts)
            if x.dtype.kind in "iu":
                rows[...] = np.floor_divide(rows, counts.astype(x.dtype))
            else:
                rows /= counts
        return y

    # How the two forms address places: at(x): the elements of x there; added(x, s): s added there; zeroed(x) ----------

    def vjp(self, need, grads, saved, specs):
        index, source = saved[1], saved[2]
        g = grads[0]
        source_shape = specs[2].shape
        if source is not None:
            source = self.part(source, index)
        if self.reduce == "sum":
            gx, gs = g, self.at(g, index) if need[2] else None
        elif self.reduce == "mean":
            gx, gs = self.mean_gradients(g, index, source, need)
        elif self.reduce == "prod":
            gx, gs = self.product_gradients(g, saved[0], index, source, saved[OUT], need)
        else:
            gx, gs = self.extreme_gradients(g, saved[0], index, source, saved[OUT], need)
        if need[0] and not self.include:
            gx = self.zeroed(gx, index)
        gs = (
            None
            if gs is None
            else padded(gs.reshape(source_shape) if gs.ndim != len(source_shape) else gs, source_shape)
        )
        return gx if need[0] else None, None, gs

    def mean_gradients(self, g, index, source, need):
        ones = source.new_ones(source._array.shape)
        n = self.added(g.new_full(g.shape, 1 if self.include else 0), index, ones)
        share = g / where(n == 0, 1, n)
        return share, self.at(share, index) if need[2] else None

    def product_gradients(self, g, x, index, source, y, need):
        # The product without one factor is the product over that factor; where that is 0, the product is taken again
        # with 1 in its place.
        gx = gs = None
        if need[0]:
            without = where(x == 0, 1, x)
            gx = g * apply(self, without, index, source) / without
        if need[2]:
            zero = source == 0
            zeros = self.at(self.added(x.new_zeros(x.shape), index, zero.to(x.dtype)), index)
            single = zero & (zeros == 1)
            others = apply(self, x, index, where(single, 1, source))
            usual = self.at(g * y, index) / where(zero, 1, source)
            gs = where(single, self.at(g * others, index), usual)
            if all_examples(zeros > 1).any():
                gs = apply(OnceOnly.of(), gs)
        return gx, gs

    def extreme_gradients(self, g, x, index, source, y, need):
        mine = (x == y).to(g.dtype)
        theirs = (source == self.at(y, index)).to(g.dtype)
        share = g / self.added(mine, index, theirs)
        return mine * share, theirs * self.at(share, index) if need[2] else None


class OnceOnly(Op):
    """A gradient that has no derivative itself."""

    name = node_name = "Error"
    raw = True
    saves = ((),)

    def infer(self, x):
        return x

    def forward(self, xp, x):
        return x.copy()

    def vjp(self, need, grads, saved, specs):
        raise RuntimeError(
            "scatter_reduce(): Double backward is unsupported for src when >1 zeros in src are scattered to the same "
            "position in self"
        )


class ScatterReduce(_ReduceAt):
    """Elements of a source combined at places like those of Scatter."""

    def infer(self, x, index, source):
        check_scatter("scatter", x, index, source, self.dim)
        refused = {"mean": (0,), "amin": (3,), "amax": (3,)}.get(self.reduce, ())
        if x.dtype.category in refused:
            raise NotImplementedError(
                f"\"scatter_gather_tensor_cpu_reduce_{self.reduce}\" not implemented for '{x.dtype.cpp}'"
            )
        return x

    def located(self, y, index, source):
        source = part_of(source, index)
        if not y.ndim:
            return y.reshape(1), (index.reshape(-1),), source.reshape(-1)
        return y, index_places(y.shape, index, self.dim), source

    def part(self, source, index):
        for d, n in enumerate(index.shape):
            source = source.narrow(d, 0, n) if source.shape[d] != n else source
        return source

    def at(self, x, index):
        return apply(Gather.of(self.dim), x, index)

    def added(self, x, index, source):
        return apply(ScatterAdd.of(self.dim), x, index, source)

    def zeroed(self, x, index):
        return apply(Scatter.of(self.dim, 0), x, index, 0)


class IndexReduce(_ReduceAt):
    """Rows of a source combined with the rows that the index names."""

    def infer(self, x, index, source):
        check_rows("index_reduce_", x, index, source, self.dim)
        if x.dtype.category in (0, 3):
            raise NotImplementedError(f"\"index_reduce_func\" not implemented for '{x.dtype.cpp}'")
        return x

    def located(self, y, index, source):
        check_bounds(index, y.shape[self.dim] if y.ndim else 1, self.dim)
        rows, at = row_places(y, self.dim, index)
        return rows, at, source.reshape(1) if not source.ndim else source

    def part(self, source, index):
        return source

    def at(self, x, index):
        return apply(IndexSelect.of(self.dim), x, index)

    def added(self, x, index, source):
        return apply(IndexAdd.of(self.dim), x, index, source, 1)

    def zeroed(self, x, index):
        return apply(IndexFill.of(self.dim, 0), x, index.to(dtypes.int64), 0)


_OTHER_NAMES = {"max": "amax", "min": "amin"}


def _scatter_op(input, dim, reduce, include_self):
    kind = _OTHER_NAMES.get(reduce, reduce)
    if kind not in _UFUNCS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    return ScatterReduce.of(normal_dim(dim, input._array.ndim), kind, bool(include_self))


@public(inplace="Tensor")
def scatter_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of ``input`` with elements of ``src`` combined into the places that ``index`` names along ``dim``, as
    ``scatter_add`` does it: by ``reduce`` 'sum', 'prod', 'mean', 'amax' or 'amin'. Without ``include_self`` the
    elements of input at those places don't count.

    index: int64 or int32; src: input's dtype, no smaller than index. Raises RuntimeError for indices out of range.

    >>> index, src = torch.tensor([0, 0, 1]), torch.tensor([5., 7., 3.])
    >>> torch.scatter_reduce(torch.ones(2), 0, index, src, "mean", include_self=False)
    tensor([6., 3.])
    """
    return apply_to(out, _scatter_op(input, dim, reduce, include_self), input, index, src)


def _index_op(input, dim, reduce, include_self):
    if reduce == "sum" or reduce not in _UFUNCS:
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    return IndexReduce.of(normal_dim(dim, input._array.ndim), reduce, bool(include_self))


@public(inplace="Tensor")
def index_reduce(
    input: Tensor,
    dim: int,
    index: Tensor,
    source: Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of ``input`` with the rows of ``source`` combined into the rows along ``dim`` that ``index`` names: by
    ``reduce`` 'prod', 'mean', 'amax' or 'amin'. Without ``include_self`` the rows of input there don't count.

    source: as input, but as long along ``dim`` as index. Raises IndexError for rows that are not there.

    >>> torch.index_reduce(torch.ones(2), 0, torch.tensor([0, 0]), torch.tensor([5., 7.]), "prod")
    tensor([35.,  1.])
    """
    return apply_to(out, _index_op(input, dim, reduce, include_self), input, index, source)
