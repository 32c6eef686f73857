"""Tensors put together, and taken apart into views."""

from __future__ import annotations

from operator import index

import numpy as np

from ..._arrays.memory import empty
from ..._base.dtypes import can_cast
from ..._core import Op, Spec, Value, apply, apply_out, result_type
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.out import separate
from ..tensors.full import zeros_of

__all__ = [
    "JoinMethods",
    "cat",
    "chunk",
    "column_stack",
    "concat",
    "concatenate",
    "dsplit",
    "dstack",
    "hsplit",
    "hstack",
    "row_stack",
    "split",
    "split_with_sizes",
    "stack",
    "tensor_split",
    "unbind",
    "unsafe_chunk",
    "unsafe_split",
    "unsafe_split_with_sizes",
    "vsplit",
    "vstack",
]


def _check_devices(specs, function):
    devices = {s.device for s in specs}
    if len(devices) > 1:
        raise RuntimeError(
            f"{function}: expected all tensors to be on the same device, but found {', '.join(map(str, devices))}; "
            "move them with .to"
        )


class Cat(Op):
    """The inputs one after the other along ``dim``. 1-d tensors without elements are passed over, whatever the others'
    shapes."""

    __slots__ = ("dim",)

    def compute_dtype(self, *specs):
        return result_type(*[s.like(shape=(1,)) for s in specs])

    def infer(self, *specs):
        _check_devices(specs, "torch.cat()")
        kept = [(i, s) for i, s in enumerate(specs) if s.shape != (0,)]
        dtype = self.compute_dtype(*specs)
        if not kept:
            return Spec((0,), dtype, specs[0].device)
        first = kept[0][1]
        if not first.ndim:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {kept[0][0]}) cannot be concatenated: use torch.stack"
            )
        d = normal_dim(self.dim, first.ndim)
        for i, s in kept[1:]:
            if s.ndim != first.ndim:
                raise RuntimeError(
                    f"Tensors must have same number of dimensions: got {first.ndim} and {s.ndim} (tensor number {i} "
                    f"has shape {s.shape})"
                )
            for k, (a, b) in enumerate(zip(first.shape, s.shape, strict=True)):
                if a != b and k != d:
                    raise RuntimeError(
                        f"Sizes of tensors must match except in dimension {d}. Expected size {a} but got size {b} for "
                        "tensor "
                        f"number {i} in the list (shapes {first.shape} and {s.shape}, dimension {k})"
                    )
        total = sum(s.shape[d] for _, s in kept)
        return Spec((*first.shape[:d], total, *first.shape[d + 1 :]), dtype, first.device)

    def kernel(self, *specs):
        whole = self.infer(*specs)
        if whole.ndim > 3 or whole.dtype.is_reduced or any(s.shape == (0,) for s in specs):
            return None
        d, shape, dtype = normal_dim(self.dim, whole.ndim), whole.shape, whole.dtype.np
        if whole.device.type != "cpu":
            return None

        def joined(*arrays):
            return np.concatenate(arrays[:-1], d, empty(shape, dtype))

        return joined

    def forward(self, xp, *arrays):
        kept = [a for a in arrays if a.shape != (0,)]
        if not kept:
            return arrays[0].copy()
        if kept[0].ndim > 3 and not kept[0].flags.c_contiguous:  # channels last stays so
            return xp.concatenate(kept, axis=self.dim)
        d = normal_dim(self.dim, kept[0].ndim)
        shape = kept[0].shape
        out = xp.empty((*shape[:d], sum([a.shape[d] for a in kept]), *shape[d + 1 :]), kept[0].dtype)
        return xp.concatenate(kept, axis=d, out=out)

    def vjp(self, need, grads, saved, specs):
        g, at, results = grads[0], 0, []
        for wanted, s in zip(need, specs, strict=True):
            if s.shape == (0,):
                results.append(None)
                continue
            n = s.shape[normal_dim(self.dim, s.ndim)]
            results.append(g.narrow(self.dim, at, n) if wanted else None)
            at += n
        return tuple(results)


