"""Elements taken from, and put at, places that an index tensor names along one dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._base import dtypes
from ..._core import Op, Value, apply, apply_to, broadcast
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.dims import normal_dim
from ..common.out import separate
from ..shapes.view_reshape import flatten

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


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
                f"{list(index.shape)} and src {list(y.shape)}"
            )
        if index.numel and any(n > size for n, size in zip(index.shape, y.shape, strict=False)):
            raise RuntimeError(
                f"Expected index {list(index.shape)} to be no larger than self {list(x.shape)} apart from dimension "
                f"{dim} and to be no larger size than src {list(y.shape)}"
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


class ScatterAt(Op):
    """x with elements of y (a tensor or a number) put at the places ``index`` along ``dim``; operands x, index, y."""

    __slots__ = ("dim",)
    exact_out = True

    def infer(self, x, index, y):
        check_scatter("scatter", x, index, y, self.dim)
        return x

    def forward(self, xp, x, index, y):
        out = x.copy()
        if index.size:
            self.put(out, index_places(x.shape, index, self.dim), part_of(y, index))
        return out

    def put(self, out, places, y):
        """Write y at the places."""
        raise NotImplementedError


class Scatter(ScatterAt):
    """y written there; ``variant``: 0 a tensor, 1 a number."""

    __slots__ = ("variant",)
    raw = True
    saves = ((1,), (), (1,))

    def put(self, out, places, y):
        out[places] = y

    def vjp(self, need, grads, saved, specs):
        g, index = grads[0], saved[1]
        gx = apply(Scatter.of(self.dim, 0), g, index, 0) if need[0] else None
        return gx, None, padded(apply(Gather.of(self.dim), g, index), specs[2].shape) if need[2] else None


class ScatterAdd(ScatterAt):
    """y added there."""

    casts = ()
    saves = ((), (), (1,))

    def put(self, out, places, y):
        if places:
            np.add.at(out, places, y)
        else:
            np.add.at(out.reshape(1), np.zeros(np.size(y), np.int64), np.reshape(y, -1))

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        gy = padded(apply(Gather.of(self.dim), g, saved[1]), specs[2].shape) if need[2] else None
        return g if need[0] else None, None, gy


class ScatterMultiply(ScatterAt):
    """x's elements there multiplied by y. No gradient, as in PyTorch."""

    name = "Scatter"
    raw = True

    def put(self, out, places, y):
        np.multiply.at(out, places, y)

    def vjp(self, need, grads, saved, specs):
        raise RuntimeError("derivative for scatter with reduce='multiply' is not implemented")


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


@public()
def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False, out: Tensor | None = None) -> Tensor:
    """out[i][j] = input[i][index[i][j]] for dim=1, and so on: elements at the places that ``index`` names along
    ``dim``.

    input: any shape; index: int64 or int32, as many dimensions, none but ``dim`` longer than input's. The result has
    its shape. Raises RuntimeError for indices out of range.

    >>> gather(torch.tensor([[1, 2], [3, 4]]), 1, torch.tensor([[0, 0], [1, 0]]))
    tensor([[1, 1],
            [4, 3]])
    """
    op = Gather.of(normal_dim(dim, input._array.ndim))
    return apply_to(separate(out, input, index), op, input, index)


@public()
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Tensor:
    """``gather`` with the other dimensions broadcast; without ``dim`` of the flattened input.

    >>> take_along_dim(torch.tensor([[3, 1], [2, 4]]), torch.tensor([[1], [0]]), 1)
    tensor([[1],
            [2]])
    """
    if dim is None:
        return gather(flatten(input), 0, flatten(indices), out=out)
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
    of_input, of_indices = list(input._array.shape), list(indices._array.shape)
    wide = broadcast(*[(*shape[:d], 1, *shape[d + 1 :]) for shape in (of_input, of_indices)])
    of_input, of_indices = ([*wide[:d], *shape[d : d + 1], *wide[d + 1 :]] for shape in (of_input, of_indices))
    return gather(input.expand(of_input), d, indices.expand(of_indices), out=out)


@public(inplace="Tensor")
def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | Number | None = None,
    *,
    value: Tensor | Number | None = None,
    reduce: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """``input`` with elements of ``src`` (or a number) written to the places that ``index`` names along ``dim``:
    out[i][index[i][j]] = src[i][j] for dim=1. Where places coincide, one of them wins.

    reduce: 'add' or 'multiply' instead of overwriting. Raises RuntimeError for indices out of range.

    >>> scatter(torch.zeros(2, 3), 1, torch.tensor([[0], [2]]), 1.0)
    tensor([[1., 0., 0.],
            [0., 0., 1.]])
    """
    y: Any = value if src is None else src
    if y is None:
        raise TypeError("scatter() missing 1 required argument: src (a tensor) or value (a number)")
    if reduce not in (None, "add", "multiply"):
        raise RuntimeError(f"reduce argument must be either add or multiply, got {reduce!r}")
    d, dtype = normal_dim(dim, input._array.ndim), input._dtype
    if not isinstance(y, Value):
        if reduce is not None or dtype.is_reduced:
            y = input.new_full(index._array.shape, y)
        elif dtype.category < 2:
            check_fits(y, dtype)
            number = y.real if isinstance(y, complex) else y  # what fits has no imaginary part
            y = bool(y) if dtype is dtypes.bool_ else int(number)
    if reduce is None:
        op = Scatter.of(d, 0 if isinstance(y, Value) else 1)
    else:
        op = (ScatterAdd if reduce == "add" else ScatterMultiply).of(d)
    return apply_to(out, op, input, index, y)


@public(inplace="Tensor")
def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """``input`` with elements of ``src`` added at the places that ``index`` names along ``dim``: out[i][index[i][j]] +=
    src[i][j] for dim=1. Raises RuntimeError for indices out of range.

    >>> scatter_add(torch.zeros(3), 0, torch.tensor([0, 0, 2]), torch.ones(3))
    tensor([2., 0., 1.])
    """
    op = ScatterAdd.of(normal_dim(dim, input._array.ndim))
    return apply_to(out, op, input, index, src)
