"""The ops of views: other shapes and strides on the same memory. Gradients of views are views of gradients.

The params of these ops are the numbers that users give, so that one record serves inputs of every shape and stride.
"""

from __future__ import annotations

import numpy as np

from ..._arrays.memory import contiguous_kernel
from ..._core import Op, apply
from ..common.dims import normal_dim
from ..common.sizes import unique_dims
from ..tensors.as_strided_unfold import strided_view

__all__ = [
    "ALIAS",
    "CONTIGUOUS",
    "SQUEEZE",
    "TRANSPOSED",
    "Alias",
    "Contiguous",
    "Expand",
    "Permute",
    "Placed",
    "Select",
    "Slice",
    "Squeeze",
    "SqueezeDim",
    "SqueezeDims",
    "T",
    "Transpose",
    "UnsafeView",
    "Unsqueeze",
    "View",
    "ViewCopy",
    "infer_size",
    "shaped",
    "view_strides",
]

_full = slice(None)


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
                "two "
                "contiguous subspaces). Use .reshape(...) instead."
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


class Alias(Op):
    """A view of everything: ``x[...]``."""

    saves = ((),)
    view = True

    def infer(self, x):
        return x

    def forward(self, xp, x, out=None):
        return x.view()

    def vjp(self, need, grads, saved, specs):
        return grads


class Transpose(Op):
    """Two dimensions swapped."""

    __slots__ = ("dim0", "dim1")
    saves = ((),)
    view = True

    def infer(self, x):
        n = x.ndim
        a, b = normal_dim(self.dim0, n), normal_dim(self.dim1, n)
        shape = list(x.shape)
        if n:
            shape[a], shape[b] = shape[b], shape[a]
        return x.like(shape)

    def forward(self, xp, x, out=None):
        return x.swapaxes(self.dim0, self.dim1) if x.ndim else x.view()

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class T(Op):
    """``x.t()``: a matrix transposed; fewer dimensions stay as they are."""

    saves = ((),)
    view = True

    def infer(self, x):
        if x.ndim > 2:
            raise RuntimeError(
                f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D: use x.mT or x.transpose(-2, -1) "
                "for "
                "batches of matrices"
            )
        return x.like(x.shape[::-1])

    def forward(self, xp, x, out=None):
        return x.T if x.ndim > 1 else x.view()

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class Permute(Op):
    """The dimensions in another order."""

    __slots__ = ("dims",)
    saves = ((),)
    view = True

    def infer(self, x):
        n, dims = x.ndim, self.dims
        if len(dims) != n:
            raise RuntimeError(
                "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                "desired "
                f"ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(dims)}"
            )
        dims = [normal_dim(d, n) for d in dims]
        if len(set(dims)) != n:
            raise RuntimeError(f"permute(): duplicate dims are not allowed, got {tuple(dims)}")
        return x.like([x.shape[d] for d in dims])

    def forward(self, xp, x, out=None):
        return x.transpose(self.dims)

    def vjp(self, need, grads, saved, specs):
        n = len(self.dims)
        back = [0] * n
        for i, d in enumerate(self.dims):
            back[d] = i
        return (apply(Permute.of(tuple(back)), grads[0]),)


class Squeeze(Op):
    """Without the dimensions of size 1."""

    saves = ((),)
    view = True

    def drop(self, shape):
        """The dimensions to leave out."""
        return [i for i, n in enumerate(shape) if n == 1]

    def infer(self, x):
        drop = self.drop(x.shape)
        return x.like([n for i, n in enumerate(x.shape) if i not in drop])

    def forward(self, xp, x, out=None):
        return x.squeeze(tuple(self.drop(x.shape)))

    def vjp(self, need, grads, saved, specs):
        return (shaped(grads[0], specs[0].shape),)


class SqueezeDim(Squeeze):
    """Without dimension ``dim``, if its size is 1."""

    name = "Squeeze"

    __slots__ = ("dim",)
    node_name = "SqueezeBackward1"

    def drop(self, shape):
        d = normal_dim(self.dim, len(shape))
        return [d] if shape and shape[d] == 1 else []


