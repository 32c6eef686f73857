"""Elements taken from, and put at, places that an index tensor names along one dimension."""

from __future__ import annotations

import numpy as np

from ..._base import dtypes
from ..._core import Op, Value, apply, apply_, apply_out, broadcast
from ..common.arguments import check_fits, check_tensor
from ..common.dims import normal_dim
from ..common.out import separate

__all__ = ["GatherMethods", "gather", "scatter", "scatter_add", "take_along_dim"]


def _check(function, x, index, dim):
    if not index.numel:
        return  # of an index without elements neither dtype nor shape matters
    if index.dtype not in (dtypes.int64, dtypes.int32):
        raise RuntimeError(
            f"{function}(): Expected dtype int32/int64 for index, got {index.dtype}: convert with .long()"
        )
    if not index.numel:
        return
    if max(len(index.shape), 1) != max(len(x.shape), 1):
        raise RuntimeError(
            f"Index tensor must have the same number of dimensions as input tensor: index {list(index.shape)}, input "
            f"{list(x.shape)}"
        )
    for d, (n, size) in enumerate(zip(index.shape, x.shape, strict=False)):
        if d != dim and n > size:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {list(index.shape)} to be no larger than self "
                f"{list(x.shape)} apart from dimension {dim}"
            )


def index_places(shape, index, dim):
    """The index tensor completed to one index array per dimension. Raises RuntimeError for indices out of range."""
    if shape and not index.ndim:
        index = index.reshape(1)  # a 0-d index counts as one of one element
    size = shape[dim] if shape else 1
    if index.size and (index.min() < 0 or index.max() >= size):
        wrong = index[(index < 0) | (index >= size)].flat[0]
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {dim} with size {size}")
    if not shape:
        return ()
    n = index.ndim
    grid = [np.arange(k).reshape((k,) + (1,) * (n - 1 - d)) for d, k in enumerate(index.shape)]
    grid[dim] = index
    return tuple(grid)


def check_scatter(function, x, index, y, dim):
    """Raise RuntimeError if index or y (weak: a number) don't fit x, as the operands of Scatter."""
    _check(function, x, index, dim)
    if not y.weak:
        if y.dtype is not x.dtype:
            raise RuntimeError(
                f"{function}(): Expected self.dtype to be equal to src.dtype, got {x.dtype} and {y.dtype}"
            )
        if index.numel and index.shape and len(y.shape) != len(index.shape):
            raise RuntimeError(
                f"{function}(): Index tensor must have the same number of dimensions as src tensor, got index "
                f"{list(index.shape)} and "
                f"src {list(y.shape)}"
            )
        if index.numel and any(n > size for n, size in zip(index.shape, y.shape, strict=False)):
            raise RuntimeError(
                f"Expected index {list(index.shape)} to be no larger than self {list(x.shape)} apart from dimension "
                f"{dim} "
                f"and to be no larger size than src {list(y.shape)}"
            )


class Gather(Op):
    """x at the places ``index`` along ``dim``; operands x, index."""

    __slots__ = ("dim",)
    exact_out = True
    raw = True
    saves = ((1,), ())
    operands = ("self", "index")

    def infer(self, x, index):
        _check("gather", x, index, self.dim)
        return x.like(shape=index.shape)

    def forward(self, xp, x, index):
        if index.size > 2**30:  # an expanded index may be larger than memory: fail now, not after hours of looking
            np.empty(index.shape, x.dtype)
        if not index.size:
            return xp.empty(index.shape, x.dtype)
        places = index_places(x.shape, index, self.dim)
        return xp.asarray(x[places]).reshape(index.shape) if x.ndim else xp.full(index.shape, x, x.dtype)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return apply(ScatterAdd.of(self.dim), g.new_zeros(specs[0].shape), saved[1], g), None


class Scatter(Op):
    """x with elements of y (a tensor or a number) written to the places ``index`` along ``dim``; operands x, index,
    y."""

    __slots__ = ("dim",)
    exact_out = True
    raw = True
    saves = ((1,), (), (1,))

    def infer(self, x, index, y):
        check_scatter("scatter", x, index, y, self.dim)
        return x

    def forward(self, xp, x, index, y):
        out = x.copy()
        if index.size:
            self.put(xp, out, index_places(x.shape, index, self.dim), part_of(y, index))
        return out

    def put(self, xp, out, places, y):
        """Write y at the places."""
        out[places] = y

    def vjp(self, need, grads, saved, specs):
        g, index = grads[0], saved[1]
        gx = apply(Scatter.of(self.dim), g, index, 0) if need[0] else None
        return gx, None, padded(apply(Gather.of(self.dim), g, index), specs[2].shape) if need[2] else None


def part_of(y, index):
    """The elements of y that ``index`` has places for."""
    return y[tuple(slice(n) for n in index.shape or (1,))] if isinstance(y, np.ndarray) and y.ndim else y


def padded(g, shape):
    """``g`` with zeros behind it, up to ``shape``."""
    if g._array.shape == shape:
        return g
    whole = g.new_zeros(shape)
    part = whole
    for d, n in enumerate(g._array.shape):
        part = part.narrow(d, 0, n)
    part.copy_(g)
    return whole


class ScatterNumber(Scatter):
    """Scatter of a number."""

    name = "Scatter"

    node_name = "ScatterBackward1"


class ScatterAdd(Scatter):
    """x with elements of y added at the places ``index`` along ``dim``."""

    raw = False
    casts = ()
    saves = ((), (), (1,))

    def put(self, xp, out, places, y):
        if places:
            np.add.at(out, places, y)
        else:
            np.add.at(out.reshape(1), np.zeros(np.size(y), np.int64), np.reshape(y, -1))

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        gy = padded(apply(Gather.of(self.dim), g, saved[1]), specs[2].shape) if need[2] else None
        return g if need[0] else None, None, gy


