"""Views in which dimensions of size 1 are repeated, and the shapes that several tensors broadcast to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base.size import Size
from ..._core import Op, apply, broadcast
from ..._face.public import public
from ..common.arguments import given_tensors
from ..common.sizes import given, ints
from ..tensors.as_strided_unfold import strided_view

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, Tensors


class Expand(Op):
    """Dimensions of size 1 repeated without a copy (stride 0); a size of -1 keeps a dimension."""

    __slots__ = ("shape",)
    saves = ((),)
    view = True

    def infer(self, x):
        lead = len(self.shape) - x.ndim
        if lead < 0:
            raise RuntimeError(
                f"expand(torch.{x.dtype.cpp}Tensor{{{list(x.shape)}}}, size={list(self.shape)}): the number of sizes "
                "provided "
                f"({len(self.shape)}) must be greater or equal to the number of dimensions in the tensor ({x.ndim})"
            )
        shape = list(self.shape)
        for i, n in enumerate(shape):
            if i < lead:
                if n < 0:
                    raise RuntimeError(
                        f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}"
                    )
            elif n == -1:
                shape[i] = x.shape[i - lead]
            elif n != x.shape[i - lead] and x.shape[i - lead] != 1:
                raise RuntimeError(
                    f"The expanded size of the tensor ({n}) must match the existing size ({x.shape[i - lead]}) at "
                    f"non-singleton dimension {i}.  Target sizes: {list(self.shape)}.  Tensor sizes: {list(x.shape)}"
                )
        return x.like(shape)

    def forward(self, xp, x, out=None):
        lead = len(self.shape) - x.ndim
        shape, strides = [], []
        for i in reversed(range(len(self.shape))):
            n = self.shape[i]
            if i < lead:
                stride = 0 if n != 1 else shape[0] * strides[0] if shape else x.itemsize
            else:
                size, stride = x.shape[i - lead], x.strides[i - lead]
                n = size if n == -1 else n
                if n != size:
                    stride = 0
            shape.insert(0, n)
            strides.insert(0, stride)
        return strided_view(x, shape, strides)

    def vjp(self, need, grads, saved, specs):
        return grads  # summed to the input's shape by the engine


@public("Tensor")
def expand(input: Tensor, *sizes: Ints, size: Ints | None = None, implicit: bool = False) -> Tensor:
    """A view in which dimensions of size 1 are repeated (and new ones put in front), without a copy; -1 keeps a size.

    Raises RuntimeError if another size would have to change.

    >>> x.expand(2, 3, 4).stride()
    (0, 4, 1)
    """
    return apply(Expand.of(ints("expand", sizes if size is None else (size,))), input)


@public("Tensor")
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """``input.expand(other.shape)``.

    >>> x[:1].expand_as(x).shape
    torch.Size([3, 4])
    """
    return apply(Expand.of(tuple(other._array.shape)), input)


@public("torch")
def broadcast_to(input: Tensor, size: Ints) -> Tensor:
    """``input.expand(size)``, as a function.

    >>> torch.broadcast_to(x, (2, 3, 4)).shape
    torch.Size([2, 3, 4])
    """
    return apply(Expand.of(ints("broadcast_to", (size,))), input)


@public("Tensor.broadcast_to")
def _broadcast_to(input: Tensor, *sizes: Ints, size: Ints | None = None) -> Tensor:
    return apply(Expand.of(given("broadcast_to", sizes, size, "size")), input)


@public("torch")
def broadcast_tensors(*tensors: Tensor | Tensors) -> tuple[Tensor, ...]:
    """Views of the tensors, expanded to their common shape.

    >>> [t.shape for t in broadcast_tensors(torch.ones(2, 1), torch.ones(3))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    operands = given_tensors(tensors)
    shape = broadcast(*[t._array.shape for t in operands])
    return tuple([t if t._array.shape == shape else t.expand(shape) for t in operands])


@public("torch", plain=True)
def broadcast_shapes(*shapes: Ints) -> Size:
    """The shape that the given ones broadcast to. Raises RuntimeError if they don't.

    >>> broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    out: list = []
    for i, shape in enumerate(shapes):
        shape = [shape] if isinstance(shape, int) else list(shape)
        out = [1] * (len(shape) - len(out)) + out
        for d in range(-1, -len(shape) - 1, -1):
            if shape[d] != out[d] and shape[d] != 1:
                if out[d] != 1:
                    raise RuntimeError(
                        f"Attempting to broadcast a dimension of length {shape[d]} at {d}! Mismatching argument at "
                        f"index {i} had {tuple(shape)}; but expected shape should be broadcastable to {out}"
                    )
                out[d] = shape[d]
    return Size(out)