class SqueezeDims(Squeeze):
    """Without those of ``dims`` whose size is 1."""

    name = "Squeeze"

    __slots__ = ("dims",)
    node_name = "SqueezeBackward2"

    def drop(self, shape):
        return [d for d in unique_dims(self.dims, len(shape)) if shape and shape[d] == 1]


class Unsqueeze(Op):
    """A new dimension of size 1 before dimension ``dim``."""

    __slots__ = ("dim",)
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
        return (apply(SqueezeDim.of(self.dim), grads[0]),)


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


class Select(Op):
    """Element ``index`` of dimension ``dim`` (negative ones count from the end)."""

    __slots__ = ("dim", "index")
    saves = ((),)
    view = True

    def infer(self, x):
        if not x.shape:
            raise IndexError("select() cannot be applied to a 0-dim tensor.")
        d, i = normal_dim(self.dim, x.ndim), self.index
        if not -x.shape[d] <= i < x.shape[d]:
            raise IndexError(
                f"select(): index {i} out of range for tensor of size {list(x.shape)} at dimension {d}: "
                f"{-x.shape[d]} to {x.shape[d] - 1} are there"
            )
        return x.like(x.shape[:d] + x.shape[d + 1 :])

    def forward(self, xp, x, out=None):
        return x[(*(_full,) * normal_dim(self.dim, x.ndim), self.index, ...)]

    def vjp(self, need, grads, saved, specs):
        x = specs[0].shape
        return (apply(Placed.of("SelectBackward", x, normal_dim(self.dim, len(x)), self.index, 0, 0, self), grads[0]),)


class Slice(Op):
    """``start:stop:step`` of dimension ``dim``, read as Python reads slices of a sequence."""

    __slots__ = ("dim", "start", "stop", "step")
    saves = ((),)
    view = True

    def infer(self, x):
        d = normal_dim(self.dim, x.ndim)
        n = len(range(*slice(self.start, self.stop, self.step).indices(x.shape[d])))
        return x.like((*x.shape[:d], n, *x.shape[d + 1 :]))

    def forward(self, xp, x, out=None):
        return x[(*(_full,) * normal_dim(self.dim, x.ndim), slice(self.start, self.stop, self.step))]

    def vjp(self, need, grads, saved, specs):
        x = specs[0].shape
        place = Placed.of("SliceBackward", x, normal_dim(self.dim, len(x)), self.start, self.stop, self.step, self)
        return (apply(place, grads[0]),)


class Placed(Op):
    """The adjoint of Select and Slice (``back``): zeros of ``shape`` with the input at that place."""

    __slots__ = ("name", "shape", "dim", "start", "stop", "step", "back")
    saves = ((),)
    raw = True

    def infer(self, g):
        return g.like(self.shape)

    def forward(self, xp, g, out=None):
        x = np.zeros(self.shape, g.dtype)
        at = self.start if isinstance(self.back, Select) else slice(self.start, self.stop, self.step)
        x[(*(_full,) * self.dim, at)] = g
        return x

    def vjp(self, need, grads, saved, specs):
        return (apply(self.back, grads[0]),)


class ViewCopy(Op):
    """A copy of what the view op ``part`` shows, in row-major order."""

    __slots__ = ("part",)
    exact_out = True
    saves = ((),)
    raw = True

    @property
    def name(self):  # type: ignore[override]
        return self.part.name

    @property
    def node_name(self):
        return self.part.node_name + "_copy"

    def infer(self, x):
        return self.part.infer(x)

    def forward(self, xp, x):
        return xp.copy(self.part.forward(xp, x), "C")

    def vjp(self, need, grads, saved, specs):
        return self.part.vjp(need, grads, saved, specs)


# Shapes ------------------------------------------------------------------------------------------------------------


def infer_size(shape, old):
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
            "can be "
            "any value and is ambiguous"
        )
    raise RuntimeError(
        f"shape '{list(shape)}' is invalid for input of size {total}: the sizes must multiply to {total}, the number "
        "of "
        f"elements of a tensor of shape {list(old)}"
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


CONTIGUOUS = Contiguous.of(None)
ALIAS = Alias.of()
TRANSPOSED = T.of()
SQUEEZE = Squeeze.of()