class Stack(Op):
    """The inputs, all of one shape, along a new dimension ``dim``."""

    __slots__ = ("dim",)

    def compute_dtype(self, *specs):
        return result_type(*[s.like(shape=(1,)) for s in specs])

    def infer(self, *specs):
        _check_devices(specs, "torch.stack()")
        first = specs[0]
        for i, s in enumerate(specs):
            if s.shape != first.shape:
                raise RuntimeError(
                    f"stack expects each tensor to be equal size, but got {list(first.shape)} at entry 0 and "
                    f"{list(s.shape)} at entry {i}"
                )
        d = normal_dim(self.dim, first.ndim + 1)
        return Spec((*first.shape[:d], len(specs), *first.shape[d:]), self.compute_dtype(*specs), first.device)

    def forward(self, xp, *arrays):
        shape = arrays[0].shape
        d = normal_dim(self.dim, len(shape) + 1)
        out = xp.empty((*shape[:d], len(arrays), *shape[d:]), arrays[0].dtype)
        before = (slice(None),) * d
        for i, a in enumerate(arrays):
            out[(*before, i, ...)] = a
        return out

    def vjp(self, need, grads, saved, specs):
        return unbind(grads[0], self.dim)


class Split(Op):
    """Views of ``sizes`` rows each along ``dim``."""

    __slots__ = ("name", "dim", "sizes")
    multi_view = True
    saves = ((),)
    visible = 0

    def infer(self, x):
        d = self.dim
        return tuple(x.like((*x.shape[:d], n, *x.shape[d + 1 :])) for n in self.sizes)

    def forward(self, xp, x):
        views, at = [], 0
        for n in self.sizes:
            views.append(x[(slice(None),) * self.dim + (slice(at, at + n),)])
            at += n
        return tuple(views)

    def vjp(self, need, grads, saved, specs):
        like = next(g for g in grads if g is not None)
        shape = specs[0].shape
        parts = [
            like.new_zeros((*shape[: self.dim], n, *shape[self.dim + 1 :])) if g is None else g
            for g, n in zip(grads, self.sizes, strict=True)
        ]
        return (cat(parts, self.dim),)


class UnsafeSplit(Split):
    """Split whose parts aren't tracked as views, so that they may be changed in place (then nothing else may use the
    memory)."""

    multi_view = False
    raw = True


class Unbind(Op):
    """A view of each element of ``dim``, without that dimension."""

    __slots__ = ("dim",)
    multi_view = True
    saves = ((),)
    visible = 0

    def infer(self, x):
        if not x.ndim:
            raise IndexError("Dimension specified as 0 but tensor has no dimensions")
        d = normal_dim(self.dim, x.ndim)
        return (x.like((*x.shape[:d], *x.shape[d + 1 :])),) * x.shape[d]

    def forward(self, xp, x):
        at = (slice(None),) * normal_dim(self.dim, x.ndim)
        return tuple([x[(*at, i, ...)] for i in range(x.shape[self.dim])])

    def vjp(self, need, grads, saved, specs):
        like = next(g for g in grads if g is not None)
        return (stack([zeros_of(like) if g is None else g for g in grads], self.dim),)


def _several(tensors, function):
    """``_sequence``, which must not be empty."""
    if not _sequence(tensors, function):
        raise RuntimeError(f"{function} expects a non-empty TensorList")
    return tensors


def _sequence(tensors, function):
    if not isinstance(tensors, (tuple, list)):
        raise TypeError(
            f"{function}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type(tensors).__name__}: "
            f"write {function}([a, b])"
        )
    for i, t in enumerate(tensors):
        if not isinstance(t, Value):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {type(t).__name__}")
    return tensors


