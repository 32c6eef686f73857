"""Tensors taken apart: views of consecutive parts, or of each element of a dimension."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

from ..._core import Op, apply
from ..._face.public import public
from ..common.dims import normal_dim
from ..tensors.full import zeros_of
from ..tensors.is_floating_point import is_tensor
from .cat_stack import cat, stack

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


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


def dimension(input, dim, function):
    """``dim`` counted from 0. Raises RuntimeError for 0-d tensors, IndexError if it is not there."""
    if not input.ndim:
        raise RuntimeError(f"{function} expects at least a 1-dimensional tensor")
    return normal_dim(dim, input.ndim)


@public("torch", python="torch")
def split(tensor: Tensor, split_size_or_sections: Ints, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of consecutive parts along ``dim``: each of the given size (the last may be smaller), or of the sizes in a
    list.

    Raises RuntimeError if the sizes don't add up.

    >>> [len(part) for part in torch.arange(5).split(2)]
    [2, 2, 1]
    """
    dim = dimension(tensor, dim, "split")
    if isinstance(split_size_or_sections, (tuple, list)):
        return split_with_sizes(tensor, split_size_or_sections, dim)
    return apply(Split.of("Split", dim, equal_sizes("split", tensor, split_size_or_sections, dim)), tensor)


@public("Tensor.split", python="Tensor")
def _split(input: Tensor, split_size: Ints, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of consecutive parts along ``dim``: each of size ``split_size`` (the last may be smaller), or of the sizes
    in a list."""
    return split(input, split_size, dim)


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


@public()
def split_with_sizes(input: Tensor, split_sizes: Ints, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of consecutive parts of the given sizes along ``dim``, which they must fill."""
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


@public()
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of up to ``chunks`` parts of equal size along ``dim`` (the last may be smaller).

    >>> [len(part) for part in torch.arange(5).chunk(2)]
    [3, 2]
    """
    return _chunked(input, chunks, dim, split, split_with_sizes)


def _chunked(input, chunks, dim, by_size, by_sizes):
    dim = dimension(input, dim, "chunk")
    if index(chunks) <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    n = input._array.shape[dim]
    return by_size(input, -(-n // chunks), dim) if n else by_sizes(input, (0,) * chunks, dim)


@public()
def unsafe_split(input: Tensor, split_size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """``split``, but the parts may be changed in place: autograd doesn't know that they share memory with ``input``.

    >>> [len(part) for part in torch.unsafe_split(torch.arange(5), 2)]
    [2, 2, 1]
    """
    dim = dimension(input, dim, "unsafe_split")
    sizes = equal_sizes("split", input, split_size, dim)
    return apply(UnsafeSplit.of("UnsafeSplit", dim, sizes), input)


@public()
def unsafe_split_with_sizes(input: Tensor, split_sizes: Ints, dim: int = 0) -> tuple[Tensor, ...]:
    """``split_with_sizes``, but the parts may be changed in place, as with ``unsafe_split``.

    >>> [len(part) for part in torch.unsafe_split_with_sizes(torch.arange(5), (1, 4))]
    [1, 4]
    """
    dim = dimension(input, dim, "unsafe_split_with_sizes")
    sizes = exact_sizes("split_with_sizes", input, split_sizes, dim)
    return apply(UnsafeSplit.of("UnsafeSplitWithSizes", dim, sizes), input)


@public()
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """``chunk``, but the parts may be changed in place, as with ``unsafe_split``.

    >>> [len(part) for part in torch.unsafe_chunk(torch.arange(5), 2)]
    [3, 2]
    """
    return _chunked(input, chunks, dim, unsafe_split, unsafe_split_with_sizes)


def _cuts(function, *given):
    """Where to cut, under the one of three names by which it was given."""
    cut = [g for g in given if g is not None]
    if len(cut) != 1:
        raise TypeError(f"{function}() takes either indices or sections, got {len(cut)} of them")
    return cut[0]


@public()
def tensor_split(
    input: Tensor,
    indices_or_sections: Ints | Tensor | None = None,
    dim: int = 0,
    *,
    indices: Ints | Tensor | None = None,
    sections: int | None = None,
    tensor_indices_or_sections: Tensor | None = None,
) -> tuple[Tensor, ...]:
    """Views of parts along ``dim``: a number of parts as equal as can be, or cut before the given indices.

    >>> [len(part) for part in torch.arange(5).tensor_split(3)]
    [2, 2, 1]
    """
    cut: Any = _cuts("tensor_split", indices_or_sections, indices, sections, tensor_indices_or_sections)
    dim = dimension(input, dim, "tensor_split")
    n = input._array.shape[dim]
    if is_tensor(cut):
        cut = cut.tolist()
    if isinstance(cut, (tuple, list)):
        cuts = [slice(None, i).indices(n)[1] for i in cut]
        return tuple([input.narrow(dim, a, max(b - a, 0)) for a, b in zip([0, *cuts], [*cuts, n], strict=True)])
    parts = index(cut)
    if parts <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {parts}")
    cuts = [n] * (parts + 1)  # a number beyond memory fails here, at once
    for i in range(parts):
        cuts[i] = n // parts * i + min(i, n % parts)
    return tuple([input.narrow(dim, a, b - a) for a, b in zip(cuts[:-1], cuts[1:], strict=True)])


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
            f"divisible by the split_size {indices_or_sections}!"
        )
    return tensor_split(input, indices_or_sections, dim)


@public()
def hsplit(
    input: Tensor, indices_or_sections: Ints | None = None, *, indices: Ints | None = None, sections: int | None = None
) -> tuple[Tensor, ...]:
    """Equal parts, or parts cut at the given indices, of the second dimension (of the first, for a 1-d tensor)."""
    cut = _cuts("hsplit", indices_or_sections, indices, sections)
    return _even_split("hsplit", 1, 0 if input.ndim == 1 else 1, input, cut)


@public()
def vsplit(
    input: Tensor, indices_or_sections: Ints | None = None, *, indices: Ints | None = None, sections: int | None = None
) -> tuple[Tensor, ...]:
    """Equal parts, or parts cut at the given indices, of the first of at least two dimensions."""
    return _even_split("vsplit", 2, 0, input, _cuts("vsplit", indices_or_sections, indices, sections))


@public()
def dsplit(
    input: Tensor, indices_or_sections: Ints | None = None, *, indices: Ints | None = None, sections: int | None = None
) -> tuple[Tensor, ...]:
    """Equal parts, or parts cut at the given indices, of the third dimension.

    >>> [part.shape[2] for part in torch.dsplit(torch.ones(1, 1, 4), 2)]
    [2, 2]
    """
    return _even_split("dsplit", 3, 2, input, _cuts("dsplit", indices_or_sections, indices, sections))


@public()
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """A view of each element of ``dim``, without that dimension: what iterating over a tensor gives.

    >>> torch.eye(2).unbind()
    (tensor([1., 0.]), tensor([0., 1.]))
    """
    return apply(Unbind.of(index(dim)), input)
