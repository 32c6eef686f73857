"""``x[...]``: reading and writing by ints, slices, None, Ellipsis, and by tensors of places or masks.

Ints, slices, None and ``...`` give views, one view op for each that matters; index tensors and masks give copies.
"""

from __future__ import annotations

from operator import index as as_int
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._base import dtypes
from ..._core import Op, Value, apply, apply_, broadcast, check_in_place, indexer, same_place
from ..._face.public import method, public
from ..common.inside_vmap import varies
from ..shapes.select_narrow import Select, Slice
from ..shapes.squeeze_unsqueeze import unsqueeze
from ..shapes.view_copies import ALIAS
from ..tensors.tensor_from_numpy import tensor
from ..tensors.to_clone_copy import Copy
from .masked_fill import MASKED_SELECT, masked_fill_
from .nonzero import nonzero

if TYPE_CHECKING:
    from ..._face.types import Index as AnyIndex
    from ..._face.types import Tensor


_ALL = slice(None)


class Index(Op):
    """x at the places that index tensors give; ``where``: the dimensions they index, ascending. Inputs x, *indices."""

    __slots__ = ("where",)

    @property
    def saves(self):
        return (tuple(range(1, len(self.where) + 1)),)

    def infer(self, x, *indices):
        shape = broadcast_indices([i.shape for i in indices])
        rest = [n for d, n in enumerate(x.shape) if d not in self.where]
        first = self.where[0] if self.where == tuple(range(self.where[0], self.where[-1] + 1)) else 0
        return x.like((*rest[:first], *shape, *rest[first:]))

    raw = True

    def forward(self, xp, x, *indices):
        check_bounds(x.shape, self.where, indices)
        if len(indices) == 1 and x.flags.c_contiguous:
            return x.take(indices[0], self.where[0])
        return np.asarray(x[places(self.where, indices)], order="C")

    def vjp(self, need, grads, saved, specs):
        g = apply(IndexBackward.of(specs[0].shape, self.where), grads[0], *saved[1 : len(specs)])
        return (g, *(None,) * (len(specs) - 1))


ROWS = Index.of((0,))


class IndexBackward(Op):
    """The adjoint of Index: zeros of ``shape`` to which the input is added at the places. Inputs g, *indices."""

    __slots__ = ("shape", "where")

    @property
    def saves(self):
        return (tuple(range(1, len(self.where) + 1)),)

    def infer(self, g, *indices):
        return g.like(self.shape)

    def forward(self, xp, g, *indices):
        x = np.zeros(self.shape, g.dtype)
        np.add.at(x, places(self.where, indices), g)
        return x

    def vjp(self, need, grads, saved, specs):
        return (apply(Index.of(self.where), grads[0], *saved[1 : len(specs)]), *(None,) * (len(specs) - 1))


class IndexPut(Op):
    """x with ``values`` at the places (added there with ``accumulate``). Inputs x, values, *indices."""

    __slots__ = ("where", "accumulate")
    takes_out = True

    @property
    def saves(self):
        at = tuple(range(2, len(self.where) + 2))
        return (at, at)

    def infer(self, x, values, *indices):
        if values.dtype is not x.dtype:
            raise RuntimeError(
                f"Index put requires the source and destination dtypes match, got {x.dtype.cpp} for the destination "
                f"and {values.dtype.cpp} for the source; convert the values with .to(x.dtype)"
            )
        target = Index.of(self.where).infer(x, *indices).shape
        if broadcast(target, values.shape) != target:
            raise RuntimeError(
                f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to indexing result "
                f"of shape {list(target)}"
            )
        return x

    def forward(self, xp, x, values, *indices, out=None):
        check_bounds(x.shape, self.where, indices)
        if out is None:
            out = x.copy()
        elif out is not x:
            out[...] = x
        if self.accumulate:
            np.add.at(out, places(self.where, indices), values)
        else:
            out[places(self.where, indices)] = values
        return out

    def vjp(self, need, grads, saved, specs):
        g, indices = grads[0], saved[2 : len(specs)]
        gx = g
        if need[0] and not self.accumulate:
            gx = apply(IndexPut.of(self.where, False), g, g.new_zeros(()), *indices)
        gv = apply(Index.of(self.where), g, *indices) if need[1] else None
        return (gx if need[0] else None, gv, *(None,) * len(indices))