def _joined(op, tensors, out):
    if out is None:
        return apply(op, *tensors)
    dtype = result_type(*[Spec((1,), t._dtype) for t in tensors])
    if not can_cast(dtype, out._dtype):
        raise TypeError(
            f"torch.cat(): input types can't be cast to the desired output type {out._dtype.cpp}: they promote to "
            f"{dtype.cpp}"
        )
    if 0 not in out._array.strides:  # what shares memory among its elements is replaced, unless its shape fits
        separate(out, *tensors)
    return apply_out(op, out, *tensors)


def cat(tensors, dim=0, *, axis=None, out=None):
    """The tensors one after the other along ``dim`` (or ``axis``, NumPy's name); their other sizes must be equal.
    dtypes promote.

    Raises RuntimeError for sizes that differ, TypeError if it isn't given a sequence of tensors.

    >>> torch.cat([torch.ones(2), torch.zeros(1)])
    tensor([1., 1., 0.])
    """
    if not _sequence(tensors, "cat"):
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    dim = dim if axis is None else axis
    return _joined(Cat.of(dim if type(dim) is int else index(dim)), tensors, out)


concat = concatenate = cat


def stack(tensors, dim=0, *, out=None):
    """The tensors, all of one shape, along a new dimension ``dim``.

    Raises RuntimeError for shapes that differ.

    >>> torch.stack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([2, 2])
    """
    return _joined(Stack.of(index(dim)), _several(tensors, "stack"), out)


def _at_least(t, ndim):
    if ndim == 3:
        return t.reshape(1, -1, 1) if t.ndim < 2 else t.unsqueeze(-1) if t.ndim == 2 else t
    return t.reshape((1,) * (ndim - t.ndim) + tuple(t.shape)) if t.ndim < ndim else t


def hstack(tensors, *, out=None):
    """The tensors side by side: along the first dimension if they have one, else the second.

    >>> torch.hstack([torch.ones(2), torch.zeros(1)])
    tensor([1., 1., 0.])
    """
    tensors = [_at_least(t, 1) for t in _several(tensors, "hstack")]
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1, out=out)


def vstack(tensors, *, out=None):
    """The tensors, as rows if they have one dimension, one below the other.

    >>> torch.vstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([2, 2])
    """
    return cat([_at_least(t, 2) for t in _several(tensors, "vstack")], 0, out=out)


row_stack = vstack


def dstack(tensors, *, out=None):
    """The tensors one behind the other, along the third dimension.

    >>> torch.dstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([1, 2, 2])
    """
    return cat([_at_least(t, 3) for t in _several(tensors, "dstack")], 2, out=out)


def column_stack(tensors, *, out=None):
    """1-d tensors as the columns of a matrix (others side by side).

    >>> torch.column_stack([torch.ones(3), torch.zeros(3)]).shape
    torch.Size([3, 2])
    """
    columns = [t.reshape(-1, 1) if t.ndim < 2 else t for t in _several(tensors, "column_stack")]
    return cat(columns, 1, out=out)


def dimension(input, dim, function):
    """``dim`` counted from 0. Raises RuntimeError for 0-d tensors, IndexError if it is not there."""
    if not input.ndim:
        raise RuntimeError(f"{function} expects at least a 1-dimensional tensor")
    return normal_dim(dim, input.ndim)


def split(tensor, split_size_or_sections, dim=0):
    """Views of consecutive parts along ``dim``: each of the given size (the last may be smaller), or of the sizes in a
    list.

    Raises RuntimeError if the sizes don't add up.

    >>> [len(part) for part in torch.arange(5).split(2)]
    [2, 2, 1]
    """
    check_tensor(tensor, "split", "tensor")
    dim = dimension(tensor, dim, "split")
    if isinstance(split_size_or_sections, (tuple, list)):
        return split_with_sizes(tensor, split_size_or_sections, dim)
    return apply(Split.of("Split", dim, equal_sizes("split", tensor, split_size_or_sections, dim)), tensor)


