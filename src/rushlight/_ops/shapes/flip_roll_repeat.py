"""Rearrangements that copy: flips, rolls and repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._base import dtypes
from ..._core import Op, Spec, Value, apply
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.sizes import as_tuple, given, ints, unique_dims
from .view_reshape import flatten, shaped

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


def like_input(xp, x, view):
    """A copy of ``view`` (of the same shape as ``x``) laid out as ``x`` is."""
    y = xp.empty_like(x, order="K") if not x.flags.c_contiguous else xp.empty(x.shape, x.dtype)
    y[...] = view
    return y


class Flip(Op):
    """x with the order of elements reversed along ``dims``."""

    __slots__ = ("dims",)
    raw = True
    saves = ((),)

    def infer(self, x):
        unique_dims(self.dims, x.ndim)
        return x

    def forward(self, xp, x):
        return like_input(xp, x, np.flip(x, self.dims) if x.ndim else x)

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class Roll(Op):
    """x moved along ``dims`` by ``shifts``, what leaves at the end comes in at the start. No dims: rolled flattened."""

    __slots__ = ("shifts", "dims")
    follows = (0,)
    raw = True
    saves = ((),)

    def infer(self, x):
        if len(self.shifts) != len(self.dims) and not (len(self.shifts) == 1 and not self.dims):
            raise RuntimeError(f"shifts and dimensions must align. shifts: {len(self.shifts)}, dims:{len(self.dims)}")
        for d in self.dims:
            normal_dim(d, x.ndim)
        return x

    def forward(self, xp, x):
        if not x.size or not x.ndim:
            return xp.copy(x, "C")
        return np.ascontiguousarray(np.roll(x, self.shifts, self.dims) if self.dims else np.roll(x, self.shifts[0]))

    def vjp(self, need, grads, saved, specs):
        return (apply(Roll.of(tuple(-s for s in self.shifts), self.dims), grads[0]),)


class Rot90(Op):
    """x turned ``k`` times by a quarter in the plane of the two ``dims``, from the first towards the second."""

    __slots__ = ("k", "dims")
    raw = True
    saves = ((),)

    def infer(self, x):
        if len(self.dims) != 2:
            raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(self.dims)}")
        if x.ndim < 2:
            raise RuntimeError(f"expected total dims >= 2, but got total dims = {x.ndim}")
        a, b = [normal_dim(d, x.ndim) for d in self.dims]
        if a == b:
            raise RuntimeError(
                f"expected rotation dims to be different, but got dim0 = {self.dims[0]} and dim1 = {self.dims[1]}"
            )
        shape = list(x.shape)
        if self.k % 2:
            shape[a], shape[b] = shape[b], shape[a]
        return x.like(shape)

    def forward(self, xp, x):
        return np.rot90(x, self.k, self.dims).copy(order="K")

    def vjp(self, need, grads, saved, specs):
        return (apply(Rot90.of(-self.k % 4, self.dims), grads[0]),)


class Repeat(Op):
    """x side by side with itself, ``times`` per dimension (new dimensions in front)."""

    __slots__ = ("times",)
    raw = True
    saves = ((),)

    def infer(self, x):
        lead = len(self.times) - x.ndim
        if lead < 0:
            raise RuntimeError(
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: "
                f"got {len(self.times)} for a tensor with {x.ndim}. Give a number per dimension, as x.repeat(2, 1)"
            )
        shape = [n * r for n, r in zip((1,) * lead + x.shape, self.times, strict=True)]
        if any(n < 0 for n in shape) or any(r < 0 for r in self.times):
            worst = next((n for n in shape if n < 0), min(self.times))
            raise RuntimeError(f"Trying to create tensor with negative dimension {worst}: {shape}")
        return x.like(shape)

    def forward(self, xp, x):
        y = xp.empty(self.infer(Spec(x.shape, dtypes.from_numpy_dtype(x.dtype))).shape, x.dtype)
        if y.size:
            lead = len(self.times) - x.ndim
            shape = (1,) * lead + x.shape
            split = y.reshape([k for n, r in zip(shape, self.times, strict=True) for k in (r, n)])
            split[...] = x.reshape([k for n in shape for k in (1, n)])
        return y

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        lead = len(self.times) - len(shape)
        if 0 in self.times:
            return (grads[0].new_zeros(shape),)
        sizes, over = [], []
        for d, r in enumerate(self.times):
            if d < lead:
                over.append(len(sizes))
                sizes.append(r)
            elif r == 1:
                sizes.append(shape[d - lead])
            else:
                over.append(len(sizes))
                sizes += [r, shape[d - lead]]
        g = shaped(grads[0], tuple(sizes))
        return (g.sum(over) if over else g,)


class RepeatPlaces(Op):
    """0, 1, 2, ..., each as often as the operand (counts) says."""

    name = "RepeatInterleave"
    raw = True
    dynamic = True

    def forward(self, xp, counts):
        return np.repeat(np.arange(counts.size, dtype=counts.dtype), counts)


@public()
def flip(input: Tensor, *axes: Ints, dims: Ints | None = None) -> Tensor:
    """A copy with the order of elements reversed along ``dims``. Raises IndexError or RuntimeError for wrong
    dimensions.

    >>> flip(torch.tensor([[1, 2], [3, 4]]), 0)
    tensor([[3, 4],
            [1, 2]])
    """
    return apply(Flip.of(given("flip", axes, dims, "dims")), input)


@public()
def fliplr(input: Tensor) -> Tensor:
    """A copy with columns in reverse order (dimension 1; at least 2-d).

    >>> fliplr(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 1],
            [4, 3]])
    """
    if input._array.ndim < 2:
        raise RuntimeError(f"Input must be >= 2-d, got shape {list(input._array.shape)}")
    return apply(Flip.of((1,)), input)


@public()
def flipud(input: Tensor) -> Tensor:
    """A copy with rows in reverse order (dimension 0; at least 1-d).

    >>> flipud(torch.tensor([1, 2, 3]))
    tensor([3, 2, 1])
    """
    if input._array.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return apply(Flip.of((0,)), input)


@public()
def roll(input: Tensor, shifts: Ints, dims: Ints | None = ()) -> Tensor:
    """A copy moved by ``shifts`` along ``dims`` (ints or tuples), around the edges. Without dims: as if it were
    flattened.

    Raises RuntimeError unless there are as many shifts as dims, IndexError for dims of a 0-d tensor.

    >>> roll(torch.tensor([1, 2, 3, 4]), 1)
    tensor([4, 1, 2, 3])
    """
    if shifts in ((), []):
        raise RuntimeError("`shifts` required: by how many places, one number per entry of dims")
    if dims not in (None, ()) and not input._array.ndim:
        raise IndexError(f"Dimension specified as {as_tuple(dims)[0]} but tensor has no dimensions")
    steps = ints("roll", (as_tuple(shifts),), "shifts")
    axes = ints("roll", (() if dims is None else as_tuple(dims),), "dims")
    if not input._array.size and len(axes) in (0, len(steps)):
        return apply(Roll.of((0,), ()), input)  # which dims, nobody asks
    return apply(Roll.of(steps, axes), input)


@public()
def rot90(input: Tensor, k: int = 1, dims: Ints = (0, 1)) -> Tensor:
    """A copy turned ``k`` times by 90 degrees in the plane of two dimensions, from the first towards the second.

    >>> rot90(torch.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    return apply(Rot90.of(k % 4, ints("rot90", (as_tuple(dims),), "dims")), input)


@public("Tensor")
def repeat(input: Tensor, *times: Ints, repeats: Ints | None = None) -> Tensor:
    """The tensor side by side with itself: a number per dimension, more numbers than dimensions add some in front.

    Raises RuntimeError for fewer numbers than dimensions. ``expand`` does without copying where sizes are 1.

    >>> torch.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    return apply(Repeat.of(given("repeat", times, repeats, "repeats")), input)


@public()
def tile(input: Tensor, *times: Ints, dims: Ints | None = None) -> Tensor:
    """``repeat`` as NumPy's ``tile``: fewer numbers than dimensions count from the last one.

    >>> tile(torch.tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """
    times = given("tile", times, dims, "dims")
    return apply(Repeat.of((1,) * (input._array.ndim - len(times)) + times), input)


@public()
def repeat_interleave(
    input: Tensor | None = None,
    repeats: int | Tensor | None = None,
    dim: int | None = None,
    *,
    output_size: int | None = None,
) -> Tensor:
    """Each element ``repeats`` times in a row along ``dim``; without ``dim``, of the flattened input.

    repeats: an int, or an int tensor with a number for each place along ``dim``. With one argument alone, that is
    the repeats, and the places 0, 1, 2, ... are repeated. Raises RuntimeError if the numbers don't fit.

    >>> repeat_interleave(torch.tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    if input is None or repeats is None:
        alone: Any = repeats if input is None else input
        if not isinstance(alone, Value):
            raise TypeError(f"repeat_interleave(): argument 'repeats' must be Tensor, not {type(alone).__name__}")
        return _repeated_places(alone, output_size)
    if dim is None:
        input, dim = flatten(input), 0
    d = normal_dim(dim, input._array.ndim)
    n = input._array.shape[d] if input._array.ndim else 1
    if isinstance(repeats, Value) and repeats._array.size == 1 and repeats._array.ndim <= 1:
        repeats = repeats.reshape(1).expand(n).contiguous()
    if not isinstance(repeats, Value):
        if repeats < 0:
            raise RuntimeError(f"Repeats must be non-negative, not {repeats}")
        shape = input._array.shape
        wide = input.unsqueeze(d + 1).expand(*shape[: d + 1], repeats, *shape[d + 1 :])
        return shaped(wide.clone(), (*shape[:d], n * repeats, *shape[d + 1 :]))
    _check_counts(repeats)
    if repeats._array.size != n:
        raise RuntimeError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {repeats._array.size} and "
            f"input.size({d}) = {n}"
        )
    return input.index_select(d, _repeated_places(repeats, output_size))


def _check_counts(repeats):
    if repeats._array.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if repeats._dtype not in (dtypes.int64, dtypes.int32):
        raise NotImplementedError(
            f"\"repeat_interleave_cpu\" not implemented for '{repeats._dtype.cpp}': repeats are int64 or int32, use "
            ".long()"
        )
    if repeats._array.size and repeats._array.min() < 0:
        raise RuntimeError("repeats can not be negative")


def _repeated_places(repeats, output_size):
    _check_counts(repeats)
    if repeats._array.ndim != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    places = apply(RepeatPlaces.of(), repeats)
    if output_size is not None and places._array.size != output_size:
        raise RuntimeError(
            f"allocated size does not match required size: output_size={output_size}, the repeats sum to "
            f"{places._array.size}"
        )
    return places