def broadcast_indices(shapes):
    """The common shape of index tensors. Raises IndexError if there is none."""
    try:
        return broadcast(*shapes)
    except RuntimeError:
        raise IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            f"{', '.join(str(list(s)) for s in shapes)}"
        ) from None


def places(where, indices):
    """A NumPy index from index arrays and the dimensions they are for."""
    at = [_ALL] * (where[-1] + 1)
    for d, i in zip(where, indices, strict=True):
        at[d] = i
    return tuple(at)


def check_bounds(shape, where, indices):
    """Raise IndexError for an index beyond its dimension."""
    for d, i in zip(where, indices, strict=True):
        if i.size:
            numbers = i.tolist() if i.ndim == 1 and i.size <= 16 else None  # quicker than NumPy's reductions
            low, high = (min(numbers), max(numbers)) if numbers else (int(i.min()), int(i.max()))
            if low < -shape[d] or high >= shape[d]:
                bad = low if low < -shape[d] else high
                raise IndexError(
                    f"index {bad} is out of bounds for dimension {d} with size {shape[d]}: {-shape[d]} to "
                    f"{shape[d] - 1} are there"
                )


# Reading an index expression ----------------------------------------------------------------------------------------


def _as_index(item):
    """A tensor, list or array among the indices as an index tensor: int64, or a mask."""
    if not isinstance(item, Value):
        t = tensor(item.copy() if isinstance(item, np.ndarray) else list(item))
        item = t.to(dtypes.int64) if t._array.size == 0 and t._dtype.category == 2 else t
    if item._dtype in (dtypes.int64, dtypes.bool_, dtypes.uint8):
        return item
    if item._dtype is dtypes.int32:
        return item.to(dtypes.int64)
    raise IndexError(f"tensors used as indices must be long, int, byte or bool tensors, got {item._dtype}")


def _expanded(item, dims):
    """``...`` written out as the full slices it stands for."""
    takes = 0
    for i in item:
        if i is None or i is Ellipsis or isinstance(i, bool):
            continue
        mask = isinstance(i, (Value, np.ndarray)) and getattr(i, "dtype", None) in (
            dtypes.bool_,
            dtypes.uint8,
            np.dtype(bool),
        )
        takes += i.ndim if mask else 1
    if takes > dims:
        raise IndexError(f"too many indices for tensor of dimension {dims}")
    at = [k for k, i in enumerate(item) if i is Ellipsis]
    if not at:
        return item
    if (
        len(at) > 1
        and takes < dims
        and any(not (i is None or i is Ellipsis or isinstance(i, bool)) for i in item[at[1] :])
    ):
        raise IndexError("an index can have a single ellipsis ('...'): what follows the second one has no dimension")
    filled = list(item)
    filled[at[0] : at[0] + 1] = [_ALL] * (dims - takes)
    return [i for i in filled if i is not Ellipsis]


def _place(x, item, writing=False):
    """The view that the ints, slices, None and ... of an index give, and what is left: (dimension, index tensor)
    pairs. Inside vmap 0-d tensors can't be read: they select from a copy, or if ``writing`` are left."""
    dim, rest = 0, []
    for i in _expanded(item, x._array.ndim):
        kind = type(i)
        if kind is slice:
            if i.start is not None or i.stop is not None or i.step is not None:
                x = _slice(x, dim, i)
            dim += 1
        elif kind is int:
            x = apply(Select.of(dim, i), x)
        elif i is None:
            x = unsqueeze(x, dim)
            dim += 1
        elif kind is bool:
            x = unsqueeze(x, dim)
            rest.append((dim, tensor([0] if i else [], dtype=dtypes.int64)))
            dim += 1
        elif isinstance(i, Value) and not i._array.ndim and i._dtype in (dtypes.bool_, dtypes.uint8):
            x = unsqueeze(x, dim)
            rest.append((dim, tensor([0] if i.item() else [], dtype=dtypes.int64)))
            dim += 1
        elif isinstance(i, (Value, np.ndarray, list, tuple, range)):
            if isinstance(i, Value) and not i._array.ndim and i._dtype.category == 1:
                if not varies(i):
                    x = apply(Select.of(dim, i.item()), x)  # a 0-d tensor counts as an int
                elif writing:
                    rest.append((dim, _as_index(i)))
                    dim += 1
                else:
                    x = apply(Index.of((dim,)), x, _as_index(i))
                continue
            dim = _advanced(x, dim, _as_index(i), rest)
        elif kind is str:
            raise TypeError(f"new(): invalid data type 'str': tensors are indexed by places, not by names like {i!r}")
        elif hasattr(i, "__index__"):
            x = apply(Select.of(dim, as_int(i)), x)
        else:
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                f"(got {kind.__name__})"
            )
    return x, rest