def gather(input, dim, index, *, sparse_grad=False, out=None):
    """out[i][j] = input[i][index[i][j]] for dim=1, and so on: elements at the places that ``index`` names along
    ``dim``.

    input: any shape; index: int64 or int32, as many dimensions, none but ``dim`` longer than input's. The result has
    its shape. Raises RuntimeError for indices out of range.

    >>> gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[0, 0], [1, 0]]))
    tensor([[1, 1],
            [4, 3]])
    """
    check_tensor(input, "gather")
    op = Gather.of(normal_dim(dim, input._array.ndim))
    return apply(op, input, index) if out is None else apply_out(op, separate(out, input, index), input, index)


def take_along_dim(input, indices, dim=None, *, out=None):
    """``gather`` with the other dimensions broadcast; without ``dim`` of the flattened input.

    >>> take_along_dim(torch.tensor([[3, 1], [2, 4]]), torch.tensor([[1], [0]]), 1)
    tensor([[1],
            [2]])
    """
    check_tensor(input, "take_along_dim")
    if dim is None:
        return gather(input.flatten(), 0, indices.flatten(), out=out)
    d = normal_dim(dim, input._array.ndim)
    if indices._dtype is not dtypes.int64:
        raise RuntimeError(f"torch.take_along_dim(): dtype of indices should be Long but got {indices._dtype.cpp}")
    if len(indices.shape) != len(input.shape):
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{len(input.shape)} dimensions for input, and {len(indices.shape)} dimensions for indices"
        )
    if input._array.ndim and input._array.shape[d]:
        indices = indices % input._array.shape[d]  # negative ones count from the end, as far as one likes
    shape = broadcast(
        tuple(1 if i == d else n for i, n in enumerate(input._array.shape)),
        tuple(1 if i == d else n for i, n in enumerate(indices._array.shape)),
    )
    wide = [shape[i] if i != d else n for i, n in enumerate(input._array.shape)]
    return gather(
        input.expand(wide),
        d,
        indices.expand([shape[i] if i != d else n for i, n in enumerate(indices._array.shape)]),
        out=out,
    )


def _scattered(function, self, dim, index, src, value, reduce):
    """(op, operands) of the forms of scatter."""
    if src is None:
        src = value
    if src is None:
        raise TypeError(f"{function}() missing 1 required argument: src (a tensor) or value (a number)")
    d = normal_dim(dim, self._array.ndim)
    if reduce is None:
        if not isinstance(src, Value) and self._dtype.category < 2:
            check_fits(src, self._dtype)
            src = bool(src) if self._dtype is dtypes.bool_ else int(src)
        elif not isinstance(src, Value) and self._dtype.is_reduced:
            src = self.new_full(index.shape, src)
        return (Scatter if isinstance(src, Value) else ScatterNumber).of(d), (self, index, src)
    if reduce not in ("add", "multiply"):
        raise RuntimeError(f"reduce argument must be either add or multiply, got {reduce!r}")
    if not isinstance(src, Value):
        src = self.new_full(index.shape, src)
    return (ScatterAdd if reduce == "add" else ScatterMultiply).of(d), (self, index, src)


class ScatterMultiply(Scatter):
    """x with elements multiplied by those of y. No gradient, as in PyTorch."""

    name = "Scatter"

    def put(self, xp, out, places, y):
        np.multiply.at(out, places, y)

    def vjp(self, need, grads, saved, specs):
        raise RuntimeError("derivative for scatter with reduce='multiply' is not implemented")


def scatter(input, dim, index, src=None, *, value=None, reduce=None, out=None):
    """``input`` with elements of ``src`` (or a number) written to the places that ``index`` names along ``dim``:
    out[i][index[i][j]] = src[i][j] for dim=1. Where places coincide, one of them wins.

    reduce: 'add' or 'multiply' instead of overwriting. Raises RuntimeError for indices out of range.

    >>> scatter(torch.zeros(2, 3), 1, torch.tensor([[0], [2]]), 1.0)
    tensor([[1., 0., 0.],
            [0., 0., 1.]])
    """
    op, operands = _scattered("scatter", input, dim, index, src, value, reduce)
    return apply(op, *operands) if out is None else apply_out(op, out, *operands)


def scatter_(self, dim, index, src=None, *, value=None, reduce=None):
    """``scatter``, written into the tensor itself. Returns the tensor."""
    op, operands = _scattered("scatter_", self, dim, index, src, value, reduce)
    return apply_(op, self, *operands)


def scatter_add(input, dim, index, src, *, out=None):
    """``input`` with elements of ``src`` added at the places that ``index`` names along ``dim``: out[i][index[i][j]] +=
    src[i][j] for dim=1. Raises RuntimeError for indices out of range.

    >>> scatter_add(torch.zeros(3), 0, torch.tensor([0, 0, 2]), torch.ones(3))
    tensor([2., 0., 1.])
    """
    op = ScatterAdd.of(normal_dim(dim, input._array.ndim))
    return apply(op, input, index, src) if out is None else apply_out(op, out, input, index, src)


def scatter_add_(self, dim, index, src):
    """``scatter_add``, written into the tensor itself. Returns the tensor."""
    return apply_(ScatterAdd.of(normal_dim(dim, self._array.ndim)), self, self, index, src)


class GatherMethods:
    """Methods of Tensor: gather and scatter."""

    __slots__ = ()
    gather, take_along_dim = gather, take_along_dim
    scatter, scatter_, scatter_add, scatter_add_ = scatter, scatter_, scatter_add, scatter_add_
