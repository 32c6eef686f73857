"""Tensors put together."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.memory import empty
from ..._base.dtypes import can_cast
from ..._core import Op, Spec, Value, apply, apply_out, result_type
from ..._face.autocast import PROMOTE
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.out import separate
from .squeeze_unsqueeze import at_least

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


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
    takes_stored = True

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
                        f"tensor number {i} in the list (shapes {first.shape} and {s.shape}, dimension {k})"
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
    takes_stored = True

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
        return grads[0].unbind(self.dim)


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


@public("torch", autocast=PROMOTE, aliases="concat concatenate")
def cat(tensors: Tensors, dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors one after the other along ``dim``; their other sizes must be equal.
    dtypes promote.

    Raises RuntimeError for sizes that differ, TypeError if it isn't given a sequence of tensors.

    >>> torch.cat([torch.ones(2), torch.zeros(1)])
    tensor([1., 1., 0.])
    """
    if not _sequence(tensors, "cat"):
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    return _joined(Cat.of(dim if type(dim) is int else index(dim)), tensors, out)


@public("torch", autocast=PROMOTE)
def stack(tensors: Tensors, dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The tensors, all of one shape, along a new dimension ``dim``.

    Raises RuntimeError for shapes that differ.

    >>> torch.stack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([2, 2])
    """
    return _joined(Stack.of(index(dim)), _several(tensors, "stack"), out)


@public("torch")
def hstack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """The tensors side by side: along the first dimension if they have one, else the second.

    >>> torch.hstack([torch.ones(2), torch.zeros(1)])
    tensor([1., 1., 0.])
    """
    tensors = [at_least(t, 1) for t in _several(tensors, "hstack")]
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1, out=out)


@public("torch", aliases="row_stack")
def vstack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """The tensors, as rows if they have one dimension, one below the other.

    >>> torch.vstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([2, 2])
    """
    return cat([at_least(t, 2) for t in _several(tensors, "vstack")], 0, out=out)


@public("torch")
def dstack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """The tensors one behind the other, along the third dimension.

    >>> torch.dstack([torch.ones(2), torch.zeros(2)]).shape
    torch.Size([1, 2, 2])
    """
    return cat([at_least(t, 3) for t in _several(tensors, "dstack")], 2, out=out)


@public("torch")
def column_stack(tensors: Tensors, *, out: Tensor | None = None) -> Tensor:
    """1-d tensors as the columns of a matrix (others side by side).

    >>> torch.column_stack([torch.ones(3), torch.zeros(3)]).shape
    torch.Size([3, 2])
    """
    columns = [t.reshape(-1, 1) if t.ndim < 2 else t for t in _several(tensors, "column_stack")]
    return cat(columns, 1, out=out)
