"""Other shapes of the same elements: views of the memory, or copies in row-major order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._arrays.memory import contiguous_kernel
from ..._core import Op, apply, viewer
from ..._face.public import method, public
from ..common.dims import normal_dim
from ..common.sizes import ints
from ..tensors.as_strided_unfold import ViewDtype, strided_view, view_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Tensor, dtype, memory_format


class View(Op):
    """``x.view(shape)``; one size may be -1."""

    __slots__ = ("shape",)
    saves = ((),)
    view = True

    def infer(self, x):
        return x.like(infer_size(self.shape, x.shape))

    def forward(self, xp, x, out=None):
        y = reshaped(x, infer_size(self.shape, x.shape))
        if y is None:
            raise RuntimeError(
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across "
                "two contiguous subspaces). Use .reshape(...) instead."
            )
        return y

    def vjp(self, need, grads, saved, specs):
        return (shaped(grads[0], specs[0].shape),)


class UnsafeView(View):
    """A new shape for a fresh copy that nobody else holds: shares its memory, but is not tracked as a view."""

    view = False
    raw = True


class Contiguous(Op):
    """A copy in row-major order, or in the order that ``layout`` gives (dimensions from the slowest to the fastest)."""

    __slots__ = ("layout",)
    name = "Clone"
    saves = ((),)
    raw = True

    def infer(self, x):
        return x

    def kernel(self, x):
        return contiguous_kernel if self.layout is None else None

    def forward(self, xp, x, out=None):
        if self.layout is None:
            return xp.copy(x, "C")
        return xp.copy(x.transpose(self.layout), "C").transpose(np.argsort(self.layout))

    def vjp(self, need, grads, saved, specs):
        return grads


CONTIGUOUS = Contiguous.of(None)


def infer_size(shape: Sequence[int], old: Sequence[int]) -> Sequence[int]:
    """``shape`` with its -1 replaced, so that it has as many elements as ``old``. Raises RuntimeError if that can't be.

    >>> infer_size((-1, 2), (3, 4))
    (6, 2)
    """
    known, hole = 1, None
    for i, n in enumerate(shape):
        if n == -1:
            if hole is not None:
                raise RuntimeError(f"only one dimension can be inferred, got -1 more than once in {list(shape)}")
            hole = i
        elif n < 0:
            raise RuntimeError(f"invalid shape dimension {n} at index {i} of shape {list(shape)}")
        else:
            known *= n
    total = 1
    for n in old:
        total *= n
    if hole is None:
        if known == total:
            return shape
    elif known and total % known == 0:
        return (*shape[:hole], total // known, *shape[hole + 1 :])
    elif not known and not total:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous"
        )
    raise RuntimeError(
        f"shape '{list(shape)}' is invalid for input of size {total}: the sizes must multiply to {total}, the number "
        f"of elements of a tensor of shape {list(old)}"
    )


def reshaped(x, shape):
    """The array ``x`` seen with ``shape``, or None if that takes a copy (PyTorch's rule: each new dimension lies within
    a run of old ones that are contiguous with each other)."""
    if x.flags.c_contiguous:
        return x.reshape(shape)
    strides = view_strides(x.shape, x.strides, shape)
    return None if strides is None else strided_view(x, shape, strides)


def view_strides(old, strides, new):
    """Strides for ``new`` sizes on memory laid out as (``old``, ``strides``), or None."""
    out = [0] * len(new)
    at = len(new) - 1
    base, run, seen = (
        strides[-1],
        1,
        1,
    )  # of the current run of old dimensions: stride of its last, elements, and placed
    for d in reversed(range(len(old))):
        run *= old[d]
        if d == 0 or (old[d - 1] != 1 and strides[d - 1] != run * base):
            while at >= 0 and (seen < run or new[at] == 1):
                out[at] = seen * base
                seen *= new[at]
                at -= 1
            if seen != run:
                return None
            if d > 0:
                base, run, seen = strides[d - 1], 1, 1
    return None if at != -1 else out


def shaped(x, shape):
    """The tensor ``x`` with ``shape`` (a tuple of ints): a view if its strides allow it, else a copy."""
    a = x._array
    if a.flags.c_contiguous or view_strides(a.shape, a.strides, infer_size(shape, a.shape)) is not None:
        return apply(View.of(shape), x)
    infer_size(shape, a.shape)
    return apply(UnsafeView.of(shape), apply(CONTIGUOUS, x))


_VIEWS: dict = {}  # arguments as given -> View op: what x.view(...) costs is mostly finding its op


def _view_op(name, args):
    if len(args) == 1 and type(args[0]) not in (tuple, list, int):
        if hasattr(args[0], "itemsize") and hasattr(args[0], "category"):
            return ViewDtype.of(args[0].name)
        if not isinstance(args[0], (tuple, list)) and not hasattr(args[0], "__index__"):
            raise TypeError(f"{name}() received an invalid combination of arguments - got ({type(args[0]).__name__})")
    if not args:
        raise TypeError(f"{name}() received an invalid combination of arguments - got (), but expected a shape")
    op = View.of(ints(name, args))
    if len(_VIEWS) >= 4096:
        _VIEWS.clear()
    if all(type(a) is int or (type(a) is tuple and all(type(n) is int for n in a)) for a in args):
        _VIEWS[args] = op
    return op


def view(input: Tensor, *shape: Any, dtype: dtype | None = None, size: Any = None) -> Tensor:
    """The same memory with another shape; one size may be -1 (computed). With a dtype: the same bytes read as that
    type.

    Raises RuntimeError if the sizes don't fit, or if the strides don't allow a view (then use ``reshape``).

    >>> x.view(2, -1).shape
    torch.Size([2, 6])
    """
    try:
        op = _VIEWS.get(shape)
        if op is not None and float in map(type, shape):  # 2.0 is found as 2
            op = None
    except TypeError:  # a list
        op = None
    if op is None:
        if dtype is not None:
            return view_dtype(input, dtype)
        op = _view_op("view", shape if size is None else (size,))
        if type(op) is ViewDtype:
            return view_dtype(input, shape[0])
    return apply(op, input)


method(view=viewer(View, view))


@public()
def reshape(input: Tensor, *sizes: Ints, shape: Ints | None = None) -> Tensor:
    """The same elements with another shape (row by row): a view if the strides allow it, else a copy. One size may be
    -1.

    Raises RuntimeError if the sizes don't multiply to the number of elements.

    >>> x.t().reshape(-1).shape
    torch.Size([12])
    """
    try:
        op = _VIEWS.get(sizes)
        if op is not None and float in map(type, sizes):  # 2.0 is found as 2
            op = None
    except TypeError:
        op = None
    if op is None:
        op = _view_op("reshape", sizes if shape is None else (shape,))
    return apply(op, input) if input._array.flags.c_contiguous else shaped(input, op.shape)


@public("Tensor")
def view_as(input: Tensor, other: Tensor) -> Tensor:
    """``input.view(other.shape)``.

    >>> x.view_as(y).shape == y.shape
    True
    """
    return apply(View.of(tuple(other._array.shape)), input)


@public("Tensor")
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """``input.reshape(other.shape)``.

    >>> x.reshape_as(y).shape == y.shape
    True
    """
    return reshape(input, other._array.shape)


@public("Tensor")
def contiguous(input: Tensor, memory_format: memory_format | None = None) -> Tensor:
    """The tensor itself if its elements lie in row-major order, else a copy that does.

    With ``memory_format=torch.channels_last`` (4-d) or ``channels_last_3d`` (5-d), the order is N H W C.

    >>> x.t().contiguous().stride()
    (3, 1)
    """
    kind = "contiguous" if memory_format is None else str(memory_format).rpartition(".")[2].removesuffix("_format")
    if kind == "contiguous":
        return input if input._array.flags.c_contiguous else apply(CONTIGUOUS, input)
    if kind == "preserve":
        raise RuntimeError("preserve memory format is unsupported by the contiguous operator")
    if is_contiguous(input, memory_format):
        return input
    n = input._array.ndim
    return apply(Contiguous.of((0, *range(2, n), 1)), input)


@public("Tensor")
def is_contiguous(input: Tensor, memory_format: memory_format | None = None) -> bool:
    """Whether the elements lie in row-major order (or in that of ``memory_format``) without gaps.

    >>> x.t().is_contiguous()
    False
    """
    a = input._array
    kind = "contiguous" if memory_format is None else str(memory_format).rpartition(".")[2].removesuffix("_format")
    if kind == "contiguous":
        return a.flags.c_contiguous
    rank = {"channels_last": 4, "channels_last_3d": 5}.get(kind)
    if rank is None:
        raise TypeError(f"is_contiguous(): unknown memory format {memory_format!r}")
    if a.ndim != rank:
        raise RuntimeError(f"required rank {rank} tensor to use {kind} format")
    return a.transpose(0, *range(2, rank), 1).flags.c_contiguous


@public()
def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from ``start_dim`` to ``end_dim`` as one: a view if the strides allow it. 0-d becomes 1-d.

    >>> x.flatten().shape
    torch.Size([12])
    """
    shape = input._array.shape
    n = len(shape)
    a, b = normal_dim(start_dim, n), normal_dim(end_dim, n)
    if a > b:
        raise RuntimeError(
            f"flatten() has invalid args: start_dim cannot come after end_dim, got {start_dim} and {end_dim}"
        )
    if not n:
        return reshape(input, 1)
    if a == b:
        return input
    length = 1
    for d in shape[a : b + 1]:
        length *= d
    return reshape(input, *shape[:a], length, *shape[b + 1 :])


@public(python="Tensor")
def unflatten(input: Tensor, dim: int, sizes: Ints) -> Tensor:
    """Dimension ``dim`` as several, of the given sizes (one may be -1).

    >>> x.unflatten(1, (2, 2)).shape
    torch.Size([3, 2, 2])
    """
    parts = ints("unflatten", (sizes,), "sizes")
    shape = input._array.shape
    d = normal_dim(dim, len(shape))
    if not parts:
        raise RuntimeError("unflatten: sizes must be non-empty")
    try:
        parts = infer_size(parts, (shape[d],))
    except RuntimeError:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(parts)} don't multiply up to the size of dim {d} ({shape[d]}) in the "
            "input tensor"
        ) from None
    return apply(View.of((*shape[:d], *parts, *shape[d + 1 :])), input)


@public()
def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension: a view if the strides allow it.

    >>> x.ravel().shape
    torch.Size([12])
    """
    return view(apply(CONTIGUOUS, input) if not input._array.flags.c_contiguous else input, -1)