def equal_sizes(function, x, split_size, dim):
    """The sizes of parts of ``split_size`` rows (the last may have fewer). Raises RuntimeError for sizes that can't
    be."""
    size, n = index(split_size), x._array.shape[dim]
    if size < 0 or (size == 0 and n):
        raise RuntimeError(
            f"{function} expects split_size be non-negative, but got split_size={size}"
            if size < 0
            else f"split_size can only be 0 if dimension size is 0, but got dimension size of {n}"
        )
    return tuple([min(size, n - at) for at in range(0, n, size)]) if n else (0,)


def split_with_sizes(input, split_sizes, dim=0):
    """Views of consecutive parts of the given sizes along ``dim``, which they must fill."""
    check_tensor(input, "split_with_sizes")
    dim = dimension(input, dim, "split_with_sizes")
    return apply(Split.of("SplitWithSizes", dim, exact_sizes("split_with_sizes", input, split_sizes, dim)), input)


def exact_sizes(function, x, split_sizes, dim):
    """``split_sizes`` as a tuple. Raises RuntimeError unless they fill dimension ``dim``."""
    sizes, n = tuple(map(index, split_sizes)), x._array.shape[dim]
    if any(s < 0 for s in sizes) or sum(sizes) != n:
        raise RuntimeError(
            f"{function} expects split_sizes to sum exactly to {n} (input tensor's size at dimension {dim}), but got "
            f"split_sizes={list(sizes)}"
        )
    return sizes


