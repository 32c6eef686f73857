"""Grids and combinations built from several tensors."""

from __future__ import annotations

import warnings

import numpy as np

from ..._base.dtypes import int64
from ..._core import Op, Value, apply, broadcast, result_type
from ..common.arguments import check_tensor
from ..common.sizes import ints
from ..elementwise.arithmetic import div
from .cat_split import stack, unbind
from .view_ops import shaped

__all__ = [
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "block_diag",
    "broadcast_tensors",
    "cartesian_prod",
    "combinations",
    "meshgrid",
    "unravel_index",
]


class BlockDiag(Op):
    """A matrix with the inputs (at most 2-d) as blocks along its diagonal, zeros elsewhere."""

    def compute_dtype(self, *specs):
        return result_type(*specs)

    def infer(self, *specs):
        for i, s in enumerate(specs):
            if s.ndim > 2:
                raise RuntimeError(
                    f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {s.ndim} "
                    "dimensions"
                )
        sizes = [_block(s.shape) for s in specs]
        return specs[0].like(tuple(map(sum, zip(*sizes, strict=True))), result_type(*specs))

    def forward(self, xp, *arrays):
        sizes = [_block(a.shape) for a in arrays]
        y = xp.zeros(tuple(map(sum, zip(*sizes, strict=True))), arrays[0].dtype)
        r = c = 0
        for a, (h, w) in zip(arrays, sizes, strict=True):
            y[r : r + h, c : c + w] = a
            r, c = r + h, c + w
        return y

    def vjp(self, need, grads, saved, specs):
        out, r, c = [], 0, 0
        for s, wanted in zip(specs, need, strict=True):
            h, w = _block(s.shape)
            out.append(grads[0].narrow(0, r, h).narrow(1, c, w).reshape(s.shape) if wanted else None)
            r, c = r + h, c + w
        return out


def _block(shape):
    return (1,) * (2 - len(shape)) + shape


def unravel_index(indices, shape):
    """Places in a flattened tensor of ``shape`` (an int or a sequence of ints) as an index tensor for each of its
    dimensions.

    indices: integers, any shape. Raises TypeError for other dtypes, ValueError for negative sizes.

    >>> torch.unravel_index(torch.tensor([5, 2]), (2, 3))
    (tensor([1, 0]), tensor([2, 2]))
    """
    check_tensor(indices, "unravel_index", "indices")
    if indices._dtype.category != 1:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices._dtype}")
    if not isinstance(shape, (int, tuple, list)):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    sizes = ints("unravel_index", (shape,), "shape")
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    indices = indices.to(int64)
    places, step = [], 1
    for n in reversed(sizes):
        places.append(div(indices, step, rounding_mode="floor") % n)
        step *= n
    return unbind(stack(places[::-1], -1), -1) if places else ()


def _given(tensors):
    """The tensors, given one by one or as one sequence. Raises TypeError for other things among them."""
    if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
        tensors = tuple(tensors[0])
    for k, t in enumerate(tensors):
        if not isinstance(t, Value):
            raise TypeError(f"expected Tensor as element {k} in argument 0, but got {type(t).__name__}")
    return tensors


def meshgrid(*tensors, indexing=None):
    """Coordinates of a grid: for each 1-d tensor a view of it along its own dimension, expanded along the others.

    indexing: 'ij' (first tensor along the first dimension) or 'xy' (along the second); say which, else 'ij' with a
    warning.

    >>> x, y = meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4]), indexing="ij")
    >>> y
    tensor([[3, 4],
            [3, 4]])
    """
    tensors = _given(tensors)
    if not tensors:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for t in tensors:
        if t._array.ndim > 1:
            raise RuntimeError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got one of shape "
                f"{list(t._array.shape)}"
            )
        if t._dtype is not tensors[0]._dtype:
            raise RuntimeError(
                f"meshgrid expects all tensors to have the same dtype, got {tensors[0]._dtype} and {t._dtype}: "
                "convert one with .to(dtype)"
            )
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
            UserWarning,
            stacklevel=2,
        )
    elif indexing not in ("ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(tensors) >= 2
    if swap:
        tensors = (tensors[1], tensors[0], *tensors[2:])
    shape = [t._array.size for t in tensors]
    grids = [t.view([-1 if d == i else 1 for d in range(len(shape))]).expand(shape) for i, t in enumerate(tensors)]
    if swap:
        grids[:2] = grids[1::-1]
    return tuple(grids)


def broadcast_tensors(*tensors):
    """Views of the tensors, expanded to their common shape.

    >>> [t.shape for t in broadcast_tensors(torch.ones(2, 1), torch.ones(3))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    tensors = _given(tensors)
    shape = broadcast(*[t._array.shape for t in tensors])
    return tuple(t if t._array.shape == shape else t.expand(shape) for t in tensors)


def _each(one):
    def function(*tensors):
        if len(tensors) == 1 and isinstance(tensors[0], Value):
            return one(tensors[0])
        return tuple(map(one, _given(tensors)))

    return function


def _at_least_1d(t):
    return t if t._array.ndim else shaped(t, (1,))


def _at_least_2d(t):
    n = t._array.ndim
    return t if n > 1 else t.unsqueeze(0) if n else shaped(t, (1, 1))


def _at_least_3d(t):
    n = t._array.ndim
    if n == 1:
        return t.unsqueeze(0).unsqueeze(-1)
    return t if n > 2 else t.unsqueeze(-1) if n else shaped(t, (1, 1, 1))


def atleast_1d(*tensors):
    """The tensor, 0-d ones as views with one dimension; a tuple for several tensors.

    >>> atleast_1d(torch.tensor(2))
    tensor([2])
    """
    return _each(_at_least_1d)(*tensors)


def atleast_2d(*tensors):
    """The tensor as a view with at least two dimensions, new ones in front; a tuple for several tensors.

    >>> atleast_2d(torch.tensor([2, 3]))
    tensor([[2, 3]])
    """
    return _each(_at_least_2d)(*tensors)


def atleast_3d(*tensors):
    """The tensor as a view with at least three dimensions (vectors in the middle one); a tuple for several tensors.

    >>> atleast_3d(torch.tensor([2, 3])).shape
    torch.Size([1, 2, 1])
    """
    return _each(_at_least_3d)(*tensors)


def block_diag(*tensors):
    """A matrix with the tensors (at most 2-d) as blocks along its diagonal and zeros elsewhere.

    >>> block_diag(torch.tensor([[1, 1]]), torch.tensor([2]))
    tensor([[1, 1, 0],
            [0, 0, 2]])
    """
    return apply(BlockDiag.of(), *_given(tensors))


def cartesian_prod(*tensors):
    """All combinations of an element of each 1-d tensor: (product of lengths, number of tensors).

    >>> cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    tensors = _given(tensors)
    for t in tensors:
        if t._array.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t._array.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([g.reshape(-1) for g in meshgrid(*tensors, indexing="ij")], 1)


def combinations(input, r=2, with_replacement=False):
    """All choices of ``r`` elements of a 1-d tensor, in order: (number of choices, r).

    >>> combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    check_tensor(input, "combinations")
    if input._array.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input._array.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if not r:
        return input.new_empty((0,))
    n = input._array.size
    places = np.indices((n,) * r).reshape(r, -1)
    steps = np.diff(places, axis=0)
    kept = places[:, (steps >= 0 if with_replacement else steps > 0).all(0)]
    columns = [input[list(map(int, row))] if row.size else input[:0] for row in kept]
    return stack(columns, 1)
