"""Views by strides: windows, diagonals, any strides at all, and the same bytes as another dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._base import dtypes
from ..._core import Op, apply, check_in_place, state
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.inside_vmap import readable_tensor
from ..common.sizes import given, ints

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, memory_format


def strided_view(x, shape, strides):
    """The array ``x`` with another shape and strides (in bytes), from its first element on; writable where x is."""
    return np.lib.stride_tricks.as_strided(x, shape, strides)


class ViewDtype(Op):
    """The same bytes as another dtype; the last dimension grows or shrinks if the item sizes differ."""

    __slots__ = ("to",)
    name = "View"
    view = True

    def infer(self, x):
        to = _dtype(self.to)
        a, b = x.dtype.itemsize, to.itemsize
        if a == b:
            return x.like(dtype=to)
        if not x.shape:
            raise RuntimeError(f"self.dim() cannot be 0 to view {x.dtype.cpp} as {to.cpp} (different element sizes)")
        if b > a and x.shape[-1] % (b // a):
            raise RuntimeError(
                f"self.size(-1) must be divisible by {b // a} to view {x.dtype.cpp} as {to.cpp} (different element "
                f"sizes), but got {x.shape[-1]}"
            )
        return x.like((*x.shape[:-1], x.shape[-1] * a // b), to)

    def forward(self, xp, x, out=None):
        to = _dtype(self.to)
        if x.itemsize != to.itemsize and x.strides[-1] != x.itemsize and x.shape[-1] > 1:
            raise RuntimeError(
                f"self.stride(-1) must be 1 to view {x.dtype.name} as {to.cpp} (different element sizes), but got "
                f"{x.strides[-1] // x.itemsize}"
            )
        return x.view(to.np)


def _dtype(name):
    return getattr(dtypes, "bool_" if name == "bool" else name)


def view_dtype(input, dtype):
    """The same bytes read as ``dtype``; no gradient flows. Raises RuntimeError if the last dimension doesn't fit.

    >>> torch.ones(2).view(torch.int32)
    tensor([1065353216, 1065353216], dtype=torch.int32)
    """
    before, state.grad = state.grad, False
    try:
        return apply(ViewDtype.of(dtype.name), input)
    finally:
        state.grad = before


class Diagonal(Op):
    """The diagonal of two dimensions as the last dimension; ``offset`` > 0 lies above the main one."""

    __slots__ = ("offset", "dim1", "dim2")
    saves = ((),)
    view = True

    def infer(self, x):
        a, b = normal_dim(self.dim1, x.ndim), normal_dim(self.dim2, x.ndim)
        if a == b:
            raise RuntimeError(f"diagonal dimensions cannot be identical {self.dim1}, {self.dim2}")
        rest = [n for i, n in enumerate(x.shape) if i not in (a, b)]
        rows, columns = x.shape[a], x.shape[b]
        n = min(rows, columns - self.offset) if self.offset >= 0 else min(rows + self.offset, columns)
        return x.like((*rest, max(n, 0)))

    def forward(self, xp, x, out=None):
        a, b = normal_dim(self.dim1, x.ndim), normal_dim(self.dim2, x.ndim)
        rows, columns = x.shape[a], x.shape[b]
        y = x.diagonal(min(max(self.offset, -rows), columns), a, b)  # beyond the matrix there is nothing, however far
        y.flags.writeable = x.flags.writeable
        return y

    def vjp(self, need, grads, saved, specs):
        return (apply(DiagonalBackward.of(self, specs[0].shape), grads[0]),)


class _Adjoint(Op):
    """Zeros of ``shape`` to which the input is added through the view that ``of_op`` makes."""

    __slots__ = ("of_op", "shape")
    saves = ((),)
    raw = True

    def infer(self, g):
        return g.like(self.shape)

    def forward(self, xp, g, out=None):
        x = np.zeros(self.shape, g.dtype)
        self.of_op.forward(xp, x)[...] = g
        return x

    def vjp(self, need, grads, saved, specs):
        return (apply(self.of_op, grads[0]),)


class DiagonalBackward(_Adjoint):
    """The adjoint of Diagonal."""


class Unfold(Op):
    """Windows of ``size`` elements of dimension ``dim``, every ``step`` elements; the window is the last dimension."""

    __slots__ = ("dim", "size", "step")
    saves = ((),)
    view = True

    def infer(self, x):
        d = normal_dim(self.dim, x.ndim)
        n = x.shape[d] if x.shape else 1
        if self.size < 0:
            raise RuntimeError(f"size is {self.size} but must be >= 0")
        if self.size > n:
            raise RuntimeError(f"maximum size for tensor at dimension {d} is {n} but size is {self.size}")
        if self.step <= 0:
            raise RuntimeError(f"step is {self.step} but must be > 0")
        shape = list(x.shape)
        if shape:
            shape[d] = (n - self.size) // self.step + 1
        return x.like((*shape, self.size))

    def forward(self, xp, x, out=None):
        d = normal_dim(self.dim, x.ndim)
        if not x.ndim:
            return strided_view(x, (self.size,), (x.itemsize,))
        shape, strides = list(x.shape), list(x.strides)
        shape[d] = (shape[d] - self.size) // self.step + 1
        last = strides[d]
        strides[d] = last * self.step
        return strided_view(x, (*shape, self.size), (*strides, last))

    def vjp(self, need, grads, saved, specs):
        return (apply(UnfoldBackward.of(self, specs[0].shape), grads[0]),)


class UnfoldBackward(_Adjoint):
    """The adjoint of Unfold: windows may overlap, so their gradients add up."""

    def forward(self, xp, g, out=None):
        x = np.zeros(self.shape, g.dtype)
        if not x.ndim:
            x += g.sum()
            return x
        windows = self.of_op.forward(xp, x)
        for k in range(self.of_op.size):  # within one offset no two windows share an element
            windows[..., k] += g[..., k]
        return x

    raw = False


class AsStrided(Op):
    """Any sizes and strides (in elements), ``offset`` elements after the input's first one. ``strides`` are the
    input's."""

    __slots__ = ("size", "stride", "offset", "strides", "variant")
    saves = ((),)
    absolute = True
    view = True

    def infer(self, x):
        return x.like(self.size)

    def forward(self, xp, x, out=None):
        root = memory_of(x)
        at = address(x) - address(root) + self.offset * x.itemsize
        last = sum((n - 1) * s for n, s in zip(self.size, self.stride, strict=True)) if 0 not in self.size else -1
        need = at + (last + 1) * x.itemsize
        if 0 in self.size and self.offset >= 0:
            at, need = 0, 0
        if at < 0 or need > root.nbytes:
            raise RuntimeError(
                f"setStorage: sizes {list(self.size)}, strides {list(self.stride)}, storage offset {at // x.itemsize}, "
                f"and itemsize {x.itemsize} requiring a storage size of {need} are out of bounds for storage of size "
                f"{root.nbytes}"
            )
        flat = root.reshape(-1).view(np.uint8)[at:]
        flat = flat[: len(flat) // x.itemsize * x.itemsize].view(x.dtype)
        return strided_view(flat, self.size, [s * x.itemsize for s in self.stride])

    def vjp(self, need, grads, saved, specs):
        return (apply(AsStridedBackward.of(self, specs[0].shape), grads[0]),)


class AsStridedBackward(Op):
    """The adjoint of AsStrided: every element of memory gets the sum of what read it; elements of the input that
    share one place share its gradient."""

    __slots__ = ("of_op", "shape")
    saves = ((),)

    def infer(self, g):
        return g.like(self.shape)

    def places(self):
        """Element numbers in a common memory: of the view's elements, of the input's elements; and its size."""
        view = positions(self.of_op.size, self.of_op.stride) + self.of_op.offset
        whole = positions(self.shape, self.of_op.strides)
        low = min([a.min() for a in (view, whole) if a.size], default=0)
        high = max([a.max() for a in (view, whole) if a.size], default=-1)
        return view - low, whole - low, high - low + 1

    def forward(self, xp, g, out=None):
        view, whole, n = self.places()
        memory = np.zeros(n, g.dtype)
        np.add.at(memory, view, g)
        shared = np.bincount(whole.reshape(-1), minlength=n)
        if shared.size and shared.max() > 1:
            memory /= np.maximum(shared, 1).astype(memory.real.dtype)
        return memory[whole]

    def vjp(self, need, grads, saved, specs):
        x = grads[0].new_empty_strided(self.shape, self.of_op.strides)
        x.copy_(grads[0])
        return (apply(self.of_op, x),)


def positions(size, stride):
    """The element number of each element of a tensor of this size and stride, an int64 array of that shape."""
    at = np.zeros(size, np.int64)
    for d, (n, s) in enumerate(zip(size, stride, strict=True)):
        at += (np.arange(n) * s).reshape((n,) + (1,) * (len(size) - 1 - d))
    return at


def owner(x):
    """The array that ``x`` is a view of, or None. NumPy's as_strided puts a helper object between the two."""
    base = x.base
    if base is not None and not isinstance(base, np.ndarray):
        base = getattr(base, "base", None)
    return base if isinstance(base, np.ndarray) else None


def memory_of(x):
    """The array that owns the memory ``x`` views (the last one, if that is foreign memory)."""
    while (base := owner(x)) is not None:
        x = base
    if not x.flags.c_contiguous:  # an owner in another order: the same bytes in a row
        order = sorted(range(x.ndim), key=lambda d: -x.strides[d])
        x = x.transpose(order)
    return x


def address(x):
    """Where the first element lies."""
    return x.__array_interface__["data"][0]


def strided_part(input, size, stride, storage_offset, in_place=0):
    """The AsStrided op for arguments of ``as_strided``. Raises what that raises."""
    size, stride = ints("as_strided", (size,)), ints("as_strided", (stride,), "stride")
    if len(size) != len(stride):
        raise RuntimeError(
            f"mismatch in length of strides and shape: size {list(size)} has {len(size)}, stride {list(stride)} has "
            f"{len(stride)}"
        )
    if len(size) > 64:
        raise RuntimeError(f"only tensors with up to 64 dims are supported, got size {list(size)}")
    if any(s < 0 for s in stride):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    x = input._array
    offset = 0 if storage_offset is None else storage_offset - (address(x) - address(memory_of(x))) // x.itemsize
    return AsStrided.of(size, stride, offset, tuple([s // x.itemsize for s in x.strides]), in_place)


@public()
def as_strided(input: Tensor, size: Ints, stride: Ints, storage_offset: int | None = None) -> Tensor:
    """A view with any sizes and strides, counted in elements from the start of the memory (``storage_offset``;
    None: from the tensor's first element). Elements may overlap.

    Raises RuntimeError for negative strides, and for places outside the memory.

    >>> torch.arange(4).as_strided((2, 2), (1, 1))
    tensor([[0, 1],
            [1, 2]])
    """
    return apply(strided_part(input, size, stride, storage_offset), input)


def takes_shape(input, op):
    """The tensor itself takes the shape that the view op shows: the in-place forms of views. Returns the tensor."""
    check_in_place(op, input, (input,))
    before = state.grad
    state.grad = before or (
        input._creation < 2 and input.grad_fn is not None
    )  # a history stays true to the shape even if none is recorded
    try:
        y = apply(op, input)
    finally:
        state.grad = before
    if input._base is not None:
        input._chain = y._chain
    input._storage.wrote(op.name)
    input._array, input._node_version = y._array, input._storage.version
    if not (input._requires_grad and input._node is None):  # a leaf, under no_grad, stays one
        input._node, input._output_nr = y._node, y._output_nr
    return input


@public()
def as_strided_(input: Tensor, size: Ints, stride: Ints, storage_offset: int | None = None) -> Tensor:
    """``as_strided`` in place: changes the shape of the tensor itself, and returns it.

    >>> torch.as_strided_(torch.arange(4), (2,), (2,), 1)
    tensor([1, 3])
    """
    return takes_shape(input, strided_part(input, size, stride, storage_offset, 1))


@public()
def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A view of the diagonals of dimensions ``dim1`` and ``dim2``, as the last dimension; ``offset`` > 0: above the
    main one.

    >>> torch.eye(3).diagonal()
    tensor([1., 1., 1.])
    """
    return apply(Diagonal.of(offset, dim1, dim2), input)


@public("Tensor")
def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """A view of the windows of ``size`` elements along ``dimension``, ``step`` apart; the window is the last dimension.

    Raises RuntimeError if a window is longer than the dimension.

    >>> torch.arange(4).unfold(0, 2, 1).shape
    torch.Size([3, 2])
    """
    return apply(Unfold.of(dimension, size, step), input)


@public("Tensor")
def resize_(
    input: Tensor, *sizes: Ints, size: Ints | None = None, memory_format: memory_format | None = None
) -> Tensor:
    """The tensor with another shape, in row-major order over the same memory, which grows if it must (the new elements
    are then not set). Raises RuntimeError for a tensor that requires grad.

    >>> torch.arange(4).resize_(2)
    tensor([0, 1])
    """
    if memory_format is not None and not str(memory_format).endswith(("contiguous_format", "preserve_format")):
        raise RuntimeError(f"resize_ supports the contiguous memory format only, got {memory_format}")
    if input.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    shape, x = given("resize_", sizes, size, "size"), readable_tensor(input)._array
    if x.shape == shape:
        return input
    if any(n < 0 for n in shape):
        raise RuntimeError(f"resize_: sizes must not be negative, got {list(shape)}")
    n, root = int(np.prod(shape)), memory_of(x)
    at = address(x) - address(root)
    bytes_ = root.reshape(-1).view(np.uint8)[at:] if root.size else np.empty(0, np.uint8)
    if n * x.itemsize > len(bytes_):
        grown = np.zeros(n * x.itemsize, np.uint8)
        grown[: len(bytes_)] = bytes_
        bytes_ = grown
    input._array = bytes_[: n * x.itemsize].view(x.dtype).reshape(shape)
    input._storage.version += 1
    return input


@public()
def resize_as_(input: Tensor, the_template: Tensor, memory_format: memory_format | None = None) -> Tensor:
    """``resize_`` to the shape of another tensor.

    >>> torch.arange(4).resize_as_(torch.zeros(2))
    tensor([0, 1])
    """
    return resize_(input, the_template._array.shape, memory_format=memory_format)