def chunk(input, chunks, dim=0):
    """Views of up to ``chunks`` parts of equal size along ``dim`` (the last may be smaller).

    >>> [len(part) for part in torch.arange(5).chunk(2)]
    [3, 2]
    """
    check_tensor(input, "chunk")
    dim = dimension(input, dim, "chunk")
    if index(chunks) <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    n = input._array.shape[dim]
    size = -(-n // chunks)
    if not n:
        return split_with_sizes(input, (0,) * chunks, dim)
    return split(input, size, dim)


def unsafe_split(tensor, split_size, dim=0):
    """``split``, but the parts may be changed in place: autograd doesn't know that they share memory with ``tensor``.

    >>> [len(part) for part in torch.unsafe_split(torch.arange(5), 2)]
    [2, 2, 1]
    """
    check_tensor(tensor, "unsafe_split", "tensor")
    dim = dimension(tensor, dim, "unsafe_split")
    sizes = equal_sizes("split", tensor, split_size, dim)
    return apply(UnsafeSplit.of("UnsafeSplit", dim, sizes), tensor)


def unsafe_split_with_sizes(input, split_sizes, dim=0):
    """``split_with_sizes``, but the parts may be changed in place, as with ``unsafe_split``.

    >>> [len(part) for part in torch.unsafe_split_with_sizes(torch.arange(5), (1, 4))]
    [1, 4]
    """
    check_tensor(input, "unsafe_split_with_sizes")
    dim = dimension(input, dim, "unsafe_split_with_sizes")
    sizes = exact_sizes("split_with_sizes", input, split_sizes, dim)
    return apply(UnsafeSplit.of("UnsafeSplitWithSizes", dim, sizes), input)


def unsafe_chunk(input, chunks, dim=0):
    """``chunk``, but the parts may be changed in place, as with ``unsafe_split``.

    >>> [len(part) for part in torch.unsafe_chunk(torch.arange(5), 2)]
    [3, 2]
    """
    check_tensor(input, "unsafe_chunk")
    dim = dimension(input, dim, "chunk")
    if index(chunks) <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    n = input._array.shape[dim]
    if not n:
        return unsafe_split_with_sizes(input, (0,) * chunks, dim)
    return unsafe_split(input, -(-n // chunks), dim)


def _cuts(function, *given):
    """Where to cut, under the one of three names by which it was given."""
    cut = [g for g in given if g is not None]
    if len(cut) != 1:
        raise TypeError(f"{function}() takes either indices or sections, got {len(cut)} of them")
    return cut[0]


def tensor_split(
    input, indices_or_sections=None, dim=0, *, indices=None, sections=None, tensor_indices_or_sections=None
):
    """Views of parts along ``dim``: a number of parts as equal as can be, or cut before the given indices.

    >>> [len(part) for part in torch.arange(5).tensor_split(3)]
    [2, 2, 1]
    """
    check_tensor(input, "tensor_split")
    indices_or_sections = _cuts("tensor_split", indices_or_sections, indices, sections, tensor_indices_or_sections)
    dim = dimension(input, dim, "tensor_split")
    n = input._array.shape[dim]
    if isinstance(indices_or_sections, Value):
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, (tuple, list)):
        cuts = [slice(None, i).indices(n)[1] for i in indices_or_sections]
        ends = [*cuts, n]
        return tuple(input.narrow(dim, a, max(b - a, 0)) for a, b in zip([0, *cuts], ends, strict=True))
    parts = index(indices_or_sections)
    if parts <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {parts}")
    cuts = [n] * (parts + 1)  # a number beyond memory fails here, at once
    for i in range(parts):
        cuts[i] = n // parts * i + min(i, n % parts)
    return tuple(input.narrow(dim, a, b - a) for a, b in zip(cuts[:-1], cuts[1:], strict=True))


def _even_split(function, least, dim, input, indices_or_sections):
    if input.ndim < least:
        raise RuntimeError(
            f"torch.{function} requires a tensor with at least {least} dimension, but got a tensor with {input.ndim} "
            "dimensions!"
        )
    n = input._array.shape[dim]
    if not isinstance(indices_or_sections, (tuple, list)) and (
        index(indices_or_sections) <= 0 or n % indices_or_sections
    ):
        raise RuntimeError(
            f"torch.{function} attempted to split along dimension {dim}, but the size of the dimension {n} is not "
            "divisible by "
            f"the split_size {indices_or_sections}!"
        )
    return tensor_split(input, indices_or_sections, dim)


def hsplit(input, indices_or_sections=None, *, indices=None, sections=None):
    """Equal parts, or parts cut at the given indices, of the second dimension (of the first, for a 1-d tensor)."""
    check_tensor(input, "hsplit")
    cut = _cuts("hsplit", indices_or_sections, indices, sections)
    return _even_split("hsplit", 1, 0 if input.ndim == 1 else 1, input, cut)


def vsplit(input, indices_or_sections=None, *, indices=None, sections=None):
    """Equal parts, or parts cut at the given indices, of the first of at least two dimensions."""
    check_tensor(input, "vsplit")
    return _even_split("vsplit", 2, 0, input, _cuts("vsplit", indices_or_sections, indices, sections))


def dsplit(input, indices_or_sections=None, *, indices=None, sections=None):
    """Equal parts, or parts cut at the given indices, of the third dimension.

    >>> [part.shape[2] for part in torch.dsplit(torch.ones(1, 1, 4), 2)]
    [2, 2]
    """
    check_tensor(input, "dsplit")
    return _even_split("dsplit", 3, 2, input, _cuts("dsplit", indices_or_sections, indices, sections))


def unbind(input, dim=0):
    """A view of each element of ``dim``, without that dimension: what iterating over a tensor gives.

    >>> torch.eye(2).unbind()
    (tensor([1., 0.]), tensor([0., 1.]))
    """
    check_tensor(input, "unbind")
    return apply(Unbind.of(index(dim)), input)


class JoinMethods:
    """Methods of Tensor: taking apart."""

    __slots__ = ()
    split, split_with_sizes, chunk, tensor_split, unbind = (split, split_with_sizes, chunk, tensor_split, unbind)
    hsplit, vsplit, dsplit = hsplit, vsplit, dsplit
    unsafe_chunk, unsafe_split = unsafe_chunk, unsafe_split
    unsafe_split_with_sizes = unsafe_split_with_sizes