def _slice(x, dim, s):
    start, stop, step = (None if v is None else as_int(v) for v in (s.start, s.stop, s.step))
    if step is not None and step <= 0:
        raise ValueError(f"step must be greater than zero, got {step}: use .flip(dim) to turn a dimension round")
    n = x._array.shape[dim]
    if start in (None, 0) and stop in (None, n) and step in (None, 1):
        return x  # as written: x[-n:] is a slice in the graph
    return apply(Slice.of(dim, start, stop, step), x)


def _advanced(x, dim, i, rest):
    """Take note of an index tensor or mask for ``dim``; the dimension after those it is for."""
    if i._dtype is dtypes.int64:
        rest.append((dim, i))
        return dim + 1
    shape = x._array.shape[dim : dim + i._array.ndim]
    if i._array.shape != shape:
        k = next((k for k, (a, b) in enumerate(zip(i._array.shape, shape, strict=False)) if a != b), len(shape))
        raise IndexError(
            f"The shape of the mask {list(i._array.shape)} at index {k} does not match the shape of the indexed tensor "
            f"{list(x._array.shape)} at index {dim + k}"
        )
    for k, at in enumerate(nonzero(i, as_tuple=True) if i._array.ndim else ()):
        rest.append((dim + k, at))
    return dim + i._array.ndim


def _as_items(item):
    if type(item) is tuple:
        return item
    if type(item) is list and len(item) < 32 and any(map(_stands_alone, item)):
        return tuple(item)  # x[[rows, columns]] means x[rows, columns], as it once did in NumPy
    return (item,)


def _stands_alone(i):
    return i is None or i is Ellipsis or isinstance(i, (slice, list, tuple, Value, np.ndarray))


def _mask_0d(x, mask):
    """x[mask] for a 0-d mask: a new first dimension of size 1 or 0."""
    return unsqueeze(x, 0), [(0, tensor([0] if mask.item() else [], dtype=dtypes.int64))]


def _located(x, item, writing=False):
    if isinstance(item, Value) and not item._array.ndim and item._dtype is dtypes.bool_:
        return _mask_0d(x, item)
    return _place(x, _as_items(item), writing)


def getitem(input, item):
    """``x[item]``: a view for ints, slices, None and ``...``, a copy for index tensors, masks and lists."""
    if type(item) is int:
        if not input._array.ndim:
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                "convert a 0-dim tensor to a number"
            )
        n = input._array.shape[0]
        if not -n <= item < n:
            raise IndexError(f"index {item} is out of bounds for dimension 0 with size {n}: {-n} to {n - 1} are there")
        return apply(Select.of(0, item), input)
    if isinstance(item, Value) and input._array.ndim:
        if item._dtype is dtypes.int64 and item._array.ndim:
            return apply(ROWS, input, item)
        if _whole_mask(input, item):
            return apply(MASKED_SELECT, input, item)
    view, rest = _located(input, item)
    if rest:
        where, indices = zip(*rest, strict=True)
        return apply(Index.of(where), view, *indices)
    if view is input:
        return apply(Slice.of(0, None, None, None) if type(item) is slice else ALIAS, input)
    return view


def _whole_mask(x, item):
    """Whether the index is a mask of the tensor's own shape, where no history is recorded (it would show another
    node)."""
    return (
        isinstance(item, Value)
        and item._dtype is dtypes.bool_
        and item._array.shape == x._array.shape
        and not x.requires_grad
    )


def _plain(item):
    return all([type(i) is int or type(i) is slice for i in item])


