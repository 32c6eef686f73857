"""Views without dimensions of size 1, or with new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ..._core import Op, Value, apply
from ..._face.public import public
from ..common.arguments import given_tensors
from ..common.dims import normal_dim
from ..common.sizes import unique_dims
from ..tensors.as_strided_unfold import strided_view, takes_shape
from .view_reshape import shaped

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, Tensors


class Squeeze(Op):
    """Without the dimensions of size 1: all of them (``dim`` None), or that one or those of a tuple that have size
    1."""

    __slots__ = ("dim", "variant")
    saves = ((),)
    view = True

    def drop(self, shape):
        """The dimensions to leave out."""
        dims = range(len(shape)) if self.dim is None else unique_dims(self.dim, len(shape))
        return [d for d in dims if shape and shape[d] == 1]

    def infer(self, x):
        drop = self.drop(x.shape)
        return x.like([n for i, n in enumerate(x.shape) if i not in drop])

    def forward(self, xp, x, out=None):
        return x.squeeze(tuple(self.drop(x.shape)))

    def vjp(self, need, grads, saved, specs):
        return (shaped(grads[0], specs[0].shape),)


def squeezing(dim, in_place=0):
    """The Squeeze op for the argument ``dim`` of ``squeeze``."""
    if dim is None:
        return Squeeze.of(None, 3 * in_place)
    return Squeeze.of(dim, 1 + 3 * in_place) if isinstance(dim, int) else Squeeze.of(tuple(dim), 2 + 3 * in_place)


class Unsqueeze(Op):
    """A new dimension of size 1 before dimension ``dim``."""

    __slots__ = ("dim", "variant")
    saves = ((),)
    view = True

    def infer(self, x):
        d = normal_dim(self.dim, x.ndim + 1)
        return x.like((*x.shape[:d], 1, *x.shape[d:]))

    def forward(self, xp, x, out=None):
        d = normal_dim(self.dim, x.ndim + 1)
        stride = x.strides[d] * x.shape[d] if d < x.ndim else x.itemsize
        return strided_view(x, (*x.shape[:d], 1, *x.shape[d:]), (*x.strides[:d], stride, *x.strides[d:]))

    def vjp(self, need, grads, saved, specs):
        return (apply(Squeeze.of(self.dim, 1), grads[0]),)


SQUEEZE = squeezing(None)


@public()
def squeeze(input: Tensor, dim: Ints | None = None) -> Tensor:
    """A view without dimensions of size 1: all of them, or those of ``dim`` (int or tuple) that have size 1.

    >>> x.unsqueeze(0).squeeze(0).shape
    torch.Size([3, 4])
    """
    if dim is None:
        return apply(SQUEEZE, input)
    return apply(Squeeze.of(dim, 1) if type(dim) is int else squeezing(dim), input)


@public("Tensor")
def squeeze_(input: Tensor, dim: Ints | None = None) -> Tensor:
    """``squeeze`` in place: changes the shape of the tensor itself, and returns it."""
    return takes_shape(input, squeezing(dim, 1))


@public()
def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """A view with a new dimension of size 1 at ``dim``. Raises IndexError unless -n - 1 <= dim <= n.

    >>> x.unsqueeze(0).shape
    torch.Size([1, 3, 4])
    """
    return apply(Unsqueeze.of(dim, 0), input)


@public("Tensor")
def unsqueeze_(input: Tensor, dim: int) -> Tensor:
    """``unsqueeze`` in place: changes the shape of the tensor itself, and returns it."""
    return takes_shape(input, Unsqueeze.of(dim, 1))


def at_least(t, ndim):
    """``t`` with at least ``ndim`` dimensions, as ``atleast_1d`` and the like give it."""
    n = t._array.ndim
    if n >= ndim:
        return t
    if not n:
        return shaped(t, (1,) * ndim)
    t = unsqueeze(t, 0) if n == 1 else t
    return unsqueeze(t, -1) if ndim == 3 else t


def _each(tensors, ndim):
    if len(tensors) == 1 and isinstance(tensors[0], Value):
        return at_least(tensors[0], ndim)
    return tuple([at_least(t, ndim) for t in given_tensors(tensors)])


@overload
def atleast_1d(tensor: Tensor, /) -> Tensor: ...  # type: ignore[overload-overlap]  # a single one comes first


@overload
def atleast_1d(tensors: Tensors, /) -> tuple[Tensor, ...]: ...


@overload
def atleast_1d(tensor: Tensor, other: Tensor, /, *tensors: Tensor) -> tuple[Tensor, ...]: ...


@public("torch")
def atleast_1d(*tensors):
    """The tensor, 0-d ones as views with one dimension; a tuple for several tensors.

    >>> atleast_1d(torch.tensor(2))
    tensor([2])
    """
    return _each(tensors, 1)


@overload
def atleast_2d(tensor: Tensor, /) -> Tensor: ...  # type: ignore[overload-overlap]  # a single one comes first


@overload
def atleast_2d(tensors: Tensors, /) -> tuple[Tensor, ...]: ...


@overload
def atleast_2d(tensor: Tensor, other: Tensor, /, *tensors: Tensor) -> tuple[Tensor, ...]: ...


@public("torch")
def atleast_2d(*tensors):
    """The tensor as a view with at least two dimensions, new ones in front; a tuple for several tensors.

    >>> atleast_2d(torch.tensor([2, 3]))
    tensor([[2, 3]])
    """
    return _each(tensors, 2)


@overload
def atleast_3d(tensor: Tensor, /) -> Tensor: ...  # type: ignore[overload-overlap]  # a single one comes first


@overload
def atleast_3d(tensors: Tensors, /) -> tuple[Tensor, ...]: ...


@overload
def atleast_3d(tensor: Tensor, other: Tensor, /, *tensors: Tensor) -> tuple[Tensor, ...]: ...


@public("torch")
def atleast_3d(*tensors):
    """The tensor as a view with at least three dimensions (vectors in the middle one); a tuple for several tensors.

    >>> atleast_3d(torch.tensor([2, 3])).shape
    torch.Size([1, 2, 1])
    """
    return _each(tensors, 3)
