"""Where elements are not zero, and places in the flattened tensor as places along its dimensions."""

from __future__ import annotations

from operator import index as as_int
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from ..._base.dtypes import int64
from ..._core import Op, apply
from ..._face.public import public
from ..common.out import stored
from ..common.sizes import ints
from ..elementwise.arithmetic import div
from ..shapes.cat_stack import cat, stack
from ..shapes.split_chunk import unbind
from ..shapes.squeeze_unsqueeze import unsqueeze

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class Nonzero(Op):
    """The places of elements that are not zero: (n, ndim), in row-major order."""

    saves = ((),)
    dynamic = True
    raw = True

    def forward(self, xp, x):
        if not x.ndim:
            return np.zeros((int(bool(x)), 0), np.int64)
        return np.stack(np.nonzero(x)).astype(np.int64, copy=False).T  # a dimension's places lie together


NONZERO = Nonzero.of()


@overload
def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: Literal[False] = False) -> Tensor: ...


@overload
def nonzero(input: Tensor, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]: ...


@public()
def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: bool = False) -> Any:
    """The places of the elements that are not zero: (n, ndim), or with ``as_tuple`` an index tensor per dimension.

    >>> torch.nonzero(torch.tensor([0, 3, 4]))
    tensor([[1],
            [2]])
    """
    places = apply(NONZERO, input)
    if as_tuple:
        if out is not None:
            raise RuntimeError("nonzero does not support the out kwarg when as_tuple is True")
        return unbind(places if input.ndim else apply(NONZERO, unsqueeze(input, 0)), 1)
    return stored("nonzero", out, places, exact=True)


@public()
def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1, out: Tensor | None = None) -> Tensor:
    """The places of the first ``size`` elements that are not zero, (size, ndim); ``fill_value`` where there are fewer.

    Raises RuntimeError for a negative size.

    >>> torch.nonzero_static(torch.tensor([0, 3, 4]), size=3)
    tensor([[ 1],
            [ 2],
            [-1]])
    """
    if as_int(size) < 0:
        raise RuntimeError("nonzero_static: 'size' must be an non-negative integer")
    places = nonzero(input)[:size]
    missing = size - places._array.shape[0]
    filler = places.new_full((missing, input._array.ndim), fill_value)
    result = cat([places, filler]) if missing else places.contiguous()
    return stored("nonzero_static", out, result, exact=True)


@public()
def argwhere(input: Tensor) -> Tensor:
    """The places of the elements that are not zero: (n, ndim).

    >>> torch.argwhere(torch.tensor([0, 3, 4]))
    tensor([[1],
            [2]])
    """
    return apply(NONZERO, input)


@public("torch")
def unravel_index(indices: Tensor, shape: Ints) -> tuple[Tensor, ...]:
    """Places in a flattened tensor of ``shape`` (an int or a sequence of ints) as an index tensor for each of its
    dimensions.

    indices: integers, any shape. Raises TypeError for other dtypes, ValueError for negative sizes.

    >>> torch.unravel_index(torch.tensor([5, 2]), (2, 3))
    (tensor([1, 0]), tensor([2, 2]))
    """
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