def setitem(input: Tensor, item: AnyIndex, value: Any) -> None:
    """``x[item] = value``: writes a number, or a tensor that broadcasts to the place."""
    if item is False:
        return
    kind = type(item)
    if kind is int or kind is slice or (kind is tuple and item and _plain(item)):
        view, rest = input[item], None
        if view._array.shape == input._array.shape:
            view = input  # slices that leave nothing out
    else:
        if (
            input._array.ndim
            and (type(value) is int or (type(value) is float and input._dtype.category >= 2))
            and _whole_mask(input, item)
        ):
            masked_fill_(input, item, value)
            return
        view, rest = _located(input, item, True)
    if isinstance(value, (list, tuple, np.ndarray)):
        raise TypeError(
            f"can't assign a {type(value).__name__} to a torch.{input._dtype.cpp}Tensor: wrap it with torch.tensor(...)"
        )
    new: Any = value
    is_tensor = isinstance(value, Value)
    if is_tensor and not new._array.ndim and new._storage is view._storage and (rest or view._array.ndim):
        new = new.clone()  # a number is read before it is overwritten
    if rest:
        if not is_tensor:
            new = tensor(value, dtype=input._dtype, device=input._device)
        if not new._array.ndim and new._dtype is not view._dtype:
            new = new.to(view._dtype)
        while new._array.ndim > 1 and new._array.shape[0] == 1:
            new = new.squeeze(0)  # leading dimensions of size 1 don't count
        _put(view, rest, new)
    elif is_tensor:
        extra = new.ndim - view.ndim
        if extra > 0 and all(n == 1 for n in new._array.shape[:extra]):
            new = new.reshape(new._array.shape[extra:])
        if new._storage is view._storage and view is not input and same_place(new._array, view._array):
            check_in_place(Copy.of(new._dtype, view._dtype), view, (new,))  # x[i] += y has written it already
        else:
            view.copy_(new)
    else:
        view.fill_(new)


def _put(view, rest, new):
    """Write ``new`` at the places of (dimension, index tensor) pairs. 0-d ones, inside vmap, select first, as ints do
    elsewhere: what they select is read, written and put back."""
    numbers = [(d, i) for d, i in rest if not i._array.ndim]
    if numbers and len(numbers) < len(rest):
        where, indices = zip(*numbers, strict=True)
        part = apply(Index.of(where), view, *indices)
        _put(part, [(d - sum(k < d for k in where), i) for d, i in rest if i._array.ndim], new)
        rest, new = numbers, part
    where, indices = zip(*rest, strict=True)
    apply_(IndexPut.of(where, False), view, view, new, *indices)


def _put_places(input, indices):
    rest: list = []
    dim = 0
    for i in indices:
        dim = dim + 1 if i is None else _advanced(input, dim, _as_index(i), rest)
    if not rest:
        raise RuntimeError("index_put: at least one index tensor is needed")
    return zip(*rest, strict=True)


@public()
def index_put(
    input: Tensor, indices: tuple[Tensor | None, ...] | list[Tensor | None], values: Tensor, accumulate: bool = False
) -> Tensor:
    """A copy of ``input`` with ``values`` at the places that a tuple of index tensors gives, or added there.

    >>> torch.index_put(torch.zeros(3), (torch.tensor([1, 1]),), torch.ones(2), accumulate=True)
    tensor([0., 2., 0.])
    """
    where, at = _put_places(input, indices)
    return apply(IndexPut.of(where, bool(accumulate)), input, values, *at)


@public()
def index_put_(
    input: Tensor, indices: tuple[Tensor | None, ...] | list[Tensor | None], values: Tensor, accumulate: bool = False
) -> Tensor:
    """``index_put`` in place. Returns the tensor."""
    where, at = _put_places(input, indices)
    return apply_(IndexPut.of(where, bool(accumulate)), input, input, values, *at)


def delitem(input: Tensor, item: AnyIndex) -> None:
    """Tensors don't shrink: raises TypeError."""
    raise TypeError("Tensor does not support deleting items: keep the others instead, as in x[mask]")


method(__getitem__=indexer(Select, Slice, getitem), __setitem__=setitem, __delitem__=delitem)
