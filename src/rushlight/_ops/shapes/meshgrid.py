"""Grids and combinations built from several tensors."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..._face.public import public
from ..common.arguments import given_tensors
from .cat_stack import stack

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


@public("torch")
def meshgrid(*tensors: Tensor | Tensors, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinates of a grid: for each 1-d tensor a view of it along its own dimension, expanded along the others.

    indexing: 'ij' (first tensor along the first dimension) or 'xy' (along the second); say which, else 'ij' with a
    warning.

    >>> x, y = meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4]), indexing="ij")
    >>> y
    tensor([[3, 4],
            [3, 4]])
    """
    given = given_tensors(tensors)
    if not given:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for t in given:
        if t._array.ndim > 1:
            raise RuntimeError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got one of shape "
                f"{list(t._array.shape)}"
            )
        if t._dtype is not given[0]._dtype:
            raise RuntimeError(
                f"meshgrid expects all tensors to have the same dtype, got {given[0]._dtype} and {t._dtype}: "
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
    swap = indexing == "xy" and len(given) >= 2
    if swap:
        given = (given[1], given[0], *given[2:])
    shape = [t._array.size for t in given]
    grids = [t.view([-1 if d == i else 1 for d in range(len(shape))]).expand(shape) for i, t in enumerate(given)]
    if swap:
        grids[:2] = grids[1::-1]
    return tuple(grids)


@public("torch")
def cartesian_prod(*tensors: Tensor | Tensors) -> Tensor:
    """All combinations of an element of each 1-d tensor: (product of lengths, number of tensors).

    >>> cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    given = given_tensors(tensors)
    for t in given:
        if t._array.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t._array.shape)}")
    if len(given) == 1:
        return given[0]
    return stack([g.reshape(-1) for g in meshgrid(*given, indexing="ij")], 1)


@public("torch")
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of ``r`` elements of a 1-d tensor, in order: (number of choices, r).

    >>> combinations(torch.tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
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
